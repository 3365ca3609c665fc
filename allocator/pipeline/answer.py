"""
One pass from a household to trades, and the search for trades that would not be followed by more.

The default neutral mix keeps the rest of equity "as held", and trades change what is held. So the
mix is taken from the portfolio that the advice leads to: the answer is passed through the advisor
again, and while that would trade further, the proportions it ends at are put in place of today's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from allocator.beliefs.neutral import neutral_mix
from allocator.beliefs.outlook import form_outlook
from allocator.errors import AllocatorError, NoWholeShareAnswerError
from allocator.model.brief import BPS, Brief, utility
from allocator.model.limits import deviation, measure, worst_violation
from allocator.model.policy import Criterion
from allocator.model.proposal import Gain
from allocator.optimize.conic import solve_directly
from allocator.optimize.solve import optimise
from allocator.optimize.stated import solve
from allocator.pipeline.criterion import under_criterion, worth
from allocator.pipeline.drift import is_in_band
from allocator.pipeline.outcomes_drawn import outcomes_of
from allocator.pipeline.plausible import check_views
from allocator.trades.ledger import after, household_after, list_trades, policy_after
from allocator.trades.no_whole_shares import explain_no_shares
from allocator.trades.whole_shares import round_to_shares

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.model.arrays import Array
    from allocator.model.household import Household, Mix
    from allocator.model.policy import Limits
    from allocator.model.program import Program
    from allocator.model.solution import Solution
    from allocator.model.trades import Trade
    from allocator.optimize.stated import Answer as Solved
    from allocator.pipeline.case import Case

EXACT = 1e-9
"""Whole shares are exact numbers: a limit broken by more than this is broken."""

NARROW = 0.001
"""Room around the split, as a fraction, for a target that may not use it: costs need a little."""

PASSES = 4
"""How often the neutral mix is taken anew; most portfolios need no second time."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The trades of one pass: those found, and those advised, which are the same or none."""

    brief: Brief
    solution: Solution
    candidate: tuple[Trade, ...]
    gain: Gain
    trades: tuple[Trade, ...]
    rounding_gap: float


def settled_answer(household: Household, case: Case) -> tuple[Answer, bool]:
    """
    Find trades after which the advice is to do nothing.

    Args:
        household: What is held today.
        case: Policy, scenarios and snapshot.

    Returns:
        The answer, and whether it is settled. Where a turnover limit stops it, or no such trades
        are found, the answer of the first pass stands and is not. Under another criterion than
        `expected` it always stands: the worst scenarios pull away from what is held, and a mix that
        follows would be pulled on, to where a fund is gone.
    """
    neutral = neutral_mix(household, case.policy)
    check_views(household, neutral, case)
    first = answer = _answer(household, neutral, case, solve)
    if case.policy.objective.criterion is not Criterion.EXPECTED:
        return first, not first.trades or not _goes_on(first, case)
    for number in range(PASSES):
        if not answer.trades or not _goes_on(answer, case):
            return answer, True
        if not number and household.day.rates.any:
            return _held_to_the_split(household, neutral, case) or (first, False)
        moved = household_after(answer.brief, answer.trades)
        try:
            neutral = neutral_mix(household, case.policy, moved)
            answer = _answer(household, neutral, case, solve_directly)
        except AllocatorError:
            break
    return first, False


def _held_to_the_split(
    household: Household, neutral: Mix, case: Case
) -> tuple[Answer, bool] | None:
    """
    Look for an answer that leaves the split between asset classes all but alone.

    The room around the split is for whole shares. Where taxes are counted, a loss that is taken
    into cash gains by going to the edge of it, and would again, from a split that follows what is
    held.

    Returns:
        An answer that would not be followed by more, and True; None where there is none.
    """
    limits = case.policy.limits
    narrow = replace(limits, split_tolerance=min(limits.split_tolerance, NARROW))
    try:
        answer = _answer(household, neutral, case, solve_directly, narrow)
        on = bool(answer.trades) and _goes_on(answer, case, narrow)
    except AllocatorError:
        return None
    return None if on else (answer, True)


def _goes_on(answer: Answer, case: Case, aimed: Limits | None = None) -> bool:
    """Tell whether the advisor would trade, or fail, on a portfolio of its own making."""
    moved = household_after(answer.brief, answer.trades)
    later = replace(case, policy=policy_after(case.policy, answer.trades))
    neutral = neutral_mix(moved, later.policy)
    try:
        return bool(_answer(moved, neutral, later, solve_directly, aimed).trades)
    except AllocatorError:
        return True


def _answer(
    household: Household,
    neutral: Mix,
    case: Case,
    solver: Callable[[Program], Solved],
    aimed: Limits | None = None,
) -> Answer:
    """
    Make one pass: beliefs, target, trades, and whether they are worth it.

    `aimed` are the limits that the target is found within, if not the policy's; trades keep to
    the policy's.
    """
    objective = case.policy.objective
    outlook = form_outlook(household, neutral, objective, case.snapshot, case.scenarios)
    risk = case.snapshot.risk.among(household.index_names)
    outcomes = outcomes_of(case, household, outlook)
    brief = under_criterion(Brief(household, case.policy, neutral, risk, outlook, outcomes))
    aim = replace(brief, policy=replace(case.policy, limits=aimed or case.policy.limits))
    found = optimise(aim, solver)
    solution = replace(found, readings=measure(brief, found.standing))
    try:
        rounded = round_to_shares(brief, solution)
    except NoWholeShareAnswerError:
        raise explain_no_shares(brief, solution) from None
    candidate = list_trades(brief, rounded.changes, rounded.cleared)
    gain = _gain(brief, solution, candidate)
    wanted = gain.forced or (gain.net >= gain.required and not gain.in_band)
    worth_it = bool(candidate) and wanted
    advised = candidate if worth_it else ()
    return Answer(brief, solution, candidate, gain, advised, rounded.gap)


def _gain(brief: Brief, solution: Solution, trades: tuple[Trade, ...]) -> Gain:
    """Weigh trades against doing nothing: the certainty equivalent gained, net of all they cost."""
    household = brief.household
    standing = after(brief, trades)
    before, then = worth(brief, (brief.today, standing))
    change: Array = household.exposure @ (standing.weights - household.weights)
    return Gain(
        net=then - before,
        cost=utility(brief, standing).trading,
        tax=standing.tax,
        uncertainty=deviation(brief.outlook.uncertainty, change),
        required=brief.policy.trading.min_benefit_bps * BPS,
        forced=worst_violation(measure(brief, brief.today)) > EXACT or _has_money_to_move(brief),
        in_band=is_in_band(brief, solution),
    )


def _has_money_to_move(brief: Brief) -> bool:
    """Tell whether money comes or goes that is worth a trade."""
    moved = abs(brief.household.flow) * float(brief.household.value)
    return bool(moved) and moved >= float(brief.policy.trading.min_trade)
