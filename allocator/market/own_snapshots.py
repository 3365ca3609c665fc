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
    """Find the own snapshot of the latest day, or None if there is none."""
    names = [path for path in _files(home) if _CURRENT.fullmatch(path.name)]
    return max(names, key=lambda path: path.name, default=None)


def own_with_digest(home: Path, digest: str) -> Path | None:
    """Find an own snapshot, of any day and also a replaced one, by the SHA-256 of its bytes."""
    for path in _files(home):
        if hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            return path
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
    """List all own snapshots, in order of name."""
    return sorted(path for path in (home / FOLDER).glob("*.json") if path.is_file())
