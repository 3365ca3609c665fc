"""Reading files of the store, without a trace: no lock is taken, nothing is made or moved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from allocator.errors import MarketDataError, Problem, Severity
from allocator.market.series import Key, Kind, Series, Table, TableKey, TableKind
from allocator.market.store.header import DamageError, Header, LaterLayoutError
from allocator.market.store.merge import Merge, merged
from allocator.market.store.names import SERIES, SUFFIX, TABLES, Shape, file_of, shape_of
from allocator.market.store.parquet_file import (
    read_header,
    series_from_bytes,
    series_to_bytes,
    table_from_bytes,
    table_to_bytes,
)
from allocator.market.store.table_merge import merged_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Item = TypeVar("Item", Series, Table)

_AGAIN = "fetch or import it again; the damaged file is put aside then"
_LATER = "use the later version of this program, or fetch or import it again with --replace"


@dataclass(frozen=True, slots=True)
class Form(Generic[Item]):
    """How series, or tables, are read, written, and put together with what is stored."""

    read: Callable[[bytes], tuple[Header, Item]]
    write: Callable[[Item, Header], bytes]
    merge: Callable[..., tuple[Item, Merge]]


SERIES_FORM = Form(series_from_bytes, series_to_bytes, merged)
TABLE_FORM = Form(table_from_bytes, table_to_bytes, merged_tables)


def files_in(home: Path) -> Iterator[Path]:
    """
    List the Parquet files where the store has its own, relative to it; series first.

    Raises:
        MarketDataError: If a folder cannot be read.
    """
    folders = [Path(SERIES, kind) for kind in Kind] + [Path(TABLES, kind) for kind in TableKind]
    for folder in folders:
        try:
            found = sorted((home / folder).iterdir())
        except FileNotFoundError:
            continue
        except OSError as error:
            raise MarketDataError(_unreadable(home / folder, error)) from None
        yield from (folder / path.name for path in found if path.suffix == SUFFIX)


def load(home: Path, key: Key | TableKey, form: Form[Item]) -> tuple[Header, Item] | None:
    """
    Read what is stored under a key, if anything.

    Raises:
        DamageError: If the file is not what was written.
        MarketDataError: If the system does not let it be read.
    """
    content = _content(home / file_of(key))
    if content is None:
        return None
    header, item = form.read(content)
    if header.key != key:
        raise _misnamed(header)
    return header, item


def header_of(home: Path, file: Path) -> Header | None:
    """Read what a file says of itself; None if it cannot be read."""
    try:
        with (home / file).open("rb") as opened:
            header = read_header(opened)
    except (DamageError, OSError):
        return None
    return header if file_of(header.key) == file else None


def problem_in(home: Path, file: Path) -> Problem | None:
    """Read a file as a whole, and say what is wrong with it, if anything."""
    path = home / file
    if shape_of(file) is Shape.FOREIGN:
        message = "is not named as the store names its files, and is not read"
        return Problem(str(path), message, "import it, or move it away", Severity.WARNING)
    try:
        damage = damage_in(home, file)
    except MarketDataError as error:
        return error.problems[0]
    return damaged(path, damage) if damage else None


def damage_in(home: Path, file: Path) -> DamageError | None:
    """
    Read a file as a whole, and tell how it is damaged, if it is there and ours.

    Raises:
        MarketDataError: If the system does not let it be read.
    """
    content = _content(home / file)
    if content is None or shape_of(file) is Shape.FOREIGN:
        return None
    form = SERIES_FORM if file.parts[0] == SERIES else TABLE_FORM
    try:
        header, _ = form.read(content)
    except DamageError as damage:
        return damage
    return None if file_of(header.key) == file else _misnamed(header)


def damaged(path: Path, damage: DamageError) -> Problem:
    """Put into words that a file is damaged."""
    is_later = isinstance(damage, LaterLayoutError)
    message = damage.message if is_later else f"is damaged: {damage.message}"
    return Problem(str(path), message, _LATER if is_later else _AGAIN)


def _misnamed(header: Header) -> DamageError:
    """Tell of a file that was copied or renamed by hand."""
    return DamageError(f"holds {header.key}, which is not what it is named for")


def _content(path: Path) -> bytes | None:
    """Read the bytes of a file, or None if there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise MarketDataError(_unreadable(path, error)) from None


def _unreadable(path: Path, error: OSError) -> Problem:
    """Put into words that the system does not let something be read."""
    why = error.strerror or "input or output failed"
    return Problem(str(path), f"cannot be read: {why}", "see to its permissions, or to the drive")
