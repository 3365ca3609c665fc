"""Finding files in a folder and reading their bytes; what stands in the way becomes a problem."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.errors import MarketDataError, Problem
from allocator.market.formats.unpack import MOST_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDINGS = frozenset({".csv", ".parquet", ".xls", ".xlsx", ".zip"})
"""Files of a folder that are looked at; which of them are data is told by what is in them."""

_RIGHTS = "change its rights, or take it out of the folder"


def files_in(folder: Path) -> Iterator[Path | Problem]:
    """
    Find the files of a folder and its subfolders, in the order of their paths.

    Hidden files and folders are left alone, and links to folders are not followed.

    Yields:
        Each file, or the problem of a folder that cannot be read.
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
    yield from sorted(path for path in found if path.suffix.lower() in ENDINGS)
    yield from problems


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


def _refused(name: str, message: str, remedy: str) -> MarketDataError:
    """Make the error of one file."""
    return MarketDataError(Problem(name, message, remedy))
