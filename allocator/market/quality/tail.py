"""The end of a series: too old, standing still, or of a session that was not over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.market.catalogue import public_days
from allocator.market.quality.wording import error, warning
from allocator.market.series import PRICES, Frequency
from allocator.market.sessions import unfinished
from allocator.market.wording import as_date, counted, span
from allocator.model.quality import Check

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from allocator.market.series import Series
    from allocator.model.quality import Finding

_DAYS = 7
"""A daily series that ends longer ago is stale; the same week as for a price."""
_YEAR = 366
"""Days looked back through for a number that is public: no series comes later than that."""
_DISCONTINUED = re.compile(r"DFEDTAR|RU\w+(PR|TR)")
"""
Series that FRED carries no further: the target as one rate, and the indexes of FTSE Russell.

Each has its successor: DFEDTARU and DFEDTARL, and the funds on those indexes.
"""
_STANDS_STILL = 5
"""
Sessions in a row with one and the same price that no fund but one of bills has shown.

Runs of five are the longest in 34 funds to 2026 (SHY, VTHR), except in BIL: nineteen. A run must
also be longer than any before it.
"""


def stale(series: Series, due: np.datetime64, until: str) -> tuple[Finding, ...]:
    """
    Find that a series ends long before a day to which it should reach.

    Args:
        series: Daily or monthly, in order; events may stay away.
        due: The day, of its last row or later.
        until: What is on that day, in words.
    """
    behind = int((due - series.days[-1]).astype(np.int64))
    if series.frequency is Frequency.EVENTS or _DISCONTINUED.fullmatch(series.key.name):
        return ()
    if behind <= _allowed(series):
        return ()
    message = f"ends on {as_date(series.days[-1])}, {counted(behind, 'day')} before {until}"
    return (warning(Check.STALE, series.key, message, series.days[-1:]),)


def due_by(series: Series, as_of: date) -> np.datetime64:
    """Tell the day to which the numbers of a series are public by a day, by the rule for them."""
    day = np.datetime64(as_of, "D")
    latest = np.arange(day - _YEAR, day + 1)
    if series.frequency is Frequency.MONTHLY:
        latest = latest[(latest + 1).astype("datetime64[M]") > latest.astype("datetime64[M]")]
    public = latest[public_days(series.key.name, latest) <= day]
    due: np.datetime64 = public[-1]
    return due


def due_among(peers: Sequence[Series]) -> np.datetime64:
    """Tell the day on which most series of one source end; of several such the latest."""
    ends, times = np.unique([series.days[-1] for series in peers], return_counts=True)
    latest: np.datetime64 = ends[times == times.max()][-1]
    return latest


def standing_still(series: Series) -> tuple[Finding, ...]:
    """Find a daily price that is the same to the last digit for longer than ever before."""
    if series.key.kind not in PRICES or series.frequency is not Frequency.DAILY:
        return ()
    moves = np.flatnonzero(np.diff(series.values) != 0)
    ends = np.concatenate([moves, [len(series) - 1]])
    runs = np.diff(np.concatenate([[-1], ends]))
    longest = max(_STANDS_STILL, int(runs[:-1].max(initial=0)))
    if runs[-1] <= longest:
        return ()
    days = series.days[-runs[-1] :]
    message = f"stands at {series.values[-1]:g} {span(days)}, longer than ever before"
    return (warning(Check.STALE, series.key, message, days),)


def unfinished_day(series: Series, fetched: datetime) -> tuple[Finding, ...]:
    """
    Find that the last row of a daily price is of a session that was not over when it was fetched.

    Args:
        series: The series.
        fetched: When, with its time zone.
    """
    if series.key.kind not in PRICES or series.frequency is not Frequency.DAILY:
        return ()
    early = unfinished(pd.DatetimeIndex(series.days[-1:].astype("datetime64[ns]")), fetched)
    if not early.any():
        return ()
    message = (
        f"its last row, {as_date(series.days[-1])}, was fetched at {fetched:%Y-%m-%d %H:%M %Z}, "
        "before the session was over: it is no close"
    )
    return (error(Check.INTRADAY, series.key, message, series.days[-1:]),)


def _allowed(series: Series) -> int:
    """Tell how many days behind a series may be: a week, or a month beyond its rule."""
    return _DAYS if series.frequency is Frequency.DAILY else 31
