"""
Files into the store: everything that can be read and agrees with what is stored is kept.

Whatever cannot be read, contradicts what is stored or is dated after today is named, and keeps
nothing else from being stored.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from allocator.errors import MarketDataError, Problem, Severity
from allocator.market.formats import read_file
from allocator.market.formats.files import ENDINGS, content_of, files_in, name_of
from allocator.market.store import Outcome
from allocator.market.store.sound import check_series, check_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime
    from pathlib import Path

    from allocator.market.formats import Reading
    from allocator.market.series import Key, Kind, Series, Table, TableKey
    from allocator.market.store import Merge, Store

    Item = TypeVar("Item", Series, Table)

_GIVEN_UP_AFTER = 2
"""Items in a row that could not be written, after which the store is left alone."""

_NOT_TRIED = "was not imported, as the store cannot be written"
_AGAIN = "import it again when that is mended"


@dataclass(frozen=True, slots=True)
class Order:
    """
    How files are to be imported.

    Attributes:
        now: When; with a time zone.
        kind: What prices are; counts before what names and numbers suggest.
        source: Who says so; the names of the files if left out.
        replacing: Whether what is read takes the place of what it contradicts.
    """

    now: datetime
    kind: Kind | None = None
    source: str | None = None
    replacing: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A series or table of a file, what spans it, and what became of it in the store."""

    key: Key | TableKey
    rows: int
    first: date
    last: date
    merge: Merge


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file: everything that was offered to the store, and every problem."""

    name: str
    kept: tuple[Kept, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """
    What an import did.

    Attributes:
        place: The store.
        files: Every file that was found, in order.
        problems: Paths that lead to no file.
    """

    place: str
    files: tuple[FileReport, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Everything that was not stored though it should have been."""
        every = (*self.problems, *(each for file in self.files for each in file.problems))
        return tuple(each for each in every if each.severity is Severity.ERROR)

    @property
    def is_misdirected(self) -> bool:
        """Tell whether no path led to any file."""
        return not self.files


def find_files(paths: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """
    List the files that paths lead to, each once.

    Args:
        paths: Files of whatever ending, and folders, of which the endings of data count.

    Returns:
        The files, and paths that lead to none.
    """
    files: dict[Path, None] = {}
    problems: list[Problem] = []
    for path in paths:
        found = list(files_in(path)) if os.path.isdir(path) else [path]  # noqa: PTH112 - never raises
        if not found:
            message = f"holds no file that ends in {', '.join(sorted(ENDINGS))}"
            problems.append(Problem(name_of(path), message, "name the files themselves"))
        for each in found:
            if isinstance(each, Problem):
                problems.append(each)
            elif os.path.exists(each):  # noqa: PTH110 - never raises
                files[each] = None
            else:
                problems.append(Problem(name_of(each), "no such file", "check the path"))
    return tuple(files), tuple(problems)


def import_files(
    store: Store, paths: Iterable[Path], order: Order, done: Callable[[], None] = lambda: None
) -> Summary:
    """
    Read files and folders into the store.

    Args:
        store: Where to.
        paths: As for `find_files`.
        order: How.
        done: Called after each file.

    Returns:
        What came of it; nothing is raised for what is wrong with files or the store.
    """
    files, problems = find_files(paths)
    keeper = _Keeper(store, order)
    reports = []
    for path in files:
        reports.append(keeper.keep(path))
        done()
    return Summary(store.place, tuple(reports), problems)


@dataclass(slots=True)
class _Keeper:
    """Puts what files hold into a store; `refused` counts writes that failed, in a row."""

    store: Store
    order: Order
    refused: int = 0

    def keep(self, path: Path) -> FileReport:
        """Read one file, and store what it holds."""
        name = name_of(path)
        if self.refused >= _GIVEN_UP_AFTER:
            return FileReport(name, (), (Problem(name, _NOT_TRIED, _AGAIN),))
        try:
            content = content_of(path, name)
        except MarketDataError as error:
            return FileReport(name, (), error.problems)
        return self._keep_all(
            name, read_file(name, content, kind=self.order.kind, source=self.order.source)
        )

    def _keep_all(self, name: str, reading: Reading) -> FileReport:
        """Store everything that a file holds."""
        today = self.order.now.date()
        kept: list[Kept | None] = []
        problems = list(reading.problems)
        for offered in reading.series:
            series = _without_folder(offered).where(offered.days <= np.datetime64(today))
            if len(series) < len(offered):
                what = f"{len(offered) - len(series)} numbers of {offered.key}"
                problems.append(_later(name, what, today))
            if len(series):
                kept.append(self._put_series(series, problems))
        for table in reading.tables:
            if table.key.day > today:
                problems.append(_later(name, str(table.key), today))
            else:
                kept.append(self._put_table(_without_folder(table), problems))
        return FileReport(name, tuple(each for each in kept if each), tuple(problems))

    def _put_series(self, series: Series, problems: list[Problem]) -> Kept | None:
        """Store a series, if it is well formed."""
        merge = self._put(
            lambda: check_series(series),
            lambda: self.store.put(series, self.order.now, replace=self.order.replacing),
            problems,
        )
        if merge is None:
            return None
        return Kept(series.key, len(series), series.first, series.last, merge)

    def _put_table(self, table: Table, problems: list[Problem]) -> Kept | None:
        """Store a table, if it is well formed."""
        merge = self._put(
            lambda: check_table(table),
            lambda: self.store.put_table(table, self.order.now, replace=self.order.replacing),
            problems,
        )
        if merge is None:
            return None
        return Kept(table.key, len(table.lines), table.key.day, table.key.day, merge)

    def _put(
        self, check: Callable[[], None], put: Callable[[], Merge], problems: list[Problem]
    ) -> Merge | None:
        """Store something; note what speaks against it, and whether the store can be written."""
        try:
            check()
        except MarketDataError as error:
            problems += error.problems
            return None
        if self.refused >= _GIVEN_UP_AFTER:
            return None
        try:
            merge = put()
        except MarketDataError as error:
            problems += error.problems
            self.refused += 1
            return None
        self.refused = 0
        if merge.outcome is Outcome.CONTRADICTED:
            problems.append(Problem(str(merge.key), merge.message))
            return None
        return merge


def _without_folder(read: Item) -> Item:
    """Say which file it was, but not where on this machine: origins go into snapshots."""
    return replace(read, origin=PurePath(read.origin).name)


def _later(name: str, what: str, today: date) -> Problem:
    """Say what is left out because its day has not come."""
    message = f"{what} dated after today, {today}, left out"
    return Problem(name, message, "look at the days in the file", Severity.WARNING)
