"""The lots of a file as tax sees them on the day of trading."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.holding_period import long_term_from, term_on
from allocator.model.lots import TaxLot
from allocator.model.tax import Term, Undated

if TYPE_CHECKING:
    from allocator.model.policy import Policy, Trading
    from allocator.model.portfolio import AccountType, Lot
    from allocator.model.trading_day import TradingDay

CENTS = Decimal("0.03")
"""What rounding can add to the cost of a trade: half the spread, and two fees rounded up."""


def tax_lots(
    lots: tuple[Lot, ...], price: Decimal, kind: AccountType, policy: Policy, day: TradingDay
) -> tuple[TaxLot, ...]:
    """
    Give each lot its character, and say which are kept.

    In a sheltered account nothing is taxed, so that no lot has a character. Where taxes are
    counted or net gains capped, a lot whose cost is not known is kept: what selling it would
    realise cannot be told. A gain that soon turns long-term is kept as long as the policy asks.

    Args:
        lots: The lots of one holding.
        price: What a share is worth.
        kind: How the account is taxed; one of unknown type counts as taxable.
        policy: How lots without a date count, how long to wait, and whether gains are capped.
        day: The day of trading.

    Returns:
        The same lots, in the same order.
    """
    if kind.is_sheltered:
        return tuple(TaxLot(lot.shares, None, lot.acquired, None) for lot in lots)
    return tuple(_taxed(lot, price, policy, day) for lot in lots)


def _taxed(lot: Lot, price: Decimal, policy: Policy, day: TradingDay) -> TaxLot:
    """Give a lot in a taxable account its character."""
    rules = policy.tax
    if lot.cost_basis is None:
        counts = rules.is_counted or policy.limits.net_gains is not None
        kept = "its cost is not known" if counts else ""
        return TaxLot(lot.shares, None, lot.acquired, None, kept)
    cost = lot.cost_basis / lot.shares
    is_gain = cost < price
    if lot.acquired is None:
        dearer = Term.SHORT if is_gain else Term.LONG
        term = Term.LONG if rules.undated is Undated.LONG else dearer
        return TaxLot(lot.shares, cost, None, term)
    term = term_on(lot.acquired, day.on)
    turns = long_term_from(lot.acquired)
    waits = term is Term.SHORT and is_gain and (turns - day.on).days <= rules.wait_days
    kept = f"its gain turns long-term on {turns}" if waits else ""
    return TaxLot(lot.shares, cost, lot.acquired, term, kept)


def sale_costs(price: Decimal, symbol: str, trading: Trading, day: TradingDay) -> Decimal:
    """
    Bound what a sale costs, in dollars a share.

    Half the spread, commissions by the share and fees; and a commission by the trade, with the
    cents that rounding adds, on the smallest trade there may be.

    Args:
        price: What a share is worth.
        symbol: The fund.
        trading: Spreads, commissions and the least trade.
        day: The fees in force.
    """
    fees = day.fees
    by_value = Decimal(str(trading.half_spread(symbol))) / 10_000 + fees.section_31
    by_share = trading.commission_per_share + fees.taf_per_share
    least = max(trading.min_trade / price, Decimal(1))
    by_trade = (trading.commission + CENTS) / least
    return price * by_value + by_share + by_trade
