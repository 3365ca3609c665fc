"""
Where series and tables are kept: a folder of files, the store, or memory.

Whoever builds a snapshot or checks data asks an `Archive` and need not know which of them it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from allocator.errors import MarketDataError, Problem

if TYPE_CHECKING:
    from allocator.market.series import Key, Series, Table, TableKey

    Item = TypeVar("Item", Series, Table)


class Archive(Protocol):
    """Series and tables by key."""

    @property
    def place(self) -> str:
        """Name it, for messages."""
        ...

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Say what it holds but could not read: damaged files, layouts that nobody knows."""
        ...

    def keys(self) -> tuple[Key, ...]:
        """List the series, in order."""
        ...

    def read(self, key: Key) -> Series:
        """
        Read one series.

        Raises:
            MarketDataError: If it is damaged or not there.
        """
        ...

    def table_keys(self) -> tuple[TableKey, ...]:
        """List the tables, in order."""
        ...

    def read_table(self, key: TableKey) -> Table:
        """
        Read one table.

        Raises:
            MarketDataError: If it is damaged or not there.
        """
        ...


@dataclass(frozen=True, slots=True)
class Memory:
    """An archive of what is given to it: for tests, and for data that was only just read."""

    series: tuple[Series, ...] = ()
    tables: tuple[Table, ...] = ()
    place: str = "memory"
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, *items: Series) -> Memory:
        """Keep some series."""
        return cls(items)

    def keys(self) -> tuple[Key, ...]:
        """List the series."""
        return tuple(sorted(item.key for item in self.series))

    def read(self, key: Key) -> Series:
        """
        Find a series.

        Raises:
            MarketDataError: If it is not there.
        """
        return _found(self.series, key, self.place)

    def table_keys(self) -> tuple[TableKey, ...]:
        """List the tables."""
        return tuple(sorted(item.key for item in self.tables))

    def read_table(self, key: TableKey) -> Table:
        """
        Find a table.

        Raises:
            MarketDataError: If it is not there.
        """
        return _found(self.tables, key, self.place)


def _found(items: tuple[Item, ...], key: Key | TableKey, place: str) -> Item:
    """Find what has a key."""
    for item in items:
        if item.key == key:
            return item
    raise MarketDataError(Problem(place, f"holds no {key}", "look at what it holds"))
