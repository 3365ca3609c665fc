"""The rate-cycle driver laid open: where the cycle stands, why, and what its evidence is worth."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from allocator.beliefs.rate_cycle import ended_view, rate_cycle
from allocator.beliefs.student import leave_one_out, leaves_out
from allocator.model.rate_cycle import News, phase_entries
from allocator.model.scenario import RateCycleInput

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from allocator.beliefs.rate_cycle import EndedView
    from allocator.model.rate_cycle import Phase, PhaseEntry, RateChange
    from allocator.model.snapshot import Snapshot
    from allocator.model.views import Component, Evidence, Robustness, Silence


@dataclass(frozen=True, slots=True)
class Step:
    """An entry into a phase, the change before it, and the days since the one before that."""

    entry: PhaseEntry
    change: RateChange
    quiet_days: int | None


@dataclass(frozen=True, slots=True)
class Study:
    """
    Where the rate cycle stands on a day, and what followed earlier entries into its phase.

    Attributes:
        as_of: The day.
        known_to: The last day whose announcements are known, if earlier.
        pause_days: The rule of what a pause is.
        timeline: Every entry into a phase, oldest first; empty before the first known change.
        view: What the driver says of the day, or why it says nothing.
        ended: The view of the phase before the present one, if it has expired by the day.
        price: The evidence for the phase on price returns, of episodes that were over by the day.
        total: The same episodes on total returns, as far as they have them.
        witness: The evidence of the longer record; None if the snapshot has none.
        robustness: How far the evidence on price depends on choices; None on an earlier day than
            the snapshot's, for which it was not worked out.
    """

    as_of: date
    known_to: date
    pause_days: int
    timeline: tuple[Step, ...]
    view: Component | Silence
    ended: EndedView | None
    price: Evidence | None
    total: Evidence | None
    witness: Evidence | None
    robustness: Robustness | None

    @property
    def is_weak(self) -> bool:
        """Tell whether the evidence cannot be told from nothing: its interval contains zero."""
        return self.price is None or not leaves_out(self.price)

    @property
    def depends_on(self) -> tuple[float, float] | None:
        """The least and the largest mean without one of the episodes."""
        return leave_one_out(self.price) if self.price else None


def study_rate_cycle(snapshot: Snapshot, as_of: date) -> Study:
    """
    Lay open the rate-cycle driver on a day.

    Args:
        snapshot: Rate changes and evidence.
        as_of: The day; after the snapshot's, as if no change had been announced since. Before it,
            only episodes that were over by then count, for the view too.
    """
    on_the_day = replace(
        snapshot,
        as_of=as_of,
        episodes=over_by(snapshot.episodes, as_of),
        episodes_total=over_by(snapshot.episodes_total, as_of),
    )
    witness = over_by(snapshot.witness, as_of)
    timeline = _timeline(snapshot, as_of)
    phase = timeline[-1].entry.phase if timeline else None
    later = as_of >= snapshot.as_of
    return Study(
        as_of=as_of,
        known_to=min(as_of, snapshot.as_of),
        pause_days=snapshot.pause_days,
        timeline=timeline,
        view=rate_cycle(on_the_day, RateCycleInput(1.0)),
        ended=ended_view(on_the_day, tuple(step.entry for step in timeline)),
        price=on_the_day.episodes.get(phase) if phase else None,
        total=on_the_day.episodes_total.get(phase) if phase else None,
        witness=witness.get(phase) if phase else None,
        robustness=snapshot.robustness.get(phase) if later and phase else None,
    )


def _timeline(snapshot: Snapshot, as_of: date) -> tuple[Step, ...]:
    """Join every entry into a phase with the change that it follows from."""
    known = [change for change in snapshot.rate_changes if change.announced <= as_of]
    steps = []
    for entry in phase_entries(snapshot.rate_changes, as_of, snapshot.pause_days):
        at = max(n for n, change in enumerate(known) if change.announced <= entry.since)
        before = known[at] if entry.news is News.QUIET else known[at - 1] if at else None
        quiet = (entry.since - before.announced).days if before else None
        steps.append(Step(entry, known[at], quiet))
    return tuple(steps)


def over_by(evidence: Mapping[Phase, Evidence], as_of: date) -> Mapping[Phase, Evidence]:
    """Keep the episodes that were over by a day."""
    return {
        phase: replace(found, episodes=tuple(e for e in found.episodes if e.end <= as_of))
        for phase, found in evidence.items()
    }
