"""What trades cost, apart: the spread, the broker, and the regulators."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.trades import Side
from allocator.report.numbers import dollars
from allocator.trades.fees import fee_of

if TYPE_CHECKING:
    from allocator.model.brief import Brief
    from allocator.model.trades import Trade


@dataclass(frozen=True, slots=True)
class CostParts:
    """Costs in dollars: half of bid to ask, commissions, what regulators charge on sales."""

    half_spread: Decimal
    commissions: Decimal
    fees: Decimal

    @property
    def total(self) -> Decimal:
        """Everything."""
        return self.half_spread + self.commissions + self.fees


def cost_parts(brief: Brief, trades: tuple[Trade, ...]) -> CostParts:
    """Take the costs of trades apart; what is neither commission nor fee is half the spread."""
    trading, day = brief.policy.trading, brief.household.day
    commissions = fees = Decimal(0)
    for trade in trades:
        commissions += trading.commission_of(trade.shares)
        if trade.side is Side.SELL:
            fees += fee_of(day.fees, trade.shares, trade.value)
    total = sum((trade.cost for trade in trades), Decimal(0))
    return CostParts(total - commissions - fees, commissions, fees)


def costs_in_words(parts: CostParts) -> str:
    """Say what the trades cost, and of what that is made where it is of several parts."""
    named = {
        "half-spreads": parts.half_spread,
        "commissions": parts.commissions,
        "regulators' fees on sales": parts.fees,
    }
    made_of = [f"{name} {dollars(amount)}" for name, amount in named.items() if amount]
    total = f"cost in all {dollars(parts.total)}"
    return f"{total} ({', '.join(made_of)})" if len(made_of) > 1 else total
