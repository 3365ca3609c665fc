"""A folder of files as an archive, each file read when something of it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from allocator.errors import MarketDataError, Problem, Severity
from allocator.market.formats import Listing, list_file, read_file
from allocator.market.formats.files import content_of, files_in, name_of

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from allocator.market.formats import Reading
    from allocator.market.series import Key, Kind, Series, Table, TableKey

    AnyKey = TypeVar("AnyKey", Key, TableKey)

_NO_FOLDER = "name a folder of market data"
_RENAME = "rename one of the two files, or take it out of the folder"
_LOOK = "correct the file, or fetch it again"


@dataclass(slots=True)
class _File:
    """A file: where it is, what it holds, and what reading it gave if it was read."""

    path: Path
    name: str
    listing: Listing
    reading: Reading | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with it, or not used of it, as far as it was read."""
        return self.listing.problems if self.reading is None else self.reading.problems


class Folder:
    """
    The files of a folder and its subfolders, an `Archive`.

    A file is known by its path within the folder, which is the origin of its series; its name
    without ending is their source. Of large tables only some lines are looked at until one of
    their series is read.
    """

    def __init__(self, path: Path, as_of: date | None = None, kind: Kind | None = None) -> None:
        """
        Name the folder; nothing is read yet.

        Args:
            path: The folder.
            as_of: The last day that may be seen, or None for all there is.
            kind: What prices are; counts before what names and numbers suggest.

        Raises:
            MarketDataError: If it is no folder.
        """
        if not path.is_dir():
            raise MarketDataError(Problem(name_of(path), "is not a folder", _NO_FOLDER))
        self._path, self._as_of, self._kind = path, as_of, kind

    @property
    def place(self) -> str:
        """Name it, for messages."""
        return name_of(self._path)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Say what could not be read or is not used, of large tables as far as they were read."""
        files, unread = self._files
        return (*unread, *(problem for file in files for problem in file.problems), *self._twice())

    def keys(self) -> tuple[Key, ...]:
        """List the series, in order; each has numbers that were public by then."""
        return tuple(sorted(self._holders))

    def read(self, key: Key) -> Series:
        """
        Read one series.

        Raises:
            MarketDataError: If it is not there, or its file is damaged where it was not looked at.
        """
        file = self._holder(key, self._holders)
        series = {each.key: each for each in self._reading(file).series}
        if key not in series:
            raise self._lost(file, key)
        return series[key]

    def table_keys(self) -> tuple[TableKey, ...]:
        """List the tables, in order."""
        return tuple(sorted(self._table_holders))

    def read_table(self, key: TableKey) -> Table:
        """
        Read one table.

        Raises:
            MarketDataError: If it is not there, or its file is damaged where it was not looked at.
        """
        file = self._holder(key, self._table_holders)
        tables = {each.key: each for each in self._reading(file).tables}
        if key not in tables:
            raise self._lost(file, key)
        return tables[key]

    @cached_property
    def _files(self) -> tuple[list[_File], list[Problem]]:
        """Look at every file once; those that cannot be read are problems."""
        files, problems = [], []
        for found in files_in(self._path):
            if isinstance(found, Problem):
                problems.append(found)
                continue
            try:
                files.append(self._listed(found))
            except MarketDataError as error:
                problems += error.problems
        return files, problems

    def _listed(self, path: Path) -> _File:
        """List what a file holds; most are small enough to be read for it."""
        name = name_of(path.relative_to(self._path))
        content = content_of(path, name)
        listing = list_file(name, content, as_of=self._as_of, kind=self._kind)
        if listing is not None:
            return _File(path, name, listing)
        reading = read_file(name, content, as_of=self._as_of, kind=self._kind)
        keys = tuple(each.key for each in reading.series)
        tables = tuple(each.key for each in reading.tables)
        return _File(path, name, Listing(keys, tables), reading)

    def _reading(self, file: _File) -> Reading:
        """Read a file, once."""
        if file.reading is None:
            content = content_of(file.path, file.name)
            file.reading = read_file(file.name, content, as_of=self._as_of, kind=self._kind)
        return file.reading

    @cached_property
    def _holders(self) -> dict[Key, _File]:
        """Find the file of each series, the first by path."""
        files = reversed(self._files[0])
        return {key: file for file in files for key in file.listing.keys}

    @cached_property
    def _table_holders(self) -> dict[TableKey, _File]:
        """Find the file of each table, the first by path."""
        files = reversed(self._files[0])
        return {key: file for file in files for key in file.listing.table_keys}

    def _holder(self, key: AnyKey, holders: dict[AnyKey, _File]) -> _File:
        """Find the file that holds something."""
        if key not in holders:
            raise MarketDataError(Problem(self.place, f"holds no {key}", "look at what it holds"))
        return holders[key]

    def _lost(self, file: _File, key: Key | TableKey) -> MarketDataError:
        """Make the error for what was listed and could not be read."""
        errors = [each for each in file.problems if each.severity is Severity.ERROR]
        return MarketDataError(*errors or [Problem(file.name, f"{key} cannot be read", _LOOK)])

    def _twice(self) -> list[Problem]:
        """Say which files hold what another of their name holds already."""
        problems = []
        for file in self._files[0]:
            series = [self._holders[key] for key in file.listing.keys]
            tables = [self._table_holders[key] for key in file.listing.table_keys]
            firsts = (first for first in series + tables if first is not file)
            for name in dict.fromkeys(first.name for first in firsts):
                message = f"holds what {name} holds under the same names, and is not used for it"
                problems.append(Problem(file.name, message, _RENAME))
        return problems
