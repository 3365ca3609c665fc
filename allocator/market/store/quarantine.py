"""Where damaged files of the store are put aside: never deleted, never in place of one another."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from allocator.durable import make_folder, settle
from allocator.market.store.names import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = "quarantine"


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
