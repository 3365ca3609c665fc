"""Days as exports write them: with month names, without dashes, with a time behind them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from allocator.portfolio import words
from allocator.portfolio.findings import NotUnderstoodError

if TYPE_CHECKING:
    from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(r"([A-Za-z]{3})[a-z]*[- ]([0-9]{1,2}),?[- ]([0-9]{4})")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SLASHED = re.compile(r"([0-9]{4})/([0-9]{2})/([0-9]{2})")
_ANY = re.compile(
    r"[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}|\b[0-9]{8}\b"
    r"|[A-Za-z]{3,9}[- ][0-9]{1,2},?[- ][0-9]{4}"
)


def any_day(text: str) -> date:
    """
    Find the first day in a text; a time beside it is passed over.

    Raises:
        NotUnderstoodError: If there is none, or it is not in the calendar.

    Example:
        >>> any_day("Date downloaded Apr-30-2026 4:20 p.m ET").isoformat()
        '2026-04-30'
        >>> any_day("20250210;103000") == any_day("2025-02-10, 10:30:00")
        True
    """
    found = _ANY.search(text)
    if found is None:
        raise NotUnderstoodError("has no date", "export it again")
    return _read(found[0])


def _read(text: str) -> date:
    """Turn any of the spellings into year-month-day first."""
    named = _NAMED.fullmatch(text)
    if named:
        month = named[1].lower()
        if month not in _MONTHS:
            raise NotUnderstoodError("is not a day of the calendar", "export it again")
        return words.day(f"{_MONTHS.index(month) + 1}/{named[2]}/{named[3]}")
    numbers = _COMPACT.fullmatch(text) or _SLASHED.fullmatch(text)
    return words.day("-".join(numbers.groups()) if numbers else text)
