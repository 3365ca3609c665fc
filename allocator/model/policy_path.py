"""
The path of the federal funds rate that futures imply: quotes, meetings and odds.

Rates are in percent, changes in percent points, and moves in basis points. A month is written as
its first day.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

STEP = 0.25
"""The size of one move, in percent points: the Committee is taken to move by multiples of it."""


def month_of(day: date) -> date:
    """Give the month of a day."""
    return day.replace(day=1)


def months_after(month: date, count: int) -> date:
    """
    Count months on from one, or back where `count` is negative.

    Example:
        >>> months_after(date(2026, 11, 1), 3), months_after(date(2026, 1, 1), -1)
        (datetime.date(2027, 2, 1), datetime.date(2025, 12, 1))
    """
    year, number = divmod(12 * month.year + month.month - 1 + count, 12)
    return date(year, number + 1, 1)


def days_in(month: date) -> int:
    """Count the days of a month."""
    return calendar.monthrange(month.year, month.month)[1]


@dataclass(frozen=True, slots=True)
class FuturesQuote:
    """The price of one month's federal funds future: 100 less the month's average rate."""

    month: date
    price: Decimal

    @property
    def rate(self) -> float:
        """The average effective rate of the month, in percent."""
        return float(100 - self.price)


@dataclass(frozen=True, slots=True)
class FuturesQuotes:
    """Quotes of one day, in order of month."""

    as_of: date
    quotes: tuple[FuturesQuote, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """A scheduled meeting of the FOMC; what it decides is announced on its last day."""

    first_day: date
    last_day: date
    source: str
    as_of: date


@dataclass(frozen=True, slots=True)
class MeetingCalendar:
    """Scheduled meetings of whole years, in order; of other years nothing is known."""

    meetings: tuple[Meeting, ...]

    def covers(self, month: date) -> bool:
        """Tell whether the meetings of a month are known."""
        return any(meeting.last_day.year == month.year for meeting in self.meetings)

    def announced_in(self, month: date) -> Meeting | None:
        """Find the meeting whose decision is announced in a month."""
        found = (each for each in self.meetings if month_of(each.last_day) == month)
        return next(found, None)


class Anchor(StrEnum):
    """What a meeting's rates rest on, beside its own month's contract."""

    BEFORE = "the rate before it"
    AFTER = "the rate after it"
    BOTH = "the rates before and after it; its own month only checks them"


@dataclass(frozen=True, slots=True)
class Odds:
    """The probability of one change, in basis points."""

    change_bp: int
    probability: float


@dataclass(frozen=True, slots=True)
class MeetingOdds:
    """
    What the quotes imply for one meeting.

    `before` and `after` are the expected rates around it, in percent. `moves` are the odds of its
    own decision, `total` those of all changes from now to after it. `misfit` is the quoted average
    of its month less the one that `before` and `after` give, in percent points, and zero where
    that average has been used up to find one of them. `days_after` counts the days of its month
    from the announcement on.
    """

    announced: date
    before: float
    after: float
    moves: tuple[Odds, ...]
    total: tuple[Odds, ...]
    anchor: Anchor
    misfit: float
    days_after: int


@dataclass(frozen=True, slots=True)
class YearAhead:
    """
    The change within twelve months, and what it is read from.

    `change` is the expected one, in percent points; `odds` those of every change, with that mean.
    `is_whole` tells whether the quotes reach through all twelve months.
    """

    change: float
    read_from: str
    odds: tuple[Odds, ...]
    is_whole: bool

    @property
    def cuts(self) -> float:
        """The change as a number of cuts of a quarter point; rises are negative."""
        return -self.change / STEP + 0.0


@dataclass(frozen=True, slots=True)
class PolicyPath:
    """
    The implied path from the next meeting on.

    `drift` is what the expected rate moves between the meetings, in percent points: where two
    months in a row have no meeting, their quotes may differ. `missing` says what is not known.
    """

    quoted: date
    as_of: date
    source: str
    meetings: tuple[MeetingOdds, ...]
    drift: float
    year_ahead: YearAhead | None
    missing: tuple[str, ...]
