"""
Writing files so that nothing is ever lost.

A file appears whole or not at all, survives a power cut once it is reported written, and never
takes the place of something that this program did not make.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from allocator import durable
from allocator.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_LOOK = 10_000_000
"""How much of an existing file is looked at to tell whose it is."""


def check_target(
    named: str, kind: str, is_ours: Callable[[bytes], bool], inputs: Iterable[str | Path] = ()
) -> Path:
    """
    Find the file that a name stands for, and refuse it if anything could be lost.

    Args:
        named: The path as the user typed it; a symbolic link stands for where it leads.
        kind: What we write, for messages: `trade list`.
        is_ours: Tells from a file's content whether it is of that kind.
        inputs: Files of this run, which must survive it.

    Returns:
        The path to write to.

    Raises:
        InputError: If the folder is missing, or there already is something else at that path.
    """
    target = Path(os.path.realpath(named))
    if not named or target.is_dir():
        raise _refused(named, "is a folder, not a file", "add a file name")
    if not target.parent.is_dir():
        raise _refused(named, f"there is no folder {target.parent}", "make it first")
    if target.is_symlink():
        raise _refused(named, "is a symbolic link that leads in a circle", "choose another name")
    if Path(named).is_symlink() and not target.exists():
        raise _refused(named, f"is a link to {target}, which is not there", "name the file itself")
    if not target.exists():
        return target
    if not target.is_file():
        raise _refused(named, "is not an ordinary file", "choose another name")
    if any(_same(target, path) for path in inputs):
        raise _refused(named, "is an input of this run", "choose another name")
    if not _may_replace(target, is_ours):
        message = f"exists and is not a {kind} that may be replaced"
        raise _refused(named, message, "choose another name, or move it away")
    return target


def write_whole(path: Path, content: bytes) -> None:
    """
    Write a file all at once: readers see the old one or the new one, never a part.

    Raises:
        InputError: If it cannot be written; then nothing has changed.
    """
    try:
        durable.write_whole(path, content)
    except OSError as error:
        why = error.strerror or "input or output failed"
        raise _refused(str(path), f"cannot be written: {why}", "nothing was written") from None


def _same(target: Path, path: str | Path) -> bool:
    """Whether two names stand for one file."""
    return Path(path).exists() and target.samefile(path)


def _may_replace(target: Path, is_ours: Callable[[bytes], bool]) -> bool:
    """Whether a file is one of ours or empty, and not protected."""
    if not os.access(target, os.W_OK) or not os.access(target, os.R_OK):
        return False
    with target.open("rb") as file:
        content = file.read(_LOOK)
    return not content or is_ours(content)


def _refused(named: str, message: str, remedy: str) -> InputError:
    """Put a refusal into words."""
    return InputError(Problem(named, message, remedy))
