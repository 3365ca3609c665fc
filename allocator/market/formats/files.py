"""Finding files in a folder and reading their bytes; what stands in the way becomes a problem."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.errors import MarketDataError, Problem, Severity
from allocator.market.formats.unpack import MOST_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDINGS = frozenset({".csv", ".parquet", ".xls", ".xlsx", ".zip"})
"""Files of a folder that are looked at; which of them are data is told by what is in them."""

_SHOWN = 5
_RIGHTS = "change its rights, or take it out of the folder"


def files_in(folder: Path) -> Iterator[Path | Problem]:
    """
    Find the files of a folder and its subfolders, in the order of their paths.

    Hidden files and folders are left alone, and links to folders are not followed.

    Yields:
        Each file; and as problems, folders that cannot be read and files that are not looked at.
    """
    problems: list[Problem] = []

    def refuse(error: OSError) -> None:
        """Note a folder that cannot be read."""
        message = f"cannot be read: {error.strerror}"
        problems.append(Problem(str(error.filename), message, _RIGHTS))

    found = []
    for where, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(where, name) for name in names if not name.startswith(".")]
    data = {path for path in found if path.suffix.lower() in ENDINGS}
    yield from sorted(data)
    yield from problems
    if others := sorted(path for path in found if path not in data):
        yield _passed_over(folder, others)


def content_of(path: Path, name: str) -> bytes:
    """
    Read a file.

    Args:
        path: Where it is.
        name: What messages call it.

    Raises:
        MarketDataError: If it is missing, not readable, no ordinary file, or too large to be data.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise _refused(name, "is not an ordinary file", "save it to a file first")
        if status.st_size > MOST_BYTES:
            size = (
                f"is {status.st_size / 1e6:,.0f} MB large, and {MOST_BYTES / 1e6:.0f} MB are read"
            )
            raise _refused(name, size, "check that it is the right file, or split it")
        return path.read_bytes()
    except FileNotFoundError:
        raise _refused(name, "no such file", "check the path") from None
    except (OSError, ValueError) as failure:
        why = getattr(failure, "strerror", None) or "is not a path"
        raise _refused(name, f"cannot be read: {why}", "check its rights") from None


def name_of(path: Path) -> str:
    """Write a path as text that can be stored and printed."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def _passed_over(folder: Path, others: list[Path]) -> Problem:
    """Say which files were not looked at."""
    names = [name_of(path.relative_to(folder)) for path in others]
    shown = ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
    count = "1 file of another kind" if len(names) == 1 else f"{len(names):,} files of other kinds"
    message = f"{count} not looked at: {shown}"
    remedy = f"files of data end in {', '.join(sorted(ENDINGS))}"
    return Problem(name_of(folder), message, remedy, Severity.WARNING)


def _refused(name: str, message: str, remedy: str) -> MarketDataError:
    """Make the error of one file."""
    return MarketDataError(Problem(name, message, remedy))
