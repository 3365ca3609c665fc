"""
The game that divides the target's move from what is held: who plays, and what each coalition does.

What a coalition reaches is the move of index exposures to the optimum when only its members act.
Moves are told by index, not by fund: the best exposures are unique, while two funds on one index
(or one fund in two accounts) can often stand in for each other, and a solver picks either.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from allocator.explanation.shapley import shapley
from allocator.explanation.sizes import drivers_by_size, with_sizes
from allocator.model.limit_keys import keys_of, without
from allocator.model.policy import Impact
from allocator.model.tax import NO_TAX
from allocator.model.trading_day import NO_FEES
from allocator.optimize.again import solve_again

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.outlook import Outlook
    from allocator.model.policy import Limits, Trading
    from allocator.model.solution import Solution

NEUTRAL = "neutral_mix"
LESS_DOUBT = "less_doubt"
COSTS = "trading_costs"
TAXES = "taxes"
LIMITS = "policy_limits"
OTHERS = "other_drivers"

MOST_DRIVERS = 6
"""Drivers that play alone; each doubles the number of solves. Smaller ones play as one."""


def divide(brief: Brief, solution: Solution) -> dict[str, Array]:
    """
    Divide the target's move among drivers, costs, taxes, limits and the return to the neutral mix.

    v(coalition) is the optimum in which drivers outside it say nothing (a mean of zero, with the
    uncertainty they have), trading is free unless `trading_costs` is in it, nothing is taxed unless
    `taxes` is, and no limit of the policy holds unless `policy_limits` is. Everyone gets the
    Shapley value. What remains, v(nobody), is the return to the neutral mix, as far as locks and
    each account's money allow, and a little more: views that say nothing still leave less doubt
    than no views.

    Args:
        brief: The assignment.
        solution: Its target, the value of all players together.

    Returns:
        Reason to its part of the move of index exposures, each of shape (J,), as fractions of
        the portfolio. They sum to the move.

    Raises:
        CertificationError: If the solver gave no answer we can certify.
    """
    groups = driver_groups(brief.outlook)
    costs = (COSTS,) if brief.costs.least > 0 else ()
    taxes = (TAXES,) if brief.household.day.rates.any else ()
    players = (*groups, *costs, *taxes, LIMITS)

    def reached(coalition: frozenset[str]) -> Array:
        if len(coalition) == len(players):
            return _move(brief, solution)
        silent = [name for group in groups if group not in coalition for name in groups[group]]
        absent = frozenset(players) - coalition
        return _move(brief, solve_again(_without(brief, silent, absent)))

    parts = shapley(players, reached)
    neutral = _move(brief, solve_again(_without_views(brief)))
    nobody = _move(brief, solution) - sum(parts.values(), np.zeros_like(neutral))
    return {NEUTRAL: neutral, LESS_DOUBT: nobody - neutral, **parts}


def driver_groups(outlook: Outlook) -> dict[str, tuple[str, ...]]:
    """Let each driver play, the largest first; the smallest of many play together."""
    ordered = drivers_by_size(outlook)
    if len(ordered) <= MOST_DRIVERS:
        return {name: (name,) for name in ordered}
    alone = ordered[: MOST_DRIVERS - 1]
    return {name: (name,) for name in alone} | {OTHERS: tuple(ordered[len(alone) :])}


def _without(brief: Brief, silent: list[str], absent: frozenset[str]) -> Brief:
    """State the assignment of one coalition: those that are absent do not count."""
    policy, household = brief.policy, brief.household
    if COSTS in absent:
        policy = replace(policy, trading=_free(policy.trading))
        household = replace(household, day=replace(household.day, fees=NO_FEES))
    if TAXES in absent:
        household = replace(household, day=replace(household.day, rates=NO_TAX))
    if LIMITS in absent:
        policy = replace(policy, limits=_none_of(policy.limits))
    bare = replace(brief, policy=policy, household=household, course=None)
    return with_sizes(bare, dict.fromkeys(silent, 0.0))


def _none_of(limits: Limits) -> Limits:
    """
    Take every limit of the policy away, soft ones too.

    What stays is arithmetic, not policy: nothing held short, no account overdrawn, locks.
    """
    return replace(without(limits, *keys_of(limits)), linear=())


def _free(trading: Trading) -> Trading:
    """Let trading cost nothing."""
    return replace(
        trading,
        cost_bps=0.0,
        half_spread_bps=(),
        commission=Decimal(0),
        commission_per_share=Decimal(0),
        impact=Impact(),
    )


def _without_views(brief: Brief) -> Brief:
    """State the assignment whose optimum is the neutral mix: every return is its fair price."""
    fair = brief.policy.objective.risk_aversion * brief.outlook.covariance @ brief.neutral.weights
    outlook = replace(brief.outlook, mean=fair + brief.household.index_fees, worlds=())
    return _without(replace(brief, outlook=outlook), [], frozenset({COSTS, TAXES, LIMITS}))


def _move(brief: Brief, solution: Solution) -> Array:
    """See the change of weights through to indexes, shape (J,)."""
    household = brief.household
    move: Array = household.exposure @ (solution.weights - household.weights)
    return move
