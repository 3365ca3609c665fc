"""What it costs that something may not be sold: the target again without each lock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.model.solution import LockPrice
from allocator.optimize.again import solve_again

if TYPE_CHECKING:
    from allocator.model.brief import Brief
    from allocator.model.solution import Solution

MOST = 10
"""Locks that are priced, those on the largest holdings: each takes a solve."""


def lock_prices(brief: Brief, solution: Solution) -> tuple[LockPrice, ...]:
    """
    Price the locks on what is held, each lifted alone, in the target's own case of the tax law.

    A price is a lower bound: another case might be better then, and a loss that was kept because
    the locked lot stays is kept still.

    Args:
        brief: The assignment.
        solution: Its target.

    Returns:
        One for each position that may not be sold, the dearest first; none where the policy lets
        nothing be sold at all, which is one decision and no lock.
    """
    household = brief.household
    if brief.policy.trading.buy_only:
        return ()
    locked = [p for p, each in enumerate(household.positions) if each.shares and not each.may_sell]
    locked.sort(key=lambda p: -household.weights[p])
    found = [
        LockPrice(
            account=household.accounts[household.positions[p].account].name,
            symbol=household.positions[p].fund.symbol,
            gain=max(_without(brief, solution, p).objective - solution.objective, 0.0),
        )
        for p in locked[:MOST]
    ]
    return tuple(sorted(found, key=lambda each: (-each.gain, each.account, each.symbol)))


def _without(brief: Brief, solution: Solution, place: int) -> Solution:
    """Solve again with one position open to sale."""
    positions = tuple(
        replace(each, may_sell=True) if p == place else each
        for p, each in enumerate(brief.household.positions)
    )
    household = replace(brief.household, positions=positions)
    return solve_again(replace(brief, household=household, course=solution.course))
