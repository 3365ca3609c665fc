"""The rate-cycle driver: what followed earlier entries into the present phase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.beliefs.fading import left_of_year
from allocator.beliefs.student import in_words, mean_deviation
from allocator.model.calendar import a_year_after
from allocator.model.rate_cycle import phase_entries
from allocator.model.views import SMALL_MINUS_LARGE, Component, Silence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from allocator.model.rate_cycle import Phase, PhaseEntry
    from allocator.model.scenario import RateCycleInput
    from allocator.model.snapshot import Snapshot

DRIVER = "rate_cycle"


@dataclass(frozen=True, slots=True)
class EndedView:
    """The view of an earlier phase: the day it was entered, and the day it expired."""

    phase: Phase
    entered: date
    expired: date


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
    entries = phase_entries(snapshot.rate_changes, snapshot.as_of, snapshot.pause_days)
    if not entries:
        return Silence(DRIVER, "no policy-rate change is known by this date")
    entry, ended = entries[-1], ended_view(snapshot, entries)
    also = "" if ended is None else _in_passing(ended)
    since = f"{entry.phase} since {entry.since}"
    evidence = snapshot.episodes.get(entry.phase)
    deviation = mean_deviation(evidence) if evidence else None
    if evidence is None or evidence.mean is None or deviation is None:
        known = evidence.n if evidence else 0
        few = "1 episode is" if known == 1 else f"{known} episodes are"
        return Silence(DRIVER, f"{since}: {few} too few{also}")
    left, expires = left_of_year(entry.since, snapshot.as_of)
    found = f"{in_words(evidence)} ({evidence.basis}){_on_total_returns(entry.phase, snapshot)}"
    found += f", {100 * evidence.baseline_mean:+.1f} in any year"
    ending = f"{left:.0%} of the year left" if left else f"expired on {expires}, so nothing of it"
    return Component(
        driver=DRIVER,
        spread=SMALL_MINUS_LARGE,
        mean=given.share * left * (evidence.mean - evidence.baseline_mean),
        standard_deviation=deviation,
        summary=f"{since}; {found}; {ending}{also}",
        expires=expires if left else None,
    )


def ended_view(snapshot: Snapshot, entries: Sequence[PhaseEntry]) -> EndedView | None:
    """
    Find the view of the phase before the present one, if it has expired by now.

    A reader who acted on it should be told that it is over, though the present phase has a view of
    its own. A phase with too few episodes never had one.

    Args:
        snapshot: The episodes of each phase, and the day.
        entries: Every entry into a phase up to that day, oldest first.
    """
    if len(entries) < 2:  # there is no phase before the present one
        return None
    before = entries[-2]
    evidence, expired = snapshot.episodes.get(before.phase), a_year_after(before.since)
    if evidence is None or mean_deviation(evidence) is None or expired > snapshot.as_of:
        return None
    return EndedView(before.phase, before.since, expired)


def _in_passing(ended: EndedView) -> str:
    """Add to a summary that an earlier view has ended."""
    return (
        f"; the view of {ended.phase}, entered on {ended.entered}, has expired on {ended.expired}"
    )


def _on_total_returns(phase: Phase, snapshot: Snapshot) -> str:
    """Add what the same episodes say on total returns, where both sides have them."""
    evidence = snapshot.episodes_total.get(phase)
    if evidence is None or evidence.mean is None:
        return ""
    return f", {100 * evidence.mean:+.1f} in {evidence.n} on total returns"
