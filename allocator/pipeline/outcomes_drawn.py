"""A year's outcomes that a tail is measured on: drawn from the scenarios, or past weeks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.beliefs.tail_outcomes import YEAR, drawn_years, past_years
from allocator.errors import InputError, Problem
from allocator.model.assets import AssetClass
from allocator.model.policy import TailBasis

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.household import Household
    from allocator.model.outlook import Outlook
    from allocator.model.snapshot import Snapshot, WeeklyReturns
    from allocator.pipeline.case import Case

LEAST_YEARS = 100
"""Past years, overlapping, of which the worst 5 % are five."""

_PLACE = "policy: limits.cvar"
_DRAW = 'or write basis = "scenarios"'


def outcomes_of(case: Case, household: Household, outlook: Outlook) -> Array | None:
    """
    Make the outcomes that the policy's limit on the tail asks for.

    Args:
        case: The policy with its limit, and the snapshot with its weeks.
        household: The J indexes in question.
        outlook: What scenarios' outcomes are drawn from.

    Returns:
        Index returns over cash of a year, shape (S, J), each as likely; None without such a limit.

    Raises:
        InputError: If the limit is on history, and the snapshot has none that is enough.
    """
    limit = case.policy.limits.cvar
    if limit is None:
        return None
    if limit.basis is TailBasis.SCENARIOS:
        return drawn_years(outlook, limit.draws, limit.seed)
    return _history(household, case.snapshot)


def under_outlook(brief: Brief, outlook: Outlook) -> Brief:
    """
    State an assignment under another outlook, and draw its outcomes anew where they depend on it.

    Which case of the law is best depends on the outlook too, so all are open again.
    """
    limit, outcomes = brief.policy.limits.cvar, brief.outcomes
    if limit is not None and limit.basis is TailBasis.SCENARIOS:
        outcomes = drawn_years(outlook, limit.draws, limit.seed)
    return replace(brief, outlook=outlook, outcomes=outcomes, course=None)


def _history(household: Household, snapshot: Snapshot) -> Array:
    """Take the past years of a household's indexes; those that no fund is on do not matter."""
    weeks = snapshot.weeks
    if weeks is None:
        remedy = f"build one of your own: allocator data snapshot --with-history; {_DRAW}"
        raise InputError(Problem(_PLACE, "the snapshot has no past weeks to measure it on", remedy))
    used = household.exposure.any(axis=1)
    names = tuple(np.array(household.index_names)[used])
    cash = _checked(weeks, names, snapshot)
    years = np.zeros((len(weeks.ends) - YEAR + 1, len(household.indexes)))
    years[:, used] = past_years(weeks, names, cash)
    return years


def _checked(weeks: WeeklyReturns, names: tuple[str, ...], snapshot: Snapshot) -> str:
    """Refuse weeks that are too few, or lack an index; name the index that stands for cash."""
    problems = [
        Problem(_PLACE, f"the snapshot has no past weeks of {name}", f"hold none of it, {_DRAW}")
        for name in names
        if name not in weeks.indexes
    ]
    needed = YEAR + LEAST_YEARS - 1
    if len(weeks.ends) < needed:
        message = f"the snapshot has {len(weeks.ends)} past weeks, and {needed} are needed"
        problems.append(Problem(_PLACE, message, f"build one with a longer history, {_DRAW}"))
    cash = [name for name in weeks.indexes if _is_cash(name, snapshot)]
    if not cash:
        message = "the snapshot has no past weeks of cash, which returns are counted over"
        problems.append(Problem(_PLACE, message, f"build one with Treasury bills, {_DRAW}"))
    if problems:
        raise InputError(*problems)
    return min(cash)


def _is_cash(name: str, snapshot: Snapshot) -> bool:
    """Tell whether an index stands for cash."""
    index = snapshot.indexes.get(name)
    return index is not None and index.asset_class is AssetClass.CASH
