"""
Files into the store: everything that can be read and agrees with what is stored is kept.

Whatever cannot be read, contradicts what is stored or is dated after today is named, and keeps
nothing else from being stored.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

import numpy as np

from allocator.bundled import FACTS
from allocator.errors import MarketDataError, Problem, Severity
from allocator.market.catalogue import known_as
from allocator.market.facts import read_facts
from allocator.market.formats import read_file
from allocator.market.formats.files import ENDINGS, content_of, files_in, name_of
from allocator.market.series import Key, Kind, Series
from allocator.market.store import Outcome
from allocator.market.store.keeper import Keeper
from allocator.market.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime
    from pathlib import Path

    from allocator.market.formats import Reading
    from allocator.market.series import Table, TableKey
    from allocator.market.store import Merge, Store

_SHOWN = 8
_NOT_TRIED = "was not imported, as the store cannot be written"
_AGAIN = "import it again when that is mended"


@dataclass(frozen=True, slots=True)
class ImportOptions:
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
    """What became of one file, and whether Ctrl-C came before its end."""

    name: str
    kept: tuple[Kept, ...]
    problems: tuple[Problem, ...]
    is_cut_short: bool = False


@dataclass(frozen=True, slots=True)
class Summary:
    """
    What an import did.

    Attributes:
        place: The store.
        files: Every file that was read, in order.
        problems: Paths that lead to no file, and files of folders that were not looked at.
        left: Files that were not read, or not to their end, as Ctrl-C ended the import.
    """

    place: str
    files: tuple[FileReport, ...]
    problems: tuple[Problem, ...]
    left: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Everything that was not stored though it should have been."""
        every = (*self.problems, *(each for file in self.files for each in file.problems))
        return tuple(each for each in every if each.severity is Severity.ERROR)

    @property
    def is_misdirected(self) -> bool:
        """Tell whether no path led to any file."""
        return not self.files and not self.left


def find_files(paths: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """
    List the files that paths lead to, each once.

    Args:
        paths: Files of whatever ending, and folders, of which the endings of data count.

    Returns:
        The files; and paths that lead to none, and what was passed over in folders.
    """
    files: dict[Path, None] = {}
    problems: list[Problem] = []
    for path in paths:
        found = list(files_in(path)) if os.path.isdir(path) else [path]  # noqa: PTH112 - never raises
        if not any(isinstance(each, os.PathLike) for each in found):
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
    store: Store,
    paths: Iterable[Path],
    options: ImportOptions,
    done: Callable[[], None] = lambda: None,
) -> Summary:
    """
    Read files and folders into the store.

    Args:
        store: Where to.
        paths: As for `find_files`.
        options: How.
        done: Called after each file.

    Returns:
        What came of it; nothing is raised for what is wrong with files or the store.
    """
    files, problems = find_files(paths)
    funds = frozenset(fund.symbol for fund in read_facts(FACTS).funds)
    importer = _Importer(Keeper(store, options.now, options.replacing), options, funds)
    reports: list[FileReport] = []
    with suppress(KeyboardInterrupt):  # files that are in no report are named
        for path in files:
            reports.append(importer.take(path))
            if reports[-1].is_cut_short:
                break
            done()
    whole = sum(not report.is_cut_short for report in reports)
    left = tuple(name_of(path) for path in files[whole:])
    return Summary(store.place, tuple(reports), problems, left)


@dataclass(frozen=True, slots=True)
class _Importer:
    """Puts what files hold into a store; `funds` are those that the facts know."""

    keeper: Keeper
    options: ImportOptions
    funds: frozenset[str]

    def take(self, path: Path) -> FileReport:
        """Read one file, and store what it holds."""
        name = name_of(path)
        if self.keeper.is_out_of_order:
            return FileReport(name, (), (Problem(name, _NOT_TRIED, _AGAIN),))
        try:
            content = content_of(path, name)
        except MarketDataError as error:
            return FileReport(name, (), error.problems)
        return self._keep_all(
            name, read_file(name, content, kind=self.options.kind, source=self.options.source)
        )

    def _keep_all(self, name: str, reading: Reading) -> FileReport:
        """Store everything that a file holds."""
        kept: list[Kept] = []
        problems = list(reading.problems)
        items: tuple[Series | Table, ...] = (*reading.series, *reading.tables)
        is_cut_short = False
        try:
            for item in items:
                known = self._until_today(name, item, problems)
                if known is None:
                    continue
                merge, against = self.keeper.keep(_without_folder(known))
                problems += against
                if merge and merge.outcome is not Outcome.CONTRADICTED:
                    kept.append(_kept(known, merge))
        except KeyboardInterrupt:
            is_cut_short = True
        problems += self._unused(name, kept)
        return FileReport(name, tuple(kept), tuple(problems), is_cut_short)

    def _unused(self, name: str, kept: list[Kept]) -> list[Problem]:
        """Say what is stored though no snapshot will use it, as nothing is known of it."""
        keys = [each.key for each in kept if isinstance(each.key, Key)]
        unknown = {
            key.name: None
            for key in keys
            if key.kind is not Kind.VALUATION
            and key.name not in self.funds
            and known_as(key.name) is None
        }
        if not unknown:
            return []
        shown = ", ".join([*unknown][:_SHOWN]) + (", ..." if len(unknown) > _SHOWN else "")
        message = f"stored, but used by no snapshot, which knows no fund or index {shown}"
        return [Problem(name, message, "check the names", Severity.WARNING)]

    def _until_today(
        self, name: str, item: Series | Table, problems: list[Problem]
    ) -> Series | Table | None:
        """Leave out what is dated after today, and say so; None if that is all."""
        today = self.options.now.date()
        if isinstance(item, Series):
            known = item.where(item.days <= np.datetime64(today))
            if len(known) < len(item):
                what = f"{counted(len(item) - len(known), 'number')} of {item.key}"
                problems.append(_later(name, what, today))
            return known if len(known) else None
        if item.key.day > today:
            problems.append(_later(name, str(item.key), today))
            return None
        return item


def _kept(item: Series | Table, merge: Merge) -> Kept:
    """Say what spans something, and what became of it."""
    if isinstance(item, Series):
        return Kept(item.key, len(item), item.first, item.last, merge)
    return Kept(item.key, len(item.lines), item.key.day, item.key.day, merge)


def _without_folder(read: Series | Table) -> Series | Table:
    """Say which file it was, but not where on this machine: origins go into snapshots."""
    return replace(read, origin=PurePath(read.origin).name)


def _later(name: str, what: str, today: date) -> Problem:
    """Say what is left out because its day has not come."""
    message = f"{what} dated after today, {today}, left out"
    return Problem(name, message, "look at the days in the file", Severity.WARNING)
