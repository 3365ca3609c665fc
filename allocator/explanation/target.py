"""What is asked of a target: its tilt, what binds on it, and whether it is worth trading for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.model.assets import AssetClass
from allocator.model.brief import BPS
from allocator.model.limits import measure, small_cap_share, worst_violation
from allocator.optimize.again import solve_again
from allocator.pipeline.criterion import worth
from allocator.pipeline.shadow import binding

if TYPE_CHECKING:
    from allocator.model.brief import Brief
    from allocator.model.limits import Side
    from allocator.model.solution import Solution

    Edge = tuple[str, Side | None]

NO_TILT = 1e-5
"""A tilt that counts as none: a thousandth of a percent of equity."""

EXACT = 1e-9
"""A limit broken by more than this is broken, as when trades are advised."""


@dataclass(frozen=True, slots=True)
class Target:
    """
    One optimum as a reader asks about it.

    `tilt` is its small-cap share of equity less that of the neutral mix; `gain` the certainty
    equivalent it gains in a year after costs, a fraction; `forced` says that a limit is broken
    today, so that gain does not decide; `edges` are the policy's limits that it stands on, each
    with its side, None for a limit that has one only.
    """

    tilt: float
    gain: float
    required: float
    forced: bool
    edges: frozenset[Edge]

    @property
    def binding(self) -> frozenset[str]:
        """The policy's limits that it stands on, by name."""
        return frozenset(name for name, _ in self.edges)

    @property
    def direction(self) -> int:
        """1 towards small caps, -1 away from them, 0 for no tilt."""
        return 0 if abs(self.tilt) <= NO_TILT else (1 if self.tilt > 0 else -1)

    @property
    def worth_trading(self) -> bool:
        """Whether moving to it gains what the policy asks for, or a limit is broken today."""
        return self.forced or self.gain >= self.required


def aim(brief: Brief) -> Target:
    """Solve an assignment and read its optimum."""
    return read_target(brief, solve_again(brief))


def read_target(brief: Brief, solution: Solution) -> Target:
    """Read a solved assignment."""
    today = measure(brief, brief.today)
    before, after = worth(brief, (brief.today, solution.standing))
    return Target(
        tilt=tilt(brief, solution) or 0.0,
        gain=after - before,
        required=brief.policy.trading.min_benefit_bps * BPS,
        forced=worst_violation(today) > EXACT,
        edges=_edges(solution),
    )


def _edges(solution: Solution) -> frozenset[Edge]:
    """Find the sides of the policy's limits that a target stands on."""
    names = binding(solution)
    return frozenset(
        (reading.name, None if None in {reading.lower, reading.upper} else side)
        for reading in solution.readings
        if reading.name in names
        for side in reading.stands_on
    )


def tilt(brief: Brief, solution: Solution) -> float | None:
    """Measure the target's small-cap share of equity less the neutral mix's; None without any."""
    share, neutral = small_cap_share(brief.household, solution.weights), neutral_share(brief)
    return None if share is None or neutral is None else share - neutral


def neutral_share(brief: Brief) -> float | None:
    """Measure the small-cap share of the neutral mix's equity; None without equity."""
    household, weights = brief.household, brief.neutral.weights
    equity = float(household.members(AssetClass.EQUITY) @ weights)
    return float(household.small_shares @ weights) / equity if equity > 0 else None
