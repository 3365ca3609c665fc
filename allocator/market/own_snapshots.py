"""
The user's own snapshots: one file a day in a folder of their home.

A snapshot that takes the place of another of its day does not destroy it: proposals were made from
it and may be asked for again. The older one moves to a name with its digest.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

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


def replaced_path(path: Path) -> Path:
    """Name the file to which the present content of a snapshot file moves."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return path.with_name(f"{path.stem}-{digest[:_DIGITS]}.json")


def _files(home: Path) -> list[Path]:
    """List all own snapshots, in order of name."""
    return sorted(path for path in (home / FOLDER).glob("*.json") if path.is_file())
