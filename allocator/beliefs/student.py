"""How sure a mean of few cases is: Student's interval, and what each case does to it."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from scipy.special import stdtrit

if TYPE_CHECKING:
    from allocator.model.views import Evidence

_UPPER_TAIL = 0.975

LEAST_EPISODES = 4
"""With three cases or fewer the variance of Student's t is not finite, so there is no view."""


def mean_deviation(evidence: Evidence) -> float | None:
    """
    Give the standard deviation of a mean that is known from few cases.

    The standard error widened by sqrt((n - 1) / (n - 3)), the standard deviation of Student's t
    with n - 1 degrees of freedom.

    Returns:
        A fraction over twelve months; None of fewer than four episodes.
    """
    error = evidence.standard_error
    if error is None or evidence.n < LEAST_EPISODES:
        return None
    return error * sqrt((evidence.n - 1) / (evidence.n - 3))


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


def leaves_out(evidence: Evidence, value: float = 0.0) -> bool:
    """
    Tell whether the 95 % interval of the mean leaves a value out: the two can be told apart.

    Of fewer than two episodes there is no interval, and nothing can.
    """
    found = interval(evidence)
    return found is not None and not found[0] <= value <= found[1]


def leave_one_out(evidence: Evidence) -> tuple[float, float] | None:
    """
    Give the least and the largest mean of a sample without one of its episodes.

    Returns:
        Fractions over twelve months; None of fewer than two episodes.

    Example:
        >>> from datetime import date
        >>> from allocator.model.views import Episode, Evidence
        >>> cases = [Episode(date(2001, 1, 2), date(2002, 1, 2), small, 0.0) for small in (0, 1, 5)]
        >>> leave_one_out(Evidence("", tuple(cases), 0.0, ""))
        (0.5, 3.0)
    """
    if evidence.n < 2:
        return None
    whole = sum(evidence.differences)
    means = [(whole - each) / (evidence.n - 1) for each in evidence.differences]
    return min(means), max(means)


def in_words(evidence: Evidence) -> str:
    """Say what a sample says, in one line: n, mean, standard error, interval, hit rate."""
    mean, error, reach = evidence.mean, evidence.standard_error, interval(evidence)
    if mean is None:
        return "no episode"
    said = f"n={evidence.n}, mean {100 * mean:+.1f} points"
    if error is not None and reach is not None:
        low, high = (f"{100 * end:+.1f}" for end in reach)
        said += f", standard error {100 * error:.1f}, 95% interval {low} to {high}"
    return f"{said}, small led {evidence.positive} of {evidence.n}"
