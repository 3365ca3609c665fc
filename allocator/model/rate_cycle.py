"""
Where the Federal Reserve stands in its rate cycle, read from announced changes alone.

A cycle is told by the dated list of changes of the policy rate. A gap of at least `pause_days`
between two cuts of one easing cycle is a pause; what follows it is the second half.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

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


class News(StrEnum):
    """What moves the cycle on."""

    RISE = "rise"
    CUT = "cut"
    QUIET = "no change for the length of a pause"


@dataclass(frozen=True, slots=True)
class PhaseEntry:
    """A phase, the day on which it was entered, and the news that entered it."""

    phase: Phase
    since: date
    news: News


TRANSITIONS = {
    (Phase.TIGHTENING, News.RISE): Phase.TIGHTENING,
    (Phase.TIGHTENING, News.CUT): Phase.FIRST_HALF,
    (Phase.TIGHTENING, News.QUIET): Phase.HOLD_HIGH,
    (Phase.HOLD_HIGH, News.RISE): Phase.TIGHTENING,
    (Phase.HOLD_HIGH, News.CUT): Phase.FIRST_HALF,
    (Phase.FIRST_HALF, News.RISE): Phase.TIGHTENING,
    (Phase.FIRST_HALF, News.CUT): Phase.FIRST_HALF,
    (Phase.FIRST_HALF, News.QUIET): Phase.PAUSE,
    (Phase.PAUSE, News.RISE): Phase.TIGHTENING,
    (Phase.PAUSE, News.CUT): Phase.SECOND_HALF,
    (Phase.SECOND_HALF, News.RISE): Phase.TIGHTENING,
    (Phase.SECOND_HALF, News.CUT): Phase.SECOND_HALF,
    (Phase.SECOND_HALF, News.QUIET): Phase.HOLD_LOW,
    (Phase.HOLD_LOW, News.RISE): Phase.TIGHTENING,
    (Phase.HOLD_LOW, News.CUT): Phase.SECOND_HALF,
}
"""
The cycle as a state machine: where each phase goes on each kind of news.

A pause and the holds are themselves quiet, so more quiet moves nothing.
"""


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
    entries: list[PhaseEntry] = []
    phase = Phase.TIGHTENING
    for day, news in _news(changes, as_of, timedelta(days=pause_days)):
        entered = TRANSITIONS[phase, news]
        if entered is not phase or not entries:
            entries.append(PhaseEntry(entered, day, news))
        phase = entered
    return tuple(entries)


def _news(
    changes: tuple[RateChange, ...], as_of: date, pause: timedelta
) -> Iterator[tuple[date, News]]:
    """Tell the news in order, quiet among them."""
    known = [change for change in changes if change.announced <= as_of]
    days = [*(change.announced for change in known), as_of]
    for change, next_news in zip(known, days[1:], strict=True):
        yield change.announced, News.CUT if change.change < 0 else News.RISE
        if change.announced + pause <= next_news:
            yield change.announced + pause, News.QUIET


def phase_at(
    changes: tuple[RateChange, ...], as_of: date, pause_days: int = DEFAULT_PAUSE_DAYS
) -> PhaseEntry | None:
    """Tell the phase on `as_of` and since when, or None before the first known change."""
    entries = phase_entries(changes, as_of, pause_days)
    return entries[-1] if entries else None
