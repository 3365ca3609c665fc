"""
Where files of the store are put aside: damaged ones are moved, replaced ones are copied before.

None is ever deleted or takes the place of another.
"""

from __future__ import annotations

import hashlib
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.durable import make_folder, settle, write_whole
from allocator.market.store.names import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "quarantine"
REPLACED = "replaced"
_DIGITS = 16


def put_aside(home: Path, file: Path) -> Path:
    """
    Move a file of the store, given relative to it, to `quarantine/<number>/` under the same name.

    Returns:
        Where it is now.

    Raises:
        OSError: If it cannot be moved; then it is where it was.
    """
    source, target = home / file, _new_folder(home / FOLDER) / file
    make_folder(target.parent)
    source.rename(target)
    settle(target.parent)
    settle(source.parent)
    return target


def copy_aside(home: Path, file: Path) -> Path:
    """
    Copy a file of the store, given relative to it, to `replaced/`; its name then ends in its hash.

    Returns:
        Where the copy is, whole and on disk.

    Raises:
        OSError: If it cannot be copied; then nothing has changed.
    """
    content = (home / file).read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:_DIGITS]
    target = home / REPLACED / file.with_name(f"{file.stem}.{digest}{SUFFIX}")
    make_folder(target.parent)
    write_whole(target, content)
    return target


def missed(home: Path) -> Iterator[tuple[Path, Path]]:
    """List what was put aside and not stored again: the name of each file, and where it is."""
    folder = home / FOLDER
    found = {Path(*path.relative_to(folder).parts[1:]): path for path in _put_aside(folder)}
    return ((file, path) for file, path in found.items() if not (home / file).exists())


def _put_aside(folder: Path) -> list[Path]:
    """List what was put aside, in order, later ones last."""
    found = folder.glob(f"*/*/*/*{SUFFIX}")
    return sorted(found, key=lambda path: (len(path.relative_to(folder).parts[0]), path))


def _new_folder(folder: Path) -> Path:
    """Make the folder of the first number that is free; the caller holds the lock."""
    make_folder(folder)
    numbered = next(path for path in _numbered(folder) if not path.exists())
    numbered.mkdir()
    settle(folder)
    return numbered


def _numbered(folder: Path) -> Iterator[Path]:
    """Name folders by number, from 1 on."""
    return (folder / str(number) for number in count(1))
