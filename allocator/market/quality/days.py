"""Days against the calendar: missing ones, and rows of days on which the exchange was closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.market.quality.pairs import change
from allocator.market.quality.wording import listed, warning
from allocator.market.series import PRICES, Frequency, Kind
from allocator.market.sessions import KNOWN_FROM, bond_days, contained, sessions
from allocator.market.wording import as_date, counted, span
from allocator.model.quality import Check

if TYPE_CHECKING:
    from allocator.market.series import Days, Flags, Series
    from allocator.model.quality import Finding

_TRADED = PRICES | {Kind.RETURN, Kind.VOLUME}
_MONTHLY_SPACING = 20
"""
Days between rows from which a series is not daily there.

Months are 28 or more apart; the days of daily prices from 1927 to 2026 are at most 12, in the
holiday of the banks in March 1933.
"""
_MONTHLY_ROWS = 3
"""One or two rows apart from the others are a gap; the indexes that begin with months have 145."""
_STILL = 5e-4
"""
The largest move of a row that repeats the one before.

Of 367 rows of days without a session 86 percent do not move at all, and the others by 4e-4 at most.
"""
_MONDAY = np.datetime64("1970-01-05", "D")
"""Any Monday, to count weekdays from."""

_NEVER_PUBLISHED = {
    "CPIAUCSL": np.datetime64("2025-10", "M"),
    "CPILFESL": np.datetime64("2025-10", "M"),
    "UNRATE": np.datetime64("2025-10", "M"),
}
"""The Bureau of Labor Statistics collected none of these in October 2025, during the shutdown."""


def monthly_beginning(series: Series) -> tuple[Finding, ...]:
    """Find that a daily series begins with months, as the Russell growth indexes do at FRED."""
    begin = _daily_from(series)
    if begin == 0:
        return ()
    days = series.days[:begin]
    message = f"daily only from {as_date(series.days[begin])}: {counted(begin, 'month')} before it"
    return (warning(Check.GAP, series.key, message, days),)


def gaps(series: Series) -> tuple[Finding, ...]:
    """
    Find days or months that are missing between the first and the last.

    Prices and returns are held against the sessions of the exchange, yields against the days of
    the bond market, rates that have weekends against all days. Dated in order, each day once.
    """
    if len(series) < 2 or series.frequency is Frequency.EVENTS:
        return ()
    if series.frequency is Frequency.MONTHLY:
        return _missing_months(series)
    expected = _expected(series)
    missing = expected[~contained(expected, series.days)]
    if not len(missing):
        return ()
    noun = "session" if series.key.kind in _TRADED else "day"
    first, length = _longest(expected, missing)
    run = f", {length} of them in a row from {as_date(first)}" if length > 1 else ""
    message = f"{counted(len(missing), noun)} missing {span(missing)}{run}"
    return (warning(Check.GAP, series.key, message, missing),)


def closed_days(series: Series) -> tuple[Finding, ...]:
    """Find rows of days on which the exchange was closed; most such rows repeat the day before."""
    if series.key.kind not in _TRADED or series.frequency is not Frequency.DAILY:
        return ()
    if not len(series) or series.days[-1] < KNOWN_FROM:
        return ()
    closed = ~contained(series.days, sessions(KNOWN_FROM, series.days[-1]))
    closed &= series.days >= KNOWN_FROM
    closed[: _daily_from(series)] = False
    if not closed.any():
        return ()
    moved = int((closed & ~_repeated(series)).sum())
    how = f"{moved:,} of them with a move" if moved else "which repeat the row before"
    days = series.days[closed]
    shown = listed([str(as_date(day)) for day in days], len(days))
    message = (
        f"{counted(len(days), 'row')} of days on which the exchange was closed, {how}: {shown}"
    )
    return (warning(Check.CLOSED, series.key, message, days),)


def _expected(series: Series) -> Days:
    """List the days that a daily series is sure to have."""
    first, last = series.days[_daily_from(series)], series.days[-1]
    if series.key.kind in _TRADED:
        return sessions(first, last)
    if ((series.days - _MONDAY).astype(np.int64) % 7 > 4).any():
        return np.arange(first, last + 1)
    return bond_days(first, last) if series.key.kind is Kind.RATE else series.days


def _repeated(series: Series) -> Flags:
    """Tell which rows say that nothing happened, but for dividends that accrue."""
    if series.key.kind is Kind.RETURN:
        return np.asarray(np.abs(series.values) <= 100 * _STILL)
    moves = np.concatenate([[np.inf], np.abs(change(series.values))])
    return np.asarray(moves <= _STILL)


def _daily_from(series: Series) -> int:
    """Find the row from which a daily series is daily; zero if it is from the beginning."""
    if series.frequency is not Frequency.DAILY or len(series) < 2:
        return 0
    close = np.diff(series.days).astype(np.int64) <= _MONTHLY_SPACING
    begin = int(close.argmax()) + 1 if close.any() else len(series) - 1
    return begin if begin >= _MONTHLY_ROWS else 0


def _missing_months(series: Series) -> tuple[Finding, ...]:
    """Find the months that a monthly series leaves out."""
    months = series.days.astype("datetime64[M]")
    every = np.arange(months[0], months[-1] + 1)
    never = _NEVER_PUBLISHED.get(series.key.name)
    missing = every[~contained(every, months) & (every != never)]
    if not len(missing):
        return ()
    shown = listed([str(month) for month in missing], len(missing))
    message = f"{counted(len(missing), 'month')} missing: {shown}"
    ends = (missing + 1).astype("datetime64[D]") - 1
    return (warning(Check.GAP, series.key, message, ends),)


def _longest(expected: Days, missing: Days) -> tuple[np.datetime64, int]:
    """Find the longest run of expected days that are missing: its first day and length."""
    at = np.searchsorted(expected, missing)
    starts = np.flatnonzero(np.concatenate([[True], np.diff(at) > 1]))
    lengths = np.diff(np.append(starts, len(at)))
    longest = int(lengths.argmax())
    return missing[starts[longest]], int(lengths[longest])
