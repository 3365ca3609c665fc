"""
Series that are known by their name: what their numbers are, and when each became public.

A price is public on its own day. A figure of the economy is not: the rules here err on the late
side of each publisher's calendar, and where a release is known to have been later than any rule
(the shutdown of 2025), its day is listed. Vintages, where a source gives them, come first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from pandas.tseries.holiday import USFederalHolidayCalendar

from allocator.market.series import Kind

if TYPE_CHECKING:
    from allocator.market.series import Days


class Release(StrEnum):
    """When a number becomes public, by rule."""

    SAME_DAY = "on its day"
    NEXT_BUSINESS_DAY = "on the next business day"
    """Effective federal funds rate and H.15 yields: published the following morning."""
    EARLY_NEXT_MONTH = "on the 10th of the next month"
    """Averages of rates come in the first days; employment on the first Friday or the next."""
    MID_NEXT_MONTH = "on the 16th of the next month"
    """Consumer prices, usually from the 10th to the 15th."""
    END_NEXT_MONTH = "on the last day of the next month"
    """Personal consumption prices, factor returns."""
    FOUR_MONTHS = "four months after the end of the month"
    """Earnings and dividends of companies, which report a quarter after it is over."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a series by its name."""

    kind: Kind
    release: Release


_RATES = r"DGS\d+(MO)?(_derived)?|T10Y2Y|T10Y3M|DFF"
_NAMES: tuple[tuple[str, Known], ...] = (
    (_RATES, Known(Kind.RATE, Release.NEXT_BUSINESS_DAY)),
    (r"DFEDTAR[UL]?", Known(Kind.RATE, Release.SAME_DAY)),
    (r"fed_target_upper\w*", Known(Kind.RATE, Release.SAME_DAY)),
    (r"FOMC_(UPPER|LOWER)", Known(Kind.RATE, Release.SAME_DAY)),
    (r"FEDFUNDS|TB3MS|UNRATE", Known(Kind.RATE, Release.EARLY_NEXT_MONTH)),
    (r"CPIAUCSL|CPILFESL", Known(Kind.MACRO, Release.MID_NEXT_MONTH)),
    (r"PCEPILFE|PCEPI", Known(Kind.MACRO, Release.END_NEXT_MONTH)),
    (r"RUT|GSPC|RU\w+PR", Known(Kind.PRICE_INDEX, Release.SAME_DAY)),
    (r"RU\w+TR|R\d+[GV]?_TR|SP500TR", Known(Kind.TOTAL_RETURN, Release.SAME_DAY)),
    (r"Mkt-RF|SMB|HML|RMW|CMA|RF|Mom", Known(Kind.RETURN, Release.END_NEXT_MONTH)),
    (r"<= 0|(Lo|Med|Hi) [1-4]0|Qnt [2-4]|Dec [2-9]", Known(Kind.RETURN, Release.END_NEXT_MONTH)),
    (r"((IWM|RUT) )?call volume", Known(Kind.VOLUME, Release.SAME_DAY)),
    (r"Shiller price", Known(Kind.VALUATION, Release.SAME_DAY)),
    (r"Shiller .+", Known(Kind.VALUATION, Release.FOUR_MONTHS)),
)

_CALLS = re.compile(r"(?:([A-Z]{1,5})[ _-])?call[ _-]?volumes?", re.IGNORECASE)

_DELAYED: dict[str, dict[str, str]] = {
    "PCEPILFE": {"2025-09": "2025-12-05", "2025-10": "2026-01-22", "2025-11": "2026-01-22"},
    "CPIAUCSL": {"2025-09": "2025-10-24", "2025-11": "2025-12-18"},
    "CPILFESL": {"2025-09": "2025-10-24", "2025-11": "2025-12-18"},
    "UNRATE": {"2025-09": "2025-11-20", "2025-11": "2025-12-16"},
}
"""Months that the shutdown of 2025 delayed beyond any rule, from the agencies' calendars."""


@cache
def known_as(name: str) -> Known | None:
    """
    Tell what a series is by its name, or None if the name says nothing.

    Example:
        >>> known_as("DGS10").kind.value, known_as("RU2000TR").kind.value, known_as("IWM")
        ('rate', 'total-return', None)
    """
    return next((known for pattern, known in _NAMES if re.fullmatch(pattern, name)), None)


def plain_name(name: str) -> str:
    """
    Write a name as we key it: without Yahoo's mark of an index and without blanks around it.

    Volumes of calls are keyed one way, however they are written.

    Example:
        >>> plain_name(" ^RUT "), plain_name("iwm_call_volume"), plain_name("Call Volume")
        ('RUT', 'IWM call volume', 'call volume')
    """
    plain = name.strip().removeprefix("^")
    calls = _CALLS.fullmatch(plain)
    return calls_on(calls[1] or "") if calls else plain


def calls_on(ticker: str) -> str:
    """Name the volume of calls on a fund or an index, or on what is not said."""
    return f"{ticker.upper()} call volume".strip()


def public_days(name: str, days: Days) -> Days:
    """
    Tell from which day each number was public, by the rule for its name.

    Args:
        name: The series; one that is not in the catalogue is public on its own day.
        days: The days the numbers are of, shape (n,); the last day of the month for monthly ones.

    Returns:
        datetime64[D], shape (n,), none before its day.

    Example:
        Core PCE of January was out by the end of February; a Friday's yield on the Monday after.

        >>> january = np.array(["2026-01-31"], "M8[D]")
        >>> str(public_days("PCEPILFE", january)[0])
        '2026-02-28'
        >>> str(public_days("DGS10", np.array(["2026-05-01"], "M8[D]"))[0])
        '2026-05-04'
    """
    known = known_as(name)
    release = known.release if known else Release.SAME_DAY
    out = _by_rule(release, days)
    for month, day in _DELAYED.get(name, {}).items():
        concerned = days.astype("datetime64[M]") == np.datetime64(month, "M")
        out = np.where(concerned, np.datetime64(day, "D"), out)
    return np.maximum(out, days)


def _by_rule(release: Release, days: Days) -> Days:
    """Apply one rule to the days of a series."""
    if release is Release.SAME_DAY:
        return days
    if release is Release.NEXT_BUSINESS_DAY:
        return np.busday_offset(days, 1, roll="backward", holidays=federal_holidays())
    months, shift = {
        Release.EARLY_NEXT_MONTH: (1, 9),
        Release.MID_NEXT_MONTH: (1, 15),
        Release.END_NEXT_MONTH: (2, -1),
        Release.FOUR_MONTHS: (5, -1),
    }[release]
    begin = (days.astype("datetime64[M]") + months).astype("datetime64[D]")
    return np.asarray(begin + shift, dtype="datetime64[D]")


@cache
def federal_holidays() -> Days:
    """List the days on which neither markets in Treasuries nor agencies work."""
    found = USFederalHolidayCalendar().holidays("1950-01-01", "2040-12-31")
    return found.to_numpy(dtype="datetime64[D]")
