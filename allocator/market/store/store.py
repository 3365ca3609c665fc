"""
The store as others see it.

Reading changes nothing, ever: it takes no lock, makes no folder and moves no file. A damaged file
stays where it is, is listed and is refused, so that no snapshot is made as if the series had never
been there. It is put aside when its series is stored again, or when `Store.quarantine` is called;
then the store says that it is missed, until it is stored again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import MarketDataError, Problem, Severity
from allocator.market.series import Key, TableKey
from allocator.market.store import writing
from allocator.market.store.header import DamageError
from allocator.market.store.names import file_of, key_of
from allocator.market.store.quarantine import missed
from allocator.market.store.reading import (
    SERIES_FORM,
    TABLE_FORM,
    damaged,
    files_in,
    header_of,
    load,
    problem_in,
)
from allocator.market.store.sound import check_series, check_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from allocator.market.series import Series, Table
    from allocator.market.store.header import Header
    from allocator.market.store.merge import Merge
    from allocator.market.store.reading import Form, Item


@dataclass(frozen=True, slots=True)
class Store:
    """
    The store in a folder, an `Archive`; a folder that is not there is an empty one.

    Attributes:
        home: The folder.
    """

    home: Path

    @property
    def place(self) -> str:
        """Name it, for messages."""
        return str(self.home)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Read everything, and say what is damaged, put aside and missed, or not ours."""
        try:
            found = (problem_in(self.home, file) for file in files_in(self.home))
            here = tuple(problem for problem in found if problem is not None)
        except MarketDataError as error:
            return error.problems
        return here + tuple(_missed(file, where) for file, where in missed(self.home))

    def keys(self) -> tuple[Key, ...]:
        """
        List the series, in order; damaged ones too, if their names tell them.

        Raises:
            MarketDataError: If a folder cannot be read.
        """
        return tuple(sorted(key for key in self._keys() if isinstance(key, Key)))

    def read(self, key: Key) -> Series:
        """
        Read one series, and check that it is what was written.

        Raises:
            MarketDataError: If it is damaged or not there.
        """
        return self._read(key, SERIES_FORM)

    def table_keys(self) -> tuple[TableKey, ...]:
        """
        List the tables, in order; damaged ones too, if their names tell them.

        Raises:
            MarketDataError: If a folder cannot be read.
        """
        return tuple(sorted(key for key in self._keys() if isinstance(key, TableKey)))

    def read_table(self, key: TableKey) -> Table:
        """
        Read one table, and check that it is what was written; its lines are numbered from zero.

        Raises:
            MarketDataError: If it is damaged or not there.
        """
        return self._read(key, TABLE_FORM)

    def entries(self) -> tuple[Header, ...]:
        """
        Read what each file says of itself, series first; those that cannot are in `problems`.

        Raises:
            MarketDataError: If a folder cannot be read.
        """
        found = (header_of(self.home, file) for file in files_in(self.home))
        return tuple(header for header in found if header is not None)

    def put(self, series: Series, fetched_at: datetime, *, replace: bool = False) -> Merge:
        """
        Store a series, or put it together with what is stored of it.

        Args:
            series: What came.
            fetched_at: When it was fetched or read from its file; with a time zone.
            replace: Whether it takes the place of what is stored and contradicts it, of which a
                copy is kept in `replaced/`; or of a damaged file that held more.

        Returns:
            What became of it. On a contradiction, unless `replace` is on, nothing is written.

        Raises:
            MarketDataError: If it is not well formed or cannot be written, the lock is not given
                up, or a damaged file says that it held more.
        """
        check_series(series)
        return writing.store(self.home, series, fetched_at, SERIES_FORM, replacing=replace)

    def put_table(self, table: Table, fetched_at: datetime, *, replace: bool = False) -> Merge:
        """
        Store a table; one stored before must be the same, unless it is to be replaced.

        Args:
            table: What came.
            fetched_at: When it was fetched or read from its file; with a time zone.
            replace: Whether it takes the place of another that is stored, of which a copy is kept.

        Returns:
            What became of it. On a contradiction, unless `replace` is on, nothing is written.

        Raises:
            MarketDataError: As `put`.
        """
        check_table(table)
        return writing.store(self.home, table, fetched_at, TABLE_FORM, replacing=replace)

    def quarantine(self) -> tuple[Problem, ...]:
        """
        Put every damaged file aside, and say where it is now; none is deleted.

        Returns:
            What was moved and why; where the folder cannot be written, what is damaged and that.

        Raises:
            MarketDataError: If a folder cannot be read.
        """
        found = (problem_in(self.home, file) for file in files_in(self.home))
        here = tuple(it for it in found if it is not None and it.severity is Severity.ERROR)
        try:
            return writing.quarantine(self.home) if here else ()
        except MarketDataError as error:
            return here + error.problems

    def _keys(self) -> Iterator[Key | TableKey]:
        """List what is stored."""
        for file in files_in(self.home):
            key = key_of(file)
            if key is not None:
                yield key
            elif (header := header_of(self.home, file)) is not None:
                yield header.key

    def _read(self, key: Key | TableKey, form: Form[Item]) -> Item:
        """Read what is stored under a key."""
        path = self.home / file_of(key)
        try:
            stored = load(self.home, key, form)
        except DamageError as damage:
            raise MarketDataError(damaged(path, damage)) from None
        if stored is None:
            message, remedy = f"does not hold {key}", "fetch it, or import it from a file"
            raise MarketDataError(Problem(self.place, message, remedy))
        return stored[1]


def _missed(file: Path, where: Path) -> Problem:
    """Put into words that something was put aside and never stored again."""
    return Problem(
        str(where),
        f"is damaged and was put aside; {key_of(file) or file} has not been stored since",
        "fetch or import it again, or delete the damaged file to do without",
        Severity.WARNING,
    )
