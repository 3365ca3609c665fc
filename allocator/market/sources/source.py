"""
What every network source offers, and what can go wrong with one.

A source knows how to ask one provider for one item at a time, and turns the answer into series. It
keeps nothing, and reads neither the clock nor the environment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from allocator.errors import MarketDataError, Problem

if TYPE_CHECKING:
    from datetime import date, datetime

    from allocator.market.series import Key, Series

_LATE = timedelta(days=31)
"""How much later a history may begin than it should: what is cut begins years later."""


@dataclass(frozen=True, slots=True)
class Item:
    """
    One thing to ask for.

    Attributes:
        source: Who is asked.
        name: What for, as users name it: a ticker, a code, a file, `IWM P/E`.
        key: The main series that comes of it.
        begins: The day from which its history must go, where that is known beforehand.
        is_reading: Whether it has no history, only what is so today: one number a day.
    """

    source: str
    name: str
    key: Key
    begins: date | None = None
    is_reading: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What came of an item.

    Attributes:
        series: The series, as given.
        notes: What a user should know of them, such as a row that was left out.
        problems: Series that should have come as well, and why they did not.
    """

    series: tuple[Series, ...]
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class Source(Protocol):
    """One provider of market data."""

    @property
    def name(self) -> str:
        """Name it, as in the keys of its series."""
        ...

    def items(self) -> tuple[Item, ...]:
        """List what can be asked for, most needed first."""
        ...

    def fetch(self, item: Item, now: datetime) -> Answer:
        """
        Ask for one item.

        Args:
            item: One of `items()`.
            now: The moment of asking, with its time zone.

        Returns:
            What came.

        Raises:
            SourceError: If nothing usable came.
        """
        ...


class Cause(StrEnum):
    """Why nothing came, as far as it decides what to do next."""

    UNREACHABLE = "unreachable"
    """No connection: this machine or the way there, rather than the provider."""
    LIMITED = "limited"
    """The provider asks to be asked less often."""
    UNAVAILABLE = "unavailable"
    """The provider is in trouble, or too slow."""
    UNUSABLE = "unusable"
    """Something came, but not what was asked for."""
    MISSING = "missing"
    """The provider does not know the item."""

    @property
    def passes(self) -> bool:
        """Tell whether asking again later may help."""
        return self in {Cause.UNREACHABLE, Cause.LIMITED, Cause.UNAVAILABLE}


class SourceError(MarketDataError):
    """
    Nothing usable came of an item.

    Attributes:
        cause: Why.
        wait: Seconds that the provider asks to wait, zero if it does not say.
    """

    def __init__(
        self, place: str, message: str, cause: Cause, *, wait: float = 0.0, remedy: str = ""
    ) -> None:
        self.cause = cause
        self.wait = wait
        super().__init__(Problem(place, message, remedy))


def check_beginning(series: Series, begins: date) -> None:
    """
    Refuse a history that begins later than it must: the default range of a provider, say.

    Raises:
        SourceError: If it does.
    """
    if pd.Timestamp(series.first) > pd.Timestamp(begins) + _LATE:
        name, place = series.key.name, series.key.source
        message = f"{name} begins on {series.first}, where it should begin on {begins}"
        raise SourceError(place, message, Cause.UNUSABLE)
