"""
The two kinds of market data: series of dated numbers, and tables of one day.

Every reader, source and store speaks in these. They hold what was given, in the order in which it
was given: doubled or unordered days are for the quality checks to find, not for a reader to mend.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from allocator.model.arrays import Array

    Days = NDArray[np.datetime64]
    Flags = NDArray[np.bool_]


class Kind(StrEnum):
    """What a number of a series is."""

    CLOSE = "close"
    """Dollars a share as traded, scaled for splits but not for distributions."""
    ADJUSTED = "adjusted"
    """Dollars a share with distributions reinvested; only its changes mean anything."""
    DISTRIBUTION = "distribution"
    """Dollars a share paid, by ex-date; days without one have no row."""
    SPLIT = "split"
    """New shares for one old share, by the day from which it holds."""
    PRICE_INDEX = "price-index"
    """The level of an index without dividends."""
    TOTAL_RETURN = "total-return"
    """The level of an index with dividends reinvested."""
    RATE = "rate"
    """Percent per year."""
    MACRO = "macro"
    """The level of an economic index, such as consumer prices."""
    RETURN = "return"
    """Percent over the period that ends on the day."""
    VALUATION = "valuation"
    """A ratio or an amount behind one: price-earnings, earnings, dividends a year."""
    VOLUME = "volume"
    """Contracts that changed hands on the day."""


PRICES = frozenset({Kind.CLOSE, Kind.ADJUSTED, Kind.PRICE_INDEX, Kind.TOTAL_RETURN})
"""Kinds that are positive on every trading day."""


class Frequency(StrEnum):
    """How often a series has a number."""

    DAILY = "daily"
    MONTHLY = "monthly"
    EVENTS = "events"
    """On no regular day: distributions, splits, decisions."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """
    What tells one series from another.

    Attributes:
        kind: What its numbers are.
        name: A ticker (`IWM`, `^RUT` without its mark: `RUT`), a code (`DFF`), a column (`Qnt 2`).
        source: Who says so: `yahoo`, `fred`, `french`, or the stem of the file it came in.
    """

    kind: Kind
    name: str
    source: str

    def __str__(self) -> str:
        """Read as `close/IWM (yahoo)`."""
        return f"{self.kind}/{self.name} ({self.source})"


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """
    Dated numbers of one kind, as given.

    Attributes:
        key: What it is.
        frequency: How often it has a number.
        days: datetime64[D], shape (n,); months are dated by their last day.
        values: float64, shape (n,).
        known: datetime64[D], shape (n,): the day from which each number was public. Equal to
            `days` where it was public on its own day.
        origin: Where it was read, in words: a file of a folder, or an address.
    """

    key: Key
    frequency: Frequency
    days: Days
    values: Array
    known: Days
    origin: str

    def __post_init__(self) -> None:
        """
        Copy and freeze the arrays.

        Raises:
            ValueError: If the arrays are not of one length.
        """
        if not len(self.days) == len(self.values) == len(self.known):
            message = f"{self.key}: days, values and known are not of one length"
            raise ValueError(message)
        for name, kind in (("days", "datetime64[D]"), ("values", "f8"), ("known", "datetime64[D]")):
            array = np.array(getattr(self, name), dtype=kind)
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    @classmethod
    def of(cls, key: Key, frequency: Frequency, values: pd.Series[float], origin: str) -> Series:
        """Make a series from a pandas one by day, public on its own day; missing numbers drop."""
        present = values.dropna()
        days = present.index.to_numpy(dtype="datetime64[D]")
        return cls(key, frequency, days, np.asarray(present, dtype=np.float64), days, origin)

    def __len__(self) -> int:
        """Count the numbers."""
        return len(self.days)

    @property
    def first(self) -> date:
        """The earliest day; a series must not be empty to have one."""
        return pd.Timestamp(self.days.min()).date()

    @property
    def last(self) -> date:
        """The latest day."""
        return pd.Timestamp(self.days.max()).date()

    @property
    def is_ordered(self) -> bool:
        """Tell whether the days ascend, each once."""
        return bool(np.all(self.days[1:] > self.days[:-1]))

    def until(self, as_of: date) -> Series:
        """Keep what was public on a day: neither dated nor published after it."""
        limit = np.datetime64(as_of, "D")
        return self.where((self.days <= limit) & (self.known <= limit))

    def since(self, day: date) -> Series:
        """Keep what is dated from a day on."""
        return self.where(self.days >= np.datetime64(day, "D"))

    def where(self, kept: Flags) -> Series:
        """Keep some of the rows, by flags of shape (n,)."""
        return replace(self, days=self.days[kept], values=self.values[kept], known=self.known[kept])

    @property
    def digest(self) -> str:
        """
        Identify the content.

        SHA-256 of the days as 64-bit integers since 1970-01-01, the values as 64-bit floats and
        the days on which they became known, each little-endian, one after the other.
        """
        parts = (self.days.astype("<i8"), self.values.astype("<f8"), self.known.astype("<i8"))
        return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()

    def to_pandas(self) -> pd.Series[float]:
        """Give the values by day, for computing; floats, nanosecond days, in the order given."""
        days = pd.DatetimeIndex(self.days.astype("datetime64[ns]"))
        return pd.Series(self.values, days, name=self.key.name)


class TableKind(StrEnum):
    """What a table of one day lists."""

    HOLDINGS = "holdings"
    """What a fund holds: ticker, name, sector, asset_class, value, weight, quantity, price."""
    COMPANIES = "companies"
    """
    Companies and their market values: ticker, company, sector, market_value.

    The sector is "" where the list has none; tables stored by earlier versions lack the column.
    """


@dataclass(frozen=True, slots=True, order=True)
class TableKey:
    """
    What tells one table from another.

    Attributes:
        kind: What it lists.
        name: The fund for holdings; who publishes the list for companies.
        day: The day it describes.
        source: Who says so, or the stem of the file it came in.
    """

    kind: TableKind
    name: str
    day: date
    source: str

    def __str__(self) -> str:
        """Read as `holdings/IWV of 2025-05-21 (ishares)`."""
        return f"{self.kind}/{self.name} of {self.day} ({self.source})"


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """
    Lines of one day.

    Attributes:
        key: What it is.
        lines: One row a line; columns as `TableKind` names them, text as text, numbers as
            float64 (dollars, percent of the fund for `weight`), NaN where none is given.
        origin: Where it was read, in words.
    """

    key: TableKey
    lines: pd.DataFrame
    origin: str

    def __post_init__(self) -> None:
        """Copy the lines, which nobody is to change."""
        object.__setattr__(self, "lines", self.lines.copy())

    @property
    def digest(self) -> str:
        """Identify the content: SHA-256 of the lines as CSV, numbers with all their digits."""
        return hashlib.sha256(
            self.lines.to_csv(index=False, lineterminator="\n").encode()
        ).hexdigest()
