"""
sweep(): where the target goes as one or two figures move.

A sweep is of targets, which are in fractions of a share and of one pass: no whole shares are sought
and no follow-up is tried. So a point costs milliseconds, and what is read off it is a direction. A
point is certified like any other answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from allocator.beliefs.blender import Blender
from allocator.beliefs.neutral import neutral_mix
from allocator.errors import CertificationError, InputError, PolicyError, Problem
from allocator.model.brief import Brief
from allocator.model.limits import small_cap_share
from allocator.optimize.conic import solve_directly
from allocator.optimize.solve import optimise
from allocator.pipeline import indexes_limited, indexes_spoken_of, line_up
from allocator.pipeline.case import stated
from allocator.pipeline.criterion import under_criterion, worth
from allocator.pipeline.outcomes_drawn import outcomes_of
from allocator.pipeline.plausible import check_views
from allocator.pipeline.shadow import binding
from allocator.pipeline.what_if import checked_changes
from allocator.portfolio.changes import alterations, apply_changes, present_value
from allocator.portfolio.funding import flow_problems
from allocator.portfolio.set_aside import with_unknown_set_aside

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from allocator.model.change import Alteration
    from allocator.model.household import Household, Mix
    from allocator.model.outlook import Outlook
    from allocator.model.policy import Policy
    from allocator.model.portfolio import Portfolio
    from allocator.model.scenario import Scenario
    from allocator.model.snapshot import Snapshot
    from allocator.model.solution import Solution
    from allocator.pipeline.case import Case

MOST_KEYS = 2
"""A table has one direction, a map has two."""

MOST_POINTS = 10_000
"""More than anyone reads, and some twenty seconds."""

CENT = 0.01
"""Dollars below which nothing is traded, where the policy names no least trade."""

NOT_MET = "limits cannot be met"
NOT_CERTIFIED = "not certified"


@dataclass(frozen=True, slots=True)
class Target:
    """
    The target at one point: fractions, dollars traded, the gain a year net of trading costs.

    `small_cap` is None without equity; `trades` and `traded_usd` are of trades of at least the
    policy's least trade.
    """

    small_cap: float | None
    trades: int
    traded_usd: float
    gain: float
    binding: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """The values of the swept keys and the target there; without one, `trouble` says why."""

    values: tuple[float, ...]
    target: Target | None
    trouble: str


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """
    Targets over a grid.

    Attributes:
        snapshot: The market.
        value: The portfolio's value in dollars.
        alterations: What was changed before the sweep.
        keys: One or two keys.
        present: The value of each key as things stand; None where scenarios differ in it.
        grid: The values of each key.
        base: The point as things stand, after the changes; its values are the present ones.
        points: Every point, the last key running fastest.
        outlook: What is expected as things stand, after the changes.
        warnings: What is worth warning of in the inputs, as for `propose`.
    """

    snapshot: Snapshot
    value: Decimal
    alterations: tuple[Alteration, ...]
    keys: tuple[str, ...]
    present: tuple[float | None, ...]
    grid: tuple[tuple[float, ...], ...]
    base: Point
    points: tuple[Point, ...]
    outlook: Outlook
    warnings: tuple[Problem, ...]


def sweep(  # noqa: PLR0913, PLR0917 - what `propose` takes, and the grid
    portfolio: Portfolio,
    grid: Mapping[str, Sequence[float]],
    changes: Mapping[str, object] | None = None,
    policy: Policy | None = None,
    scenarios: tuple[Scenario, ...] | None = None,
    snapshot: Snapshot | None = None,
    on: date | None = None,
) -> Sweep:
    """
    Find the target for every value of one key, or every pair of values of two.

    Probabilities that are not set are rescaled in proportion at every point, so that all sum to 1.

    Args:
        portfolio: What is held (`read_portfolio`).
        grid: One or two keys, each with its values; `docs/commands.md` lists the keys.
        changes: Other keys and values, the same at every point.
        policy: As for `propose`.
        scenarios: As for `propose`.
        snapshot: As for `propose`.
        on: As for `propose`.

    Returns:
        A target for every point, or the reason why there is none: no point is left out.

    Raises:
        InputError: If a key is unknown, or any point has a value that its file would refuse.
        MarketDataError: If the snapshot contradicts itself.
    """
    changes = checked_changes(changes or {})
    _check(grid, changes)
    case = stated(policy, scenarios, snapshot, on)
    portfolio = with_unknown_set_aside(portfolio, case.snapshot)
    start = apply_changes(case.policy, case.scenarios, changes)
    base = replace(case, policy=start[0], scenarios=start[1])
    # Every point is checked before the first is solved, so a refusal costs no wait.
    cases = {
        values: _moved(case, {**changes, **dict(zip(grid, values, strict=True))})
        for values in product(*grid.values())
    }
    _check_flows(cases.values())
    household, warnings = line_up(portfolio, base)
    check_views(household, neutral_mix(household, base.policy), base)
    finders = _Finders(portfolio)
    finder = finders.of(base)
    return Sweep(
        snapshot=case.snapshot,
        value=household.value,
        alterations=alterations((case.policy, case.scenarios), start, changes),
        keys=tuple(grid),
        present=tuple(present_value(*start, key) for key in grid),
        grid=tuple(tuple(values) for values in grid.values()),
        base=finder.point((), base),
        points=tuple(finders.of(each).point(values, each) for values, each in cases.items()),
        outlook=finder.outlook(base),
        warnings=warnings,
    )


class _Finders:
    """
    One finder for each way in which a household is lined up.

    Where a scenario gets a probability on the way, its indexes come in, and may be bought; rules of
    trading, taxes, accounts and funds say what may be traded at all, a cap on single funds how many
    of an index, and a cap on gains whether lots of unknown cost are.
    """

    def __init__(self, portfolio: Portfolio) -> None:
        self._portfolio = portfolio
        self._finders: dict[object, _Finder] = {}

    def of(self, case: Case) -> _Finder:
        """Find the finder of a case."""
        spoken_of = frozenset(indexes_spoken_of(case) | indexes_limited(case))
        policy, limits = case.policy, case.policy.limits
        rules = (policy.trading, policy.tax, policy.accounts, policy.funds)
        asked = (spoken_of, *rules, limits.fund_weight, limits.net_gains is None)
        if asked not in self._finders:
            household, _ = line_up(self._portfolio, case)
            self._finders[asked] = _Finder(household, case.snapshot)
        return self._finders[asked]


class _Finder:
    """Finds targets of one household, keeping what does not change from point to point."""

    def __init__(self, household: Household, snapshot: Snapshot) -> None:
        self._household = household
        self._blender = Blender(household, snapshot)
        self._risk = snapshot.risk.among(household.index_names)
        self._neutral: dict[Policy, Mix] = {}

    def point(self, values: tuple[float, ...], case: Case) -> Point:
        """Find the target of a case, or say why it has none."""
        try:
            return Point(values, self._target(case), "")
        except PolicyError:
            return Point(values, None, NOT_MET)
        except CertificationError:
            return Point(values, None, NOT_CERTIFIED)

    def outlook(self, case: Case) -> Outlook:
        """Form what is expected in a case."""
        neutral = self._neutral_mix(case.policy)
        return self._blender.outlook(neutral, case.policy.objective, case.scenarios)

    def _neutral_mix(self, policy: Policy) -> Mix:
        """Find the neutral mix of a policy, each once."""
        if policy not in self._neutral:
            self._neutral[policy] = neutral_mix(self._household, policy)
        return self._neutral[policy]

    def _target(self, case: Case) -> Target:
        """Solve one case in fractions of a share."""
        household, policy = self._household, case.policy
        neutral, outlook = self._neutral_mix(policy), self.outlook(case)
        outcomes = outcomes_of(case, household, outlook)
        brief = Brief(household, policy, neutral, self._risk, outlook, outcomes)
        brief = under_criterion(brief)
        found = optimise(brief, solve_directly, _cannot_be_met)
        traded = np.abs(found.weights - household.weights) * float(household.value)
        made = traded[traded >= max(float(policy.trading.min_trade), CENT)]
        before, after = worth(brief, (brief.today, found.standing))
        return Target(
            small_cap=small_cap_share(household, found.weights),
            trades=len(made),
            traded_usd=float(made.sum()),
            gain=after - before,
            binding=_binding(found),
        )


def _cannot_be_met(brief: Brief) -> PolicyError:
    """Say no more than that: at one of many points nobody asks which limits to loosen."""
    del brief
    return PolicyError(Problem("", "no portfolio satisfies every limit at once"))


def _binding(found: Solution) -> tuple[str, ...]:
    """Name the limits of the policy that a target stands on, each once."""
    names = sorted(binding(found))
    return tuple(dict.fromkeys("split" if name.startswith("split_") else name for name in names))


def _moved(case: Case, changes: Mapping[str, object]) -> Case:
    """Change a case."""
    policy, scenarios = apply_changes(case.policy, case.scenarios, changes)
    return replace(case, policy=policy, scenarios=scenarios)


def _check_flows(cases: Iterable[Case]) -> None:
    """Refuse a point whose dollars are out of proportion, as a proposal there would."""
    for case in cases:
        problems = flow_problems(case.scenarios, case.snapshot)
        if problems:
            raise InputError(*problems)


def _check(grid: Mapping[str, Sequence[float]], changes: Mapping[str, object]) -> None:
    """Refuse a grid of no or many directions, of no points or of too many."""
    if not isinstance(grid, Mapping) or not all(map(_is_list, grid.values())):
        remedy = 'write {"drivers.flow.usd_bn": (0.0, 250.0, 500.0)}'
        raise InputError(Problem("grid", "is not a key with a list of values", remedy))
    points = prod(len(values) for values in grid.values())
    problems = [
        Problem("", f"{key} is both set and swept", "keep one of them")
        for key in grid
        if key in changes
    ]
    if not 1 <= len(grid) <= MOST_KEYS:
        problems.append(Problem("", f"sweeps {len(grid)} keys", "sweep one key, or two"))
    if not 1 <= points <= MOST_POINTS:
        message = f"sweeps {points:,} points"
        problems.append(Problem("", message, f"sweep between 1 and {MOST_POINTS:,}"))
    if problems:
        raise InputError(*problems)


def _is_list(values: object) -> bool:
    """Tell a list of values from anything else that may be iterated over."""
    return isinstance(values, Sequence | np.ndarray) and not isinstance(values, str)
