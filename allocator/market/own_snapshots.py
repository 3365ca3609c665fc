"""
The user's own snapshots: one file a day in a folder of their home.

A snapshot that takes the place of another of its day does not destroy it: proposals were made from
it and may be asked for again. A copy of the older one stays under a name with its digest.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from allocator.durable import make_folder, write_whole
from allocator.errors import MarketDataError, Problem

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

FOLDER = "snapshots"
_CURRENT = re.compile(r"\d{4}-\d{2}-\d{2}\.json")
_DIGITS = 12


def own_path(home: Path, as_of: date) -> Path:
    """Name the file of the snapshot of one day."""
    return home / FOLDER / f"{as_of}.json"


def newest_own(home: Path) -> Path | None:
    """
    Find the own snapshot of the latest day, or None if there is none.

    Whatever bears the name counts, also if it is no file: what is wrong with it is said when it is
    read, so that an older snapshot never takes its place unsaid.

    Raises:
        MarketDataError: If the folder cannot be looked into.
    """
    names = [path for path in _files(home) if _CURRENT.fullmatch(path.name)]
    return max(names, key=lambda path: path.name, default=None)


def own_with_digest(home: Path, digest: str) -> Path | None:
    """
    Find an own snapshot, of any day and also a replaced one, by the SHA-256 of its bytes.

    Raises:
        MarketDataError: If the folder or a file in it cannot be read.
    """
    for path in _files(home):
        try:
            if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest:
                return path
        except OSError as error:
            raise _unread(path, error) from None
    return None


def keep_own(home: Path, as_of: date, content: bytes) -> Path:
    """
    Keep a snapshot as the own one of its day; another one of that day stays under its digest.

    Returns:
        The file.

    Raises:
        OSError: If something cannot be written; then the own snapshot of that day is what it was.
    """
    path = own_path(home, as_of)
    make_folder(path.parent)
    if path.exists() and (old := path.read_bytes()) not in {b"", content}:
        digest = hashlib.sha256(old).hexdigest()
        write_whole(path.with_name(f"{path.stem}-{digest[:_DIGITS]}.json"), old)
    write_whole(path, content)
    return path


def _files(home: Path) -> list[Path]:
    """
    List whatever is named as an own snapshot, in order of name.

    Raises:
        MarketDataError: If the folder cannot be looked into; one that is not there holds nothing.
    """
    folder = home / FOLDER
    try:
        if not (folder.is_symlink() or folder.exists()):
            return []
        return sorted(path for path in folder.iterdir() if path.suffix == ".json")
    except OSError as error:
        raise _unread(folder, error) from None


def _unread(path: Path, error: OSError) -> MarketDataError:
    """Say what of the own snapshots cannot be read."""
    message = f"cannot be read: {error.strerror or 'input or output failed'}"
    remedy = "see to its permissions, move it away, or name a snapshot with --snapshot"
    return MarketDataError(Problem(str(path), message, remedy))
