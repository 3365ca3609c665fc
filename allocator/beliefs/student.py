"""How sure a mean of few cases is: Student's interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scipy.special import stdtrit

if TYPE_CHECKING:
    from allocator.model.views import Evidence

_UPPER_TAIL = 0.975


def interval(evidence: Evidence) -> tuple[float, float] | None:
    """
    Give the 95 % interval of the mean of a sample, Student's (1908) with n - 1 degrees of freedom.

    Args:
        evidence: The sample.

    Returns:
        The lower and the upper end, fractions over twelve months; None of fewer than two episodes.
    """
    mean, error = evidence.mean, evidence.standard_error
    if mean is None or error is None:
        return None
    reach = float(stdtrit(evidence.n - 1, _UPPER_TAIL)) * error
    return mean - reach, mean + reach
