"""
Where the Federal Reserve stands in its rate cycle, read from announced changes alone.

A cycle is told by the dated list of changes of the policy rate. A gap of at least `pause_days`
between two cuts of one easing cycle is a pause; what follows it is the second half.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DEFAULT_PAUSE_DAYS = 120


class Phase(StrEnum):
    """A phase of the rate cycle."""

    TIGHTENING = "tightening"
    HOLD_HIGH = "on hold after tightening"
    FIRST_HALF = "easing, first half"
    PAUSE = "pause"
    SECOND_HALF = "easing, second half"
    HOLD_LOW = "on hold after easing"


@dataclass(frozen=True, slots=True)
class RateChange:
    """One change of the policy rate: the day it was announced and its size in percent points."""

    announced: date
    change: float
    upper: float
    lower: float
    source: str


@dataclass(frozen=True, slots=True)
class PhaseEntry:
    """A phase and the day on which it was entered."""

    phase: Phase
    since: date


_QUIET = {
    Phase.TIGHTENING: Phase.HOLD_HIGH,
    Phase.FIRST_HALF: Phase.PAUSE,
    Phase.SECOND_HALF: Phase.HOLD_LOW,
}
_AFTER_A_CUT = {
    Phase.TIGHTENING: Phase.FIRST_HALF,
    Phase.HOLD_HIGH: Phase.FIRST_HALF,
    Phase.FIRST_HALF: Phase.FIRST_HALF,
    Phase.PAUSE: Phase.SECOND_HALF,
    Phase.SECOND_HALF: Phase.SECOND_HALF,
    Phase.HOLD_LOW: Phase.SECOND_HALF,
}


def phase_entries(
    changes: tuple[RateChange, ...], as_of: date, pause_days: int = DEFAULT_PAUSE_DAYS
) -> tuple[PhaseEntry, ...]:
    """
    List every entry into a phase up to `as_of`, oldest first.

    The record is taken to begin in a tightening. A quiet phase (a pause, or a hold) is entered
    on the day it can first be told: `pause_days` after the last change. A cut that ends a hold
    after easing resumes the same easing, so it enters the second half again, as 2003-06-25 did.

    Args:
        changes: Announced changes in order of date; later ones than `as_of` are not looked at.
        as_of: The last day whose news may be used.
        pause_days: The least number of quiet days that makes a pause.

    Returns:
        The entries; a change that stays in its phase makes none.

    Example:
        >>> cuts = [RateChange(date(2024, 9, 18), -0.5, 5.0, 4.75, "Fed"),
        ...         RateChange(date(2025, 9, 17), -0.25, 4.25, 4.0, "Fed")]
        >>> [(str(e.since), e.phase.value) for e in phase_entries(tuple(cuts), date(2025, 12, 24))]
        ... # doctest: +NORMALIZE_WHITESPACE
        [('2024-09-18', 'easing, first half'), ('2025-01-16', 'pause'),
         ('2025-09-17', 'easing, second half')]
    """
    known = [change for change in changes if change.announced <= as_of]
    entries: list[PhaseEntry] = []
    phase = Phase.TIGHTENING
    for position, change in enumerate(known):
        entered = _AFTER_A_CUT[phase] if change.change < 0 else Phase.TIGHTENING
        if entered is not phase or not entries:
            entries.append(PhaseEntry(entered, change.announced))
        phase = entered
        quiet_since = change.announced + timedelta(days=pause_days)
        is_last = position + 1 == len(known)
        next_news = as_of if is_last else known[position + 1].announced
        if quiet_since <= next_news:
            phase = _QUIET[phase]
            entries.append(PhaseEntry(phase, quiet_since))
    return tuple(entries)


def phase_at(
    changes: tuple[RateChange, ...], as_of: date, pause_days: int = DEFAULT_PAUSE_DAYS
) -> PhaseEntry | None:
    """Tell the phase on `as_of` and since when, or None before the first known change."""
    entries = phase_entries(changes, as_of, pause_days)
    return entries[-1] if entries else None
