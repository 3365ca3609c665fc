"""
Criteria over scenarios: the ordinary problem, at the probabilities that hurt most.

Worst case, regret and robustness all ask for max over x of min over p of f(x, p). Once the worst p
is known the answer is the ordinary optimum at it, so everything after (limits, whole shares,
certificate) is as for any other answer. That p is the worst is checked: by the gap to what other
probabilities make of that optimum.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize_scalar

from allocator.beliefs.outlook import mixture
from allocator.errors import CertificationError
from allocator.model.brief import utility
from allocator.model.policy import Criterion
from allocator.optimize.again import solve_again
from allocator.optimize.courses import Cases, best_course
from allocator.optimize.solve import TOLERANCE
from allocator.optimize.worst_case import Rivals, worst_probabilities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.course import Course
    from allocator.model.outlook import World
    from allocator.model.standing import Standing

_KS = (-30.0, 15.0)
"""Where the logarithm of the multiplier k of a radius is looked for; k has the size of a return."""

_FINE = {"xatol": 1e-10}


def under_criterion(brief: Brief) -> Brief:
    """
    Put the probabilities that the policy's criterion counts in place of the stated ones.

    Args:
        brief: The assignment, its outlook mixed by stated probabilities.

    Returns:
        The assignment whose optimum is the criterion's; itself where that is `expected`, where its
        radius is zero, or where fewer than two scenarios have any probability.

    Raises:
        InfeasiblePolicyError: If no portfolio satisfies every limit.
        CertificationError: If the worst probabilities could not be found to within `TOLERANCE`.
    """
    rivals = _rivals(brief)
    if rivals is None:
        return brief
    cases = Cases(
        solve=lambda course: _counted(brief, rivals, course),
        value=lambda each: each.value,
        trades=lambda each: each.z,
    )
    best = best_course(brief, cases)
    if best is None:
        solve_again(brief)  # says which limits cannot be met
        raise CertificationError("the solver gave no worst probabilities")
    found = best.found
    if not found.gap <= TOLERANCE:
        raise CertificationError(f"other probabilities are worse, by {found.gap:.1e} a year")
    return found.brief


@dataclass(frozen=True, slots=True, eq=False)
class _Counted:
    """An assignment at its worst probabilities, what the best answer is worth, and the gap."""

    brief: Brief
    value: float
    gap: float
    z: Array


def _counted(brief: Brief, rivals: Rivals, course: Course) -> _Counted | None:
    """Find the worst probabilities in one case of the law."""
    worst = worst_probabilities(brief, rivals, course)
    if worst is None:
        return None
    counted = replace(_counting(brief, rivals, worst.probabilities), course=course)
    found = solve_again(counted)
    value = _worth(counted, rivals, found.standing)
    best = found.objective - float(worst.probabilities @ rivals.best)
    return _Counted(counted, value, best - value, worst.z)


def worth(brief: Brief, portfolios: Sequence[Standing]) -> tuple[float, ...]:
    """
    Value portfolios by the policy's criterion, each at the probabilities that are worst for it.

    At the probabilities of the optimum other portfolios look better than they are: each has a worst
    of its own. So a gain is the difference of two of these, never of values at one p.

    Args:
        brief: The assignment, as `under_criterion` gives it.
        portfolios: The portfolios, each with what getting there realises.

    Returns:
        Certainty equivalents a year; less what could have been had, where regret is asked for.
    """
    rivals = _rivals(brief)
    if rivals is None:
        return tuple(utility(brief, each).total for each in portfolios)
    return tuple(_worth(brief, rivals, each) for each in portfolios)


def alone(brief: Brief, world: World) -> Brief:
    """State the assignment as if one scenario were certain, in whatever case of the law is best."""
    certain = mixture(brief.outlook.prior, np.ones(1), (world,))
    return replace(brief, outlook=certain, course=None)


def _rivals(brief: Brief) -> Rivals | None:
    """List what nature may choose among; None where it has no choice."""
    objective = brief.policy.objective
    criterion, radius = objective.criterion, None
    worlds = tuple(w for w in brief.outlook.worlds if w.scenario.probability > 0)
    best = np.zeros(len(worlds))
    if criterion is Criterion.ROBUST:
        radius = objective.radius_nats
    if criterion is Criterion.EXPECTED or len(worlds) < 2 or radius == 0:
        return None
    if criterion is Criterion.REGRET:
        best = np.array([solve_again(alone(brief, each)).objective for each in worlds])
    stated = np.array([world.scenario.probability for world in worlds])
    return Rivals(worlds, stated, best, criterion.mixes, radius)


def _counting(brief: Brief, rivals: Rivals, p: Array) -> Brief:
    """Mix by p; scenarios without probability count nothing but stay in the list."""
    counted = dict(zip((world.scenario.key for world in rivals.worlds), p, strict=True))
    worlds = brief.outlook.worlds
    every = np.array([counted.get(world.scenario.key, 0.0) for world in worlds])
    mixed = mixture(brief.outlook.prior, every, worlds, between=rivals.mixed)
    return replace(brief, outlook=mixed)


def _worth(brief: Brief, rivals: Rivals, standing: Standing) -> float:
    """
    Take the least mean of what a portfolio is worth over the probabilities allowed.

    Where scenarios are mixed their variance is taken off, the least mean square around any centre
    m: that leaves a concave function of m, whose largest value is looked for.
    """
    values = np.array([utility(alone(brief, world), standing).total for world in rivals.worlds])
    values = values - rivals.best
    if not rivals.mixed:
        return _least_mean(values, rivals)
    exposure = brief.household.exposure @ standing.weights
    means = np.array([world.mean @ exposure for world in rivals.worlds])
    half = brief.policy.objective.risk_aversion / 2

    def around(centre: float) -> float:
        return -_least_mean(values - half * (means - centre) ** 2, rivals)

    ends = float(means.min()), float(means.max())
    found = minimize_scalar(around, bounds=ends, method="bounded", options=_FINE)
    return -min(float(found.fun), around(ends[0]), around(ends[1]))


def _least_mean(values: Array, rivals: Rivals) -> float:
    """
    Take the least mean of values over the probabilities allowed.

    Within so many nats r of the stated ones it is max over k of -k ln sum p exp(-v/k) - k r, of
    which any k gives a bound from below.
    """
    least, radius = float(values.min()), rivals.radius
    if radius is None or rivals.free:
        return least

    def bound(log_k: float) -> float:
        k = float(np.exp(log_k))
        tilted = float(rivals.stated @ np.exp((least - values) / k))
        return least - k * (float(np.log(tilted)) + radius)

    found = minimize_scalar(
        lambda log_k: -bound(log_k), bounds=_KS, method="bounded", options=_FINE
    )
    return max(bound(found.x), least)
