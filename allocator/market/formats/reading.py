"""What is known of a file before it is read, and what reading it gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from allocator.errors import Problem, Severity

if TYPE_CHECKING:
    from datetime import date

    from allocator.market.series import Key, Kind, Series, Table, TableKey


@dataclass(frozen=True, slots=True)
class About:
    """
    A file, besides its content.

    Attributes:
        place: What messages call it: its path, as the user would find it.
        source: Who says what is in it, for the keys of its series.
        origin: Where it was read, in words, for the series themselves.
        as_of: The last day that may be seen, or None for all there is.
        kind: What prices are; counts before what names and numbers suggest.
        first_line: The number of its first line: 1, or 0 where the header is no row.
    """

    place: str
    source: str
    origin: str
    as_of: date | None = None
    kind: Kind | None = None
    first_line: int = 1

    @classmethod
    def of(cls, name: str, as_of: date | None = None, kind: Kind | None = None) -> About:
        """Take source and origin from a path within a folder."""
        return cls(name, stem(name), name, as_of, kind)

    @property
    def stem(self) -> str:
        """The name of the file, without folders and ending."""
        return stem(self.place)

    def is_later(self, day: date) -> bool:
        """Tell whether a day may not be seen."""
        return self.as_of is not None and day > self.as_of

    def error(self, message: str, remedy: str, line: int | None = None) -> Problem:
        """Make the problem of something that could not be read."""
        return Problem(self.at(line), message, remedy)

    def warning(self, message: str, remedy: str = "", line: int | None = None) -> Problem:
        """Make the problem of something that a user should know."""
        return Problem(self.at(line), message, remedy, Severity.WARNING)

    def short_year(self, cell: str, line: int) -> Problem:
        """Make the problem of a day whose century nobody knows."""
        remedy = "write the year with four digits, as 2021-04-03"
        return self.error(f"{cell!r} has a year of two digits", remedy, line)

    def at(self, line: int | None) -> str:
        """Name a line."""
        return self.place if line is None else f"{self.place}:{line}"


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """
    What a file gave.

    Attributes:
        series: Each with at least one row, in the file's order.
        tables: Lists of one day.
        problems: What could not be read (errors), was not used or is odd (warnings).
    """

    series: tuple[Series, ...] = field(default=())
    tables: tuple[Table, ...] = field(default=())
    problems: tuple[Problem, ...] = field(default=())

    def __add__(self, other: Reading) -> Reading:
        """Put two readings together."""
        return Reading(
            self.series + other.series,
            self.tables + other.tables,
            self.problems + other.problems,
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """
    What a file holds, as far as its begin tells.

    Attributes:
        keys: Its series, each with at least one row.
        table_keys: Its tables.
        problems: What is not used of it.
    """

    keys: tuple[Key, ...] = ()
    table_keys: tuple[TableKey, ...] = ()
    problems: tuple[Problem, ...] = ()


def stem(name: str) -> str:
    """
    Take the name of a file from a path, without its ending.

    Example:
        >>> stem("prices/IWM.csv"), stem("french.zip/F-F_Research.CSV")
        ('IWM', 'F-F_Research')
    """
    return PurePosixPath(name).stem


def no_rows(about: About) -> Reading:
    """Read a table without rows: to be told, unless all of them may be later than may be seen."""
    if about.as_of is not None:
        return Reading()
    message, remedy = "has a header and no rows", "fetch the file again: it may be cut short"
    return Reading(problems=(about.error(message, remedy),))
