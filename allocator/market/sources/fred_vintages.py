"""What FRED's API says: observations with the days on which each was what FRED showed."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import MarketDataError
from allocator.market.catalogue import public_days
from allocator.market.record import Record
from allocator.market.sources.source import Cause, SourceError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from allocator.market.series import Series

_PLACE = "fred"
_NOTHING_YET = "."


@dataclass(frozen=True, slots=True)
class Observation:
    """
    A figure, `value` as FRED writes it, of the period that begins on `day`.

    It was what FRED showed from the day `since` to the day `until`, as FRED writes that.
    """

    day: date
    value: str
    since: date
    until: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some observations, and how many there are in all."""

    observations: tuple[Observation, ...]
    count: int


def read_observations(content: bytes) -> Page:
    """
    Read an answer of `fred/series/observations` in JSON.

    Raises:
        SourceError: If it is not one.
    """
    try:
        document = Record.of(json.loads(content), _PLACE, "")
        rows = document.records("observations")
        observations = tuple(map(_observation, rows))
        return Page(observations, document.whole("count", 0))
    except (ValueError, RecursionError, MarketDataError):
        message = "gave an answer that cannot be read"
        raise SourceError(_PLACE, message, Cause.UNAVAILABLE) from None


def as_csv(code: str, observations: Sequence[Observation]) -> str:
    r"""
    Write the newest figures as FRED's charts give them, so that one reader knows both.

    Example:
        >>> from datetime import date
        >>> day, first, second = date(2026, 1, 1), date(2026, 2, 27), date(2026, 3, 27)
        >>> printed = Observation(day, "127.5", first, "2026-03-26")
        >>> revised = Observation(day, "127.4", second, "9999-12-31")
        >>> as_csv("PCEPILFE", [printed, revised])
        'observation_date,PCEPILFE\n2026-01-01,127.4\n'
    """
    newest = max((each.until for each in observations), default="")
    rows = [f"{each.day},{each.value}\n" for each in observations if each.until == newest]
    return f"observation_date,{code}\n{''.join(rows)}"


def with_release_days(series: Series, observations: Sequence[Observation]) -> Series:
    """
    Date each month by the day on which a figure of it first came out.

    What was there when FRED began to keep vintages came out before, by the rule of the catalogue.

    Args:
        series: Months by their last day.
        observations: All vintages of the same series.
    """
    first: dict[np.datetime64, np.datetime64] = {}
    for each in observations:
        if each.value == _NOTHING_YET:
            continue
        month, since = np.datetime64(each.day, "M"), np.datetime64(each.since, "D")
        first[month] = min(since, first.get(month, since))
    kept_since = min(first.values())
    known = public_days(series.key.name, series.days).copy()
    for at, month in enumerate(series.days.astype("datetime64[M]")):
        if first[month] > kept_since:
            known[at] = max(first[month], series.days[at])
    return replace(series, known=known)


def _observation(record: Record) -> Observation:
    """Read one observation."""
    return Observation(
        day=record.day("date"),
        value=record.text("value"),
        since=record.day("realtime_start"),
        until=record.text("realtime_end"),
    )
