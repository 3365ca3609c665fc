"""Whether a portfolio lies so near its target that it is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from allocator.model.brief import Brief
    from allocator.model.solution import Solution


def is_in_band(brief: Brief, solution: Solution) -> bool:
    """
    Tell whether no index has drifted out of the policy's band around the target.

    Args:
        brief: What is held, and the band.
        solution: The target.

    Returns:
        False where there is no band. Else whether every test that it names is passed: each index
        within an absolute distance of its target weight; each within a part of that weight; half
        the sum of all distances, cash among them, within a bound (Betterment's drift). Where both
        of the first two are named, an index has drifted if it fails either (the rule of 5 and 25).
    """
    band = brief.policy.trading.drift_band
    if band is None:
        return False
    household = brief.household
    target = household.exposure @ solution.weights
    off = np.abs(household.exposure @ household.weights - target)
    cash = abs(float(household.cash.sum() - solution.cash.sum()))
    tests = [
        band.absolute is None or float(off.max(initial=0.0)) <= band.absolute,
        band.relative is None or bool((off <= band.relative * np.abs(target)).all()),
        band.half_sum is None or (float(off.sum()) + cash) / 2 <= band.half_sum,
    ]
    return all(tests)
