"""The rate-cycle driver: what followed earlier entries into the present phase."""

from __future__ import annotations

from datetime import date
from math import sqrt
from typing import TYPE_CHECKING

from allocator.model.rate_cycle import phase_at
from allocator.model.views import SMALL_MINUS_LARGE, Component, Silence

if TYPE_CHECKING:
    from allocator.model.scenario import RateCycleInput
    from allocator.model.snapshot import Snapshot
    from allocator.model.views import Evidence

DRIVER = "rate_cycle"
LEAST_EPISODES = 4
"""With three cases or fewer the Student-t variance is not finite, so there is no view."""


def rate_cycle(snapshot: Snapshot, given: RateCycleInput) -> Component | Silence:
    """
    Expect what history saw in the twelve months after entering the present phase.

    The mean is that of the episodes less the unconditional mean of the same twelve-month spread,
    times the share of the effect that the scenario delivers, and it fades linearly: of a phase
    entered three months ago, nine months of effect are left. The standard deviation is the
    standard error of the episodes' mean, widened by sqrt((n - 1) / (n - 3)), the ratio of the
    Student-t to the normal deviation; it neither fades nor scales with the share, because old
    evidence and an assumed share do not make the past any better known.

    Args:
        snapshot: Announced rate changes and the episodes of each phase.
        given: The share of the effect.

    Returns:
        A component on Russell 2000 minus S&P 500, or why there is none.
    """
    entry = phase_at(snapshot.rate_changes, snapshot.as_of, snapshot.pause_days)
    if entry is None:
        return Silence(DRIVER, "no policy-rate change is known by this date")
    since = f"{entry.phase} since {entry.since}"
    evidence = snapshot.episodes.get(entry.phase)
    if evidence is None or evidence.n < LEAST_EPISODES:
        return Silence(DRIVER, f"{since}: {evidence.n if evidence else 0} episodes are too few")
    expires = _a_year_after(entry.since)
    left = (expires - snapshot.as_of).days / (expires - entry.since).days
    if left <= 0:
        return Silence(DRIVER, f"{since}: what was known has expired on {expires}")
    mean, error = _figures(evidence)
    return Component(
        driver=DRIVER,
        spread=SMALL_MINUS_LARGE,
        mean=given.share * left * (mean - evidence.baseline_mean),
        standard_deviation=error * sqrt((evidence.n - 1) / (evidence.n - 3)),
        summary=f"{since}; {evidence_in_words(evidence)}; {left:.0%} of the year left",
        expires=expires,
    )


def evidence_in_words(evidence: Evidence) -> str:
    """Say what a sample says, in one line: n, mean, standard error, interval, hit rate."""
    mean, error = _figures(evidence)
    low, high = evidence.interval or (mean, mean)
    return (
        f"n={evidence.n}, mean {100 * mean:+.1f} points, standard error {100 * error:.1f}, "
        f"95% interval {100 * low:+.1f} to {100 * high:+.1f}, "
        f"small led {evidence.positive} of {evidence.n} ({evidence.basis})"
    )


def _figures(evidence: Evidence) -> tuple[float, float]:
    """Take mean and standard error of a sample that is known to have both."""
    return evidence.mean or 0.0, evidence.standard_error or 0.0


def _a_year_after(day: date) -> date:
    """Take the same day a year later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)
