"""Reasons by index carried over to the trades that make the move, to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.explanation.cents import to_the_cent
from allocator.explanation.game import divide
from allocator.model.trades import Side

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.proposal import Proposal
    from allocator.model.trades import Trade

WHOLE_SHARES = "whole_shares"
BETWEEN = "between_funds_and_accounts"


@dataclass(frozen=True, slots=True)
class TradeReasons:
    """A trade and the dollars of it that each reason is for: buying +, selling -."""

    trade: Trade
    parts: Mapping[str, Decimal]

    @property
    def total(self) -> Decimal:
        """The trade in dollars, buying +, selling -: what the parts sum to, to the cent."""
        return signed(self.trade)


def signed(trade: Trade) -> Decimal:
    """Write a purchase as +, a sale as -, in dollars."""
    return trade.value if trade.side is Side.BUY else -trade.value


def trade_reasons(proposal: Proposal) -> tuple[TradeReasons, ...]:
    """
    Say what each trade is for.

    The reasons of an index go to the trades that make its move, in proportion to their size.
    What they do beyond that move, and trades against it, only exchange funds of one index or
    move them between accounts. The last reason is the difference between the target and whole
    shares.

    Args:
        proposal: The answer; its candidate trades are explained whether or not they are advised.

    Returns:
        One value a trade, in their order.
    """
    if not proposal.candidate:
        return ()
    brief = proposal.brief
    value = float(brief.household.value)
    moves = {name: value * part for name, part in divide(brief, proposal.solution).items()}
    return tuple(_reasons(trade, brief, proposal.candidate, moves) for trade in proposal.candidate)


def _reasons(
    trade: Trade, brief: Brief, trades: tuple[Trade, ...], moves: Mapping[str, Array]
) -> TradeReasons:
    """Share out one index's move, in dollars of exposure, to one of its trades."""
    index, multiple = _kind(trade, brief)
    together = [_exposed(each, brief) for each in trades if _kind(each, brief)[0] == index]
    net, own = sum(together), _exposed(trade, brief)
    along = sum(each for each in together if each * net > 0)
    share = own / along / multiple if own * net > 0 else 0.0
    at = brief.household.index_names.index(index)
    parts = {name: share * float(move[at]) for name, move in moves.items()}
    whole = share * (net - sum(float(move[at]) for move in moves.values()))
    parts |= {WHOLE_SHARES: whole, BETWEEN: float(signed(trade)) - share * net}
    cents = to_the_cent(list(parts.values()), signed(trade))
    return TradeReasons(trade, dict(zip(parts, cents, strict=True)))


def _kind(trade: Trade, brief: Brief) -> tuple[str, float]:
    """Find the index of a trade, and how many times its fund stands for it."""
    fund = next(
        position.fund
        for position in brief.household.positions
        if position.fund.symbol == trade.symbol
    )
    return fund.index, fund.multiple


def _exposed(trade: Trade, brief: Brief) -> float:
    """See a trade through to its index, in dollars."""
    return float(signed(trade)) * _kind(trade, brief)[1]
