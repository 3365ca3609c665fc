"""Sessions of the exchange in New York that are not over yet: their prices are not closes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import exchange_calendars
import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from allocator.market.series import Flags

_NEW_YORK = ZoneInfo("America/New_York")
_SETTLING = timedelta(minutes=30)
"""Closing auctions and late reports: Yahoo's last row is the close only some time after it."""
_AROUND = timedelta(days=10)


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
    calendar = exchange_calendars.get_calendar("XNYS", start=day - _AROUND, end=day + _AROUND)
    if not calendar.is_session(day):
        return True
    return bool(pd.Timestamp(now) >= calendar.session_close(day) + _SETTLING)
