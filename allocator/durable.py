"""
Writing files so that nothing is ever lost.

A file appears whole or not at all, and survives a power cut once it is reported written.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NEW_FILE = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
_MODE = 0o666


def write_whole(path: Path, content: bytes) -> None:
    """
    Write a file all at once: readers see the old one or the new one, never a part.

    The bytes go to a temporary file in the same folder, which takes the name when they are safe
    on disk. An existing file keeps its permissions.

    Raises:
        OSError: If it cannot be written; then nothing has changed.
    """
    temporary = path.with_name(f".allocator-{secrets.token_hex(8)}.tmp")
    try:
        _write_safely(temporary, content)
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o7777)
        temporary.replace(path)
        settle(path.parent)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def leftovers(folder: Path) -> tuple[Path, ...]:
    """List the temporary files in a folder: of a write that is under way, or was killed."""
    return tuple(folder.glob(".allocator-*.tmp"))


def make_folder(folder: Path) -> None:
    """
    Make a folder and those above it, each on disk before this returns; it may be there already.

    Raises:
        OSError: If it cannot be made.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    settle(folder.parent)


def settle(folder: Path) -> None:
    """Wait until names in a folder are on disk, where the system can: some drives cannot."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _write_safely(path: Path, content: bytes) -> None:
    """Write a new file and wait until it is on disk."""
    with os.fdopen(os.open(path, _NEW_FILE, _MODE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
