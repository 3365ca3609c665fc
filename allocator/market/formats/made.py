"""Making series: the days of months, and which of them are public when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.market.catalogue import Release, known_as, public_days
from allocator.market.series import Frequency, Key, Kind, Series

if TYPE_CHECKING:
    from allocator.errors import Problem
    from allocator.market.formats.reading import About
    from allocator.market.series import Days
    from allocator.model.arrays import Array

_LAST_TRADING_DAYS = 3
"""The last trading day of a month is at most so many days before its end (28 May 2021)."""

_BEGIN = 12
"""Days that are looked at first: what they are not, all of them are not."""

_FEWEST, _ODD = 12, 0.1
"""Of a year and more, less than so much of the days may stand for no month to be called odd."""

_FACTOR = "Mkt-RF"
_OF_MONTHS = frozenset(
    {
        Release.EARLY_NEXT_MONTH,
        Release.MID_NEXT_MONTH,
        Release.END_NEXT_MONTH,
        Release.FOUR_MONTHS,
    }
)


def make_series(
    about: About,
    kind: Kind,
    name: str,
    days: Days,
    values: Array,
    frequency: Frequency | None = None,
) -> Series | None:
    """
    Make a series of the numbers that are there.

    Args:
        about: The file.
        kind: What the numbers are.
        name: Its name, as it is keyed.
        days: datetime64[D], shape (n,), as the file has them.
        values: float64, shape (n,), NaN where there is none.
        frequency: How often it has a number; found out from its days if left out.

    Returns:
        The series as far as it was public on `about.as_of`, or None if that is nothing.
    """
    present = ~np.isnan(values)
    days, values = days[present], values[present]
    if frequency is None:
        frequency = Frequency.MONTHLY if are_months(days, name) else Frequency.DAILY
    if frequency is Frequency.MONTHLY:
        days = month_ends(days)
    key = Key(kind, name, about.source)
    series = Series(key, frequency, days, values, _public(kind, name, days), about.origin)
    if about.as_of is not None:
        series = series.until(about.as_of)
    return series if len(series) else None


def without_numbers(about: About, name: str, values: Array) -> tuple[Problem, ...]:
    """Say that a column holds nothing, unless what it holds may not be seen yet."""
    if about.as_of is not None or not np.isnan(values).all():
        return ()
    return (about.warning(f"its column {name!r} holds no number"),)


def are_months(days: Days, name: str = "") -> bool:
    """
    Tell whether days stand for months: all are first days, or all last ones, or last trading days.

    A single day stands for a month only if the name is known to be published by the month.

    Example:
        >>> are_months(np.array(["2024-02-29", "2024-03-28", "2024-04-30"], "M8[D]"))
        True
        >>> are_months(np.array(["1993-01-29", "1993-02-01"], "M8[D]"))
        False
    """
    known = known_as(name)
    if not len(days) or (len(days) == 1 and (known is None or known.release not in _OF_MONTHS)):
        return False
    if len(days) > _BEGIN and not are_months(days[:_BEGIN]):
        return False
    months = days.astype("datetime64[M]")
    left = (month_ends(days) - days).astype(int)
    if (days == months.astype("datetime64[D]")).all() or not left.any():
        return True
    return bool(len(np.unique(months)) == len(months) and (left <= _LAST_TRADING_DAYS).all())


def odd_days(days: Days) -> Days:
    """
    Find the days that stand for no month of their own where nearly all others do.

    Example:
        >>> months = np.arange("2023-01", "2024-03", dtype="M8[M]").astype("M8[D]")
        >>> odd_days(np.append(months, np.datetime64("2024-03-14"))).tolist()
        [datetime.date(2024, 3, 14)]
        >>> len(odd_days(months)), len(odd_days(np.arange("2023-01", "2024-03", dtype="M8[D]")))
        (0, 0)
    """
    months = days.astype("datetime64[M]")
    left = (month_ends(days) - days).astype(int)
    for stands in (days == months.astype("datetime64[D]"), left <= _LAST_TRADING_DAYS):
        rows = np.flatnonzero(stands)[::-1]
        is_odd = np.ones(len(days), dtype=bool)
        is_odd[rows[np.unique(months[rows], return_index=True)[1]]] = False
        if len(days) >= _FEWEST and is_odd.sum() < _ODD * len(days):
            return days[is_odd]
    return days[:0]


def months_apart(days: Days) -> int:
    """
    Count the months from one day to the next where days stand for months; 0 where they do not.

    Example:
        >>> months_apart(np.array(["1947-01-01", "1947-04-01", "1947-07-01"], "M8[D]"))
        3
    """
    if len(days) < 2 or not are_months(days):
        return 0
    return int(np.median(np.diff(days.astype("datetime64[M]")).astype(int)))


def month_ends(days: Days) -> Days:
    """Give the last day of the month of each day."""
    following = (days.astype("datetime64[M]") + 1).astype("datetime64[D]")
    return np.asarray(following - 1, dtype="datetime64[D]")


def _public(kind: Kind, name: str, days: Days) -> Days:
    """
    Tell when numbers were public; a fund that shares its ticker with a factor is a fund.

    Returns of whatever portfolio come with French's factors.
    """
    known = known_as(name)
    if known is not None and known.kind is kind:
        return public_days(name, days)
    return public_days(_FACTOR, days) if kind is Kind.RETURN else days
