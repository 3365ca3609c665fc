"""Whether the size of the portfolio decides: below which value no trade is worth its cost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import NoWholeShareAnswerError
from allocator.explanation.flips import first_change, narrowed
from allocator.explanation.target import read_target
from allocator.optimize.again import solve_again
from allocator.pipeline.criterion import worth
from allocator.trades.ledger import after, list_trades
from allocator.trades.whole_shares import round_to_shares

if TYPE_CHECKING:
    from allocator.model.brief import Brief
    from allocator.model.household import Position
    from allocator.model.solution import Solution

GRID = 16
"""Sizes that are tried between the least trade and the portfolio, in equal ratios."""

FINE = 1e-3
"""How closely the size is found, as a part of it."""

LARGEST = 1000.0
"""How many times larger a portfolio is tried where this one makes no trade."""


@dataclass(frozen=True, slots=True)
class LeastSize:
    """
    The portfolio value, in dollars, between which trades begin: none below, some above.

    Both were rounded to whole shares and weighed. None where the size decides nothing.
    """

    without: Decimal
    with_trades: Decimal


def least_size(brief: Brief, solution: Solution) -> LeastSize | None:
    """
    Find the portfolio value below which no trade is made, all weights as they are.

    Costs and the least gain are parts of the portfolio, so the target does not depend on its size
    unless taxes, gains or impact are counted: then each size has its own. What always does is the
    least trade, in dollars, and that shares are whole.

    Args:
        brief: The assignment.
        solution: Its target.

    Returns:
        The value, or None where the target is worth it at no size, or no size was found.
    """
    target = read_target(brief, solution)
    if not target.worth_trading:
        return None
    limits, trading = brief.policy.limits, brief.policy.trading
    depends = bool(brief.netting or limits.net_gains is not None or trading.impact.volume)
    value = float(brief.household.value)
    low = min(max(1.0, float(brief.policy.trading.min_trade)), value)

    def trades(log: float) -> int:
        sized = _at_size(brief, float(np.exp(log)) / value)
        gained = _gain(sized, solve_again(sized) if depends else solution)
        return int(gained is not None and (target.forced or gained >= target.required))

    high = value if trades(np.log(value)) else LARGEST * value
    bracket = first_change(np.linspace(np.log(low), np.log(high), GRID + 1).tolist(), trades)
    if bracket is None:
        return None
    inside, outside = narrowed(*bracket, trades, FINE)
    if not trades(outside):
        return None
    return LeastSize(Decimal(float(np.exp(inside))), Decimal(float(np.exp(outside))))


def _at_size(brief: Brief, times: float) -> Brief:
    """Scale everything that is held, in dollars and shares; weights stay."""
    household, scale = brief.household, Decimal(times)
    scaled = replace(
        household,
        accounts=tuple(replace(each, cash=each.cash * scale) for each in household.accounts),
        positions=tuple(_scaled(each, scale) for each in household.positions),
        value=household.value * scale,
    )
    return replace(brief, household=scaled)


def _scaled(position: Position, scale: Decimal) -> Position:
    """Scale what is held of one position, lot by lot."""
    lots = tuple(replace(lot, shares=lot.shares * scale) for lot in position.lots)
    return replace(position, shares=position.shares * scale, lots=lots)


def _gain(brief: Brief, solution: Solution) -> float | None:
    """Round a target to shares and value the trades, after costs; None where there are none."""
    try:
        found = round_to_shares(brief, solution)
    except NoWholeShareAnswerError:
        return None
    trades = list_trades(brief, found.changes, found.cleared)
    if not trades:
        return None
    before, then = worth(brief, (brief.today, after(brief, trades)))
    return then - before
