"""Whether a portfolio lies so near its target that it is left alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from allocator.model.brief import Brief
    from allocator.model.solution import Solution


@dataclass(frozen=True, slots=True)
class Drift:
    """
    How far a portfolio stands from its target.

    `absolute` is the largest distance of an index, as a fraction of the portfolio; `relative` the
    largest as a part of the index's own target weight; `half_sum` half of all distances together,
    cash among them (Betterment's drift).
    """

    absolute: float
    relative: float
    half_sum: float


def drift_of(brief: Brief, solution: Solution) -> Drift:
    """
    Measure how far a household has drifted from its target.

    An index that is held and has no target has drifted without bound.
    """
    household = brief.household
    target = household.exposure @ solution.weights
    off = np.abs(household.exposure @ household.weights - target)
    cash = abs(float(household.cash.sum() - solution.cash.sum()))
    ratios = np.divide(off, np.abs(target), out=np.where(off > 0, np.inf, 0.0), where=target != 0)
    return Drift(
        absolute=float(off.max(initial=0.0)),
        relative=float(ratios.max(initial=0.0)),
        half_sum=(float(off.sum()) + cash) / 2,
    )


def is_in_band(brief: Brief, solution: Solution) -> bool:
    """
    Tell whether no index has drifted out of the policy's band around the target.

    Args:
        brief: What is held, and the band.
        solution: The target.

    Returns:
        False where there is no band. Else whether every test that it names is passed. Where both an
        absolute and a relative distance are named, an index has drifted if it fails either (the
        rule of 5 and 25).
    """
    band = brief.policy.trading.drift_band
    if band is None:
        return False
    drift = drift_of(brief, solution)
    tests = (
        (drift.absolute, band.absolute),
        (drift.relative, band.relative),
        (drift.half_sum, band.half_sum),
    )
    return all(most is None or measured <= most for measured, most in tests)
