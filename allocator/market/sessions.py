"""Sessions of the exchange in New York: when there were, which are not over, and bond days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from holidays.constants import HALF_DAY
from holidays.financial.ny_stock_exchange import NewYorkStockExchange

from allocator.market.catalogue import federal_holidays

if TYPE_CHECKING:
    from allocator.market.series import Days, Flags

KNOWN_FROM = np.datetime64("1970-06-01", "D")
"""
The first day that is checked.

From here to 2026 the calendar's sessions are exactly the days of ^GSPC and of Fama and French's
daily factors. The Friday before it is wrong, as are twelve days of the forty years before that.
"""

YIELDS_FROM = np.datetime64("1986-01-01", "D")
"""
The first day on which yields are checked.

From here H.15 has a yield on each session that is no federal holiday; before, it kept more
holidays, such as Lincoln's birthday and election days.
"""

_CALENDAR_YEARS = 1970, 2040
"""The calendar is made once for all of these, and for more where data go on."""

_NEW_YORK = ZoneInfo("America/New_York")
_SETTLING = timedelta(minutes=30)
"""Closing auctions and late reports: Yahoo's last row is the close only some time after it."""
_CLOSE, _EARLY_CLOSE = time(16), time(13)


def today_in_new_york(now: datetime) -> date:
    """Tell which day it is there."""
    return now.astimezone(_NEW_YORK).date()


def unfinished(days: pd.DatetimeIndex, now: datetime) -> Flags:
    """
    Tell which days have a session that has not been over for half an hour, or are still to come.

    Args:
        days: Days, shape (n,).
        now: The moment, with its time zone.

    Returns:
        Flags, shape (n,).

    Example:
        The Friday after Thanksgiving ends at one o'clock in New York, 18:00 in Greenwich.

        >>> days = pd.DatetimeIndex(["2025-11-26", "2025-11-28", "2025-12-01"])
        >>> unfinished(days, datetime.fromisoformat("2025-11-28T18:29Z")).tolist()
        [False, True, True]
        >>> unfinished(days, datetime.fromisoformat("2025-11-28T18:30Z")).tolist()
        [False, False, True]
    """
    today = pd.Timestamp(today_in_new_york(now))
    late = np.asarray(days > today)
    if today in days and not _is_over(today, now):
        late = late | np.asarray(days == today)
    return late


def _is_over(day: pd.Timestamp, now: datetime) -> bool:
    """Tell whether the session of a day, if it has one, ended long enough ago."""
    on = np.datetime64(day, "D")
    if not len(sessions(on, on)):
        return True
    short = day.date() in NewYorkStockExchange(years=day.year, categories=HALF_DAY)
    close = datetime.combine(day, _EARLY_CLOSE if short else _CLOSE, _NEW_YORK)
    return now >= close + _SETTLING


def sessions(first: np.datetime64, last: np.datetime64) -> Days:
    """
    List the sessions of the New York Stock Exchange from one day to another, from 1970 on.

    Example:
        The exchange stayed closed for the storm of October 2012.

        >>> days = sessions(np.datetime64("2012-10-26"), np.datetime64("2012-10-31"))
        >>> [str(day) for day in days]
        ['2012-10-26', '2012-10-31']
    """
    begin, end = _CALENDAR_YEARS
    known = _sessions(begin, max(end, last.astype(object).year + 1))
    return known[np.searchsorted(known, first) : np.searchsorted(known, last, "right")]


def bond_days(first: np.datetime64, last: np.datetime64) -> Days:
    """List the days from 1986 on that are sure to have yields of Treasuries."""
    open_days = sessions(max(first, YIELDS_FROM), last)
    return open_days[~contained(open_days, federal_holidays())]


def contained(days: Days, known: Days) -> Flags:
    """
    Flag the days that are among others, shape (n,); both in order, each day once.

    Example:
        >>> days = np.array(["2025-01-02", "2025-01-03"], "M8[D]")
        >>> contained(days, days[1:]).tolist()
        [False, True]
    """
    if not len(known):
        return np.zeros(len(days), dtype=np.bool_)
    at = np.minimum(np.searchsorted(known, days), len(known) - 1)
    return np.asarray(known[at] == days)


@cache
def _sessions(begin: int, end: int) -> Days:
    """List the sessions from the beginning of a year to that of another."""
    days = np.arange(f"{begin}-01-01", f"{end}-01-01", dtype="datetime64[D]")
    closed = np.array(sorted(NewYorkStockExchange(years=range(begin, end))), dtype=days.dtype)
    return days[np.is_busday(days) & ~contained(days, closed)]
