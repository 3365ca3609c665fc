"""
Where series and tables are kept: a folder of files, the store, or memory.

Whoever builds a snapshot or checks data asks an `Archive` and need not know which of them it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.errors import Problem
    from allocator.market.series import Key, Series, Table, TableKey


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
        return _ordered(item.key for item in self.series)

    def read(self, key: Key) -> Series:
        """Find a series; one that is not there is a programming error."""
        return next(item for item in self.series if item.key == key)

    def table_keys(self) -> tuple[TableKey, ...]:
        """List the tables."""
        return tuple(sorted(item.key for item in self.tables))

    def read_table(self, key: TableKey) -> Table:
        """Find a table; one that is not there is a programming error."""
        return next(item for item in self.tables if item.key == key)


def _ordered(keys: Iterable[Key]) -> tuple[Key, ...]:
    """Put keys in order."""
    return tuple(sorted(keys))
