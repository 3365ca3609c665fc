"""
Writing files of the store: one at a time, under a lock between processes.

What is stored is read again once the lock is held. A file is written whole beside the old one and
takes its name, so that a process may be killed at any moment: its temporary files are neither data
nor damage, and since only the holder of the lock writes, whoever holds it next removes those in
the folder it writes to.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from allocator.durable import leftovers, make_folder, write_whole
from allocator.errors import MarketDataError, Problem
from allocator.market.store.header import DamageError, Header, LaterLayoutError
from allocator.market.store.merge import Merge, Outcome
from allocator.market.store.names import file_of
from allocator.market.store.quarantine import copy_aside, put_aside
from allocator.market.store.reading import Form, Item, damage_in, damaged, files_in, load
from allocator.market.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

LOCK = "lock"

_PATIENCE = 60.0
"""Seconds to wait for the lock, which is held for one file at a time."""

_PAUSE = 0.01
_WHOLE = "fetch or import its whole history; the damaged file is put aside then"
_ROOM = "make room or see to the permissions there, or choose another folder with --home"


def store(
    home: Path, item: Item, fetched_at: datetime, form: Form[Item], *, replacing: bool
) -> Merge:
    """
    Put what came together with what is stored, and write the outcome unless it contradicts.

    Raises:
        MarketDataError: If it cannot be written; or a damaged file, which would be put aside, says
            of itself that it held more than what came, and `replacing` is off.
    """
    offered = Header.of(item, fetched_at)
    path = home / file_of(item.key)
    with _locked(home), _refusing(path):
        make_folder(path.parent)
        _tidy(path.parent)
        stored, aside = _stored(home, offered, form, replacing=replacing)
        kept, merge = form.merge(stored[1] if stored else None, item, replacing=replacing)
        if merge.outcome is Outcome.CONTRADICTED:
            return merge
        if merge.outcome is Outcome.REPLACED:
            aside = copy_aside(home, file_of(item.key))
            _tidy(aside.parent)
        latest = max([offered, stored[0]] if stored else [offered], key=lambda it: it.fetched_at)
        kept = replace(kept, origin=latest.origin)
        header = Header.of(kept, latest.fetched_at)
        if stored is None or header != stored[0]:
            write_whole(path, form.write(kept, header))
    if aside is None:
        return merge
    is_copy = merge.outcome is Outcome.REPLACED
    what = "what was stored is kept as" if is_copy else "the damaged file that was there is now"
    return replace(merge, message=f"{merge.message}; {what} {aside}", aside=aside)


def quarantine(home: Path) -> tuple[Problem, ...]:
    """
    Put damaged files aside, except those of a later layout.

    Returns:
        What was wrong with each file, and where it is now; or why it could not be read or moved.

    Raises:
        MarketDataError: If the store cannot be written at all.
    """
    with _locked(home):
        found = [_put_aside_and_say(home, file) for file in files_in(home)]
    return tuple(problem for problem in found if problem is not None)


def _put_aside_and_say(home: Path, file: Path) -> Problem | None:
    """Put a file aside if it is damaged."""
    try:
        damage = damage_in(home, file)
        if damage is None or isinstance(damage, LaterLayoutError):
            return None
        with _refusing(home / file):
            where = put_aside(home, file)
    except MarketDataError as error:
        return error.problems[0]
    problem = damaged(home / file, damage)
    message, remedy = f"{problem.message}; it was moved to {where}", "fetch or import it again"
    return replace(problem, message=message, remedy=remedy)


def _stored(
    home: Path, offered: Header, form: Form[Item], *, replacing: bool
) -> tuple[tuple[Header, Item] | None, Path | None]:
    """Read what is stored; if it is damaged, put it aside and tell where it is now."""
    file = file_of(offered.key)
    try:
        return load(home, offered.key, form), None
    except DamageError as damage:
        if not replacing:
            _check_cover(home / file, offered, damage)
        return None, put_aside(home, file)


def _check_cover(path: Path, offered: Header, damage: DamageError) -> None:
    """Refuse to put a part where a damaged file says that it held more, or to go back in layout."""
    held = damage.header
    if isinstance(damage, LaterLayoutError):
        raise MarketDataError(damaged(path, damage))
    if held is None or (offered.first <= held.first and held.last <= offered.last):
        return
    problem = damaged(path, damage)
    message = (
        f"{problem.message}; it says that it held {counted(held.rows, 'number')} from {held.first} "
        f"to {held.last}, and what is offered goes from {offered.first} to {offered.last} only"
    )
    raise MarketDataError(replace(problem, message=message, remedy=_WHOLE))


def _tidy(folder: Path) -> None:
    """Remove what killed processes left."""
    for leftover in leftovers(folder):
        with suppress(OSError):
            leftover.unlink()


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """Hold the lock of a store, which is made if it is not there."""
    lock = FileLock(home / LOCK, timeout=_PATIENCE)
    with _refusing(home):
        make_folder(home)
        try:
            lock.acquire(poll_interval=_PAUSE)
        except Timeout:
            message = f"another process has been writing to it for {_PATIENCE:g} seconds"
            remedy = "wait until that one has finished, then try again"
            raise MarketDataError(Problem(str(home), message, remedy)) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Turn what the system says into an error for the user."""
    try:
        yield
    except OSError as error:
        why = error.strerror or "input or output failed"
        message = f"cannot be written: {why}; what was stored is unchanged"
        raise MarketDataError(Problem(str(path), message, _ROOM)) from None
