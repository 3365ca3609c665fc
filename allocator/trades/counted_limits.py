"""Limits of counts and steps, which only whole trades meet or break."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.limits import Reading
from allocator.trades.ledger import household_after

if TYPE_CHECKING:
    from allocator.model.brief import Brief
    from allocator.model.trades import Trade


def counted_limits(brief: Brief, trades: tuple[Trade, ...]) -> tuple[Reading, ...]:
    """
    Measure the limits on the number of trades and on what they leave of a position.

    Args:
        brief: The household before the trades, and the policy.
        trades: The trades.

    Returns:
        The number of trades, and the smallest position left by one, as a fraction of the value;
        each only where it is limited. What is closed or not traded is none of the latter.
    """
    limits, value = brief.policy.limits, brief.household.value
    found = []
    if limits.trades is not None:
        found.append(Reading("trades", float(len(trades)), None, float(limits.trades)))
    then = household_after(brief, trades)
    names = [account.name for account in then.accounts]
    traded = {(trade.account, trade.symbol) for trade in trades}
    left = [
        position.value
        for position in then.positions
        if (names[position.account], position.fund.symbol) in traded and position.shares
    ]
    if limits.min_position and left:
        least = float(limits.min_position / value)
        found.append(Reading("min_position", float(min(left) / value), least, None))
    return tuple(found)
