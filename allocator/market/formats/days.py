"""
Days and months as files write them.

03/04/2021 is read only where another row of the file proves which of its numbers is the month.
Months are dated by their last day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from allocator.market.record import YEARS

if TYPE_CHECKING:
    from collections.abc import Iterable

_CLOCK = r"(?P<clock>[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?( ?(Z|UTC|[+-]\d{2}:?\d{2}))?"
_DAYS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<y>\d{{4}})-(?P<m>\d{{1,2}})-(?P<d>\d{{1,2}}){_CLOCK}",
        rf"(?P<y>\d{{4}})/(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}}){_CLOCK}",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})",
        r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})",
        r"(?P<name>[A-Za-z]{3,9})\.? (?P<d>\d{1,2}),? (?P<y>\d{4})",
        r"(?P<d>\d{1,2})[- /](?P<name>[A-Za-z]{3,9})[- /](?P<y>\d{4})",
    )
)
_MONTHS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<y>\d{4})-?(?P<m>\d{2})",
        r"(?P<y>\d{4})\.(?P<m>\d{2})",
        r"(?P<y>\d{4})\.(?P<october>1)",
    )
)
_EITHER_WAY = re.compile(rf"(?P<a>\d{{1,2}})[/-](?P<b>\d{{1,2}})[/-](?P<y>\d{{4}}){_CLOCK}")
_SHORT_YEAR = re.compile(r"\d{1,2}(?P<mark>[/.-])\d{1,2}(?P=mark)\d{2}|\d{1,2}-[A-Za-z]{3,9}-\d{2}")
_BETWEEN = ("/", "-")
_SHORTEST = len("202104")
_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_LONG = "january february march april may june july august september october november december"
_FULL = _LONG.split()


@lru_cache(maxsize=4096)
def day_of(text: str, *, month_first: bool | None = None) -> date | None:
    """
    Read a day, or the last day of a month.

    Args:
        text: A cell, such as `2021-04-03`, `2021-04-03 00:00:00-04:00`, `20210403`, `202104`,
            `Apr 3, 2021`, `3-Apr-2021`, `3.4.2021`, `1871.1` (Shiller's October).
        month_first: Whether 4/3/2021 is in April; None to read only 4/30/2021 and the like.

    Returns:
        The day, or None if the text is not one, does not exist, or could be two.

    Example:
        >>> day_of("202602").isoformat(), day_of("13-Apr-2026").isoformat()
        ('2026-02-28', '2026-04-13')
        >>> day_of("03/04/2021"), day_of("03/14/2021").isoformat()
        (None, '2021-03-14')
    """
    if len(text) < _SHORTEST:
        return None
    for pattern in _DAYS:
        if found := pattern.fullmatch(text):
            parts = found.groupdict()
            name = parts.get("name")
            month = _month(name) if name else int(parts["m"])
            return _date(int(parts["y"]), month, int(parts["d"]))
    for pattern in _MONTHS:
        if found := pattern.fullmatch(text):
            month = 10 if "october" in pattern.groupindex else int(found["m"])
            return _month_end(int(found["y"]), month)
    readings = both_readings(text)
    if month_first is not None and readings:
        return readings[0] if month_first else readings[1]
    sure = {day for day in readings if day is not None}
    return sure.pop() if len(sure) == 1 else None


def both_readings(text: str) -> tuple[date | None, date | None] | tuple[()]:
    """
    Read a day that has no name of a month: with the month first, and with the day first.

    Returns:
        Two readings, None for one that does not exist; nothing if it is no such day.
    """
    found = _EITHER_WAY.fullmatch(text) if text[1:2] in _BETWEEN or text[2:3] in _BETWEEN else None
    if found is None:
        return ()
    year, a, b = int(found["y"]), int(found["a"]), int(found["b"])
    return _date(year, a, b), _date(year, b, a)


def lacks_century(text: str) -> bool:
    """
    Tell whether a cell is a day whose year has two digits.

    Example:
        >>> lacks_century("5/1/26"), lacks_century("1-May-26"), lacks_century("5/1/2026")
        (True, True, False)
    """
    return _SHORT_YEAR.fullmatch(text) is not None


def is_month_first(texts: Iterable[str]) -> bool | None:
    """
    Tell from days that can be read one way only whether the month comes first.

    Returns:
        None if nothing proves it, or if some prove one and some the other.
    """
    proofs = set()
    for text in texts:
        readings = both_readings(text)
        if readings and (readings[0] is None) != (readings[1] is None):
            proofs.add(readings[0] is not None)
    return proofs.pop() if len(proofs) == 1 else None


def clock_of(text: str) -> str:
    """
    Give the time of day in a cell, if it says one other than midnight.

    Example:
        >>> clock_of("2026-05-01 15:59:00-04:00"), clock_of("2026-05-01 00:00:00-04:00")
        ('15:59:00', '')
    """
    for pattern in (*_DAYS[:2], _EITHER_WAY):
        if found := pattern.fullmatch(text):
            clock = (found["clock"] or "").strip("T ")
            return clock if clock.strip("0:.") else ""
    return ""


def _month(name: str) -> int:
    """Number a month by its name, whole or its first three letters; 0 if it is none."""
    low = name.lower()
    known = _NAMES if len(low) == 3 else _FULL
    if low == "sept":
        return 9
    return known.index(low) + 1 if low in known else 0


def _date(year: int, month: int, day: int) -> date | None:
    """Make a day, if there is such a day in a year that a market has."""
    try:
        made = date(year, month, day)
    except ValueError:
        return None
    return made if year in YEARS else None


def _month_end(year: int, month: int) -> date | None:
    """Make the last day of a month."""
    if year not in YEARS or not 1 <= month <= 12:
        return None
    return date(year, month, monthrange(year, month)[1])
