"""The rate-cycle driver: what followed earlier entries into the present phase."""

from __future__ import annotations

from datetime import date
from math import sqrt
from typing import TYPE_CHECKING

from allocator.beliefs.student import interval
from allocator.model.rate_cycle import phase_at
from allocator.model.views import SMALL_MINUS_LARGE, Component, Silence

if TYPE_CHECKING:
    from allocator.model.rate_cycle import Phase
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
    entered three months ago, nine months of effect are left, and after a year none. The standard
    deviation is the standard error of the episodes' mean, widened by sqrt((n - 1) / (n - 3)), the
    standard deviation of Student's t with n - 1 degrees of freedom.

    The deviation neither fades nor scales with the share: it stands for what is not known of the
    spread, and neither time nor an assumption teaches that. Were it to shrink with the mean, a
    view that says almost nothing would be held with near certainty, and its end would make what
    the other drivers say count several times more from one day to the next.

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
        known = evidence.n if evidence else 0
        few = "1 episode is" if known == 1 else f"{known} episodes are"
        return Silence(DRIVER, f"{since}: {few} too few")
    expires = _a_year_after(entry.since)
    left = max(0.0, (expires - snapshot.as_of).days / (expires - entry.since).days)
    mean, error = _figures(evidence)
    found = in_words(evidence) + _on_total_returns(entry.phase, snapshot)
    found += f", {100 * evidence.baseline_mean:+.1f} in any year"
    ending = f"{left:.0%} of the year left" if left else f"expired on {expires}, so nothing of it"
    return Component(
        driver=DRIVER,
        spread=SMALL_MINUS_LARGE,
        mean=given.share * left * (mean - evidence.baseline_mean),
        standard_deviation=error * sqrt((evidence.n - 1) / (evidence.n - 3)),
        summary=f"{since}; {found}; {ending}",
        expires=expires if left else None,
    )


def in_words(evidence: Evidence) -> str:
    """Say what a sample says, in one line: n, mean, standard error, interval, hit rate."""
    mean, error = _figures(evidence)
    low, high = interval(evidence) or (mean, mean)
    return (
        f"n={evidence.n}, mean {100 * mean:+.1f} points, standard error {100 * error:.1f}, "
        f"95% interval {100 * low:+.1f} to {100 * high:+.1f}, "
        f"small led {evidence.positive} of {evidence.n} ({evidence.basis})"
    )


def _on_total_returns(phase: Phase, snapshot: Snapshot) -> str:
    """Add what the same episodes say on total returns, where both sides have them."""
    evidence = snapshot.episodes_total.get(phase)
    if evidence is None or evidence.mean is None:
        return ""
    return f", {100 * evidence.mean:+.1f} in {evidence.n} on total returns"


def _figures(evidence: Evidence) -> tuple[float, float]:
    """Take mean and standard error of a sample that is known to have both."""
    return evidence.mean or 0.0, evidence.standard_error or 0.0


def _a_year_after(day: date) -> date:
    """Take the same day a year later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)
