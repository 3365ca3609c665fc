"""Findings: what a check of the market data came upon, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - the example needs it
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.errors import Severity


class Check(StrEnum):
    """What was checked."""

    ORDER = "order of days"
    DUPLICATE = "duplicate days"
    NON_POSITIVE = "impossible values"
    GAP = "gaps"
    CLOSED = "days on which the exchange was closed"
    STALE = "stale tail"
    INTRADAY = "intraday last row"
    JUMP = "unexplained jumps"
    REBUILD = "adjusted against close and distributions"
    SOURCES = "one source against another"
    TRACKING = "fund against index"
    MONTH_END = "month-end alignment"
    DEFINITION = "what the numbers are"


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing that a check found.

    Attributes:
        check: What was checked.
        severity: An error blocks a snapshot; a warning is carried into it.
        place: The series, as `close/IWM (yahoo)`, or the file and line.
        others: The series it was held against, if any, written alike.
        message: What is wrong, with dates and sizes, in words.
        first: The first day concerned.
        last: The last day concerned.
        count: How many rows are concerned.
    """

    check: Check
    severity: Severity
    place: str
    message: str
    first: date
    last: date
    count: int
    others: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        """
        The name of the series concerned, or the whole place if it is none.

        Example:
            >>> from allocator.errors import Severity
            >>> day = date(2025, 12, 24)
            >>> place = "close/IWM (yahoo)"
            >>> Finding(Check.GAP, Severity.WARNING, place, "three", day, day, 3).subject
            'IWM'
        """
        return self.place.partition("/")[2].partition(" (")[0] or self.place
