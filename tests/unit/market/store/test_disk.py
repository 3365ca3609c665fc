"""What the system refuses: room, permissions, the lock. What was stored must not change."""

import errno
import os
import resource
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from allocator.errors import MarketDataError
from allocator.market.store import Outcome, Store, writing

NOBODY = 65534


@contextmanager
def room_for(size):
    """Let no file grow beyond a size: writing the rest fails as on a full disk, half-way."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def without_privileges():
    """Be nobody for a while, if we are the superuser: to that one no folder is read-only."""
    if os.geteuid():
        yield
        return
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


@pytest.fixture
def read_only(series, prices, table, now):
    """A store with a series and a table that may be read, and not written by us."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        store = Store(Path(folder) / "home")
        store.put(series(prices), now)
        store.put_table(table(), now)
        store.quarantine()
        everything = [store.home, *store.home.rglob("*")]
        for path in everything:
            path.chmod(0o555 if path.is_dir() else 0o444)
        with without_privileges():
            yield store
        for path in everything:
            path.chmod(0o755)


@pytest.mark.parametrize("size", [0, 1, 500])
def test_a_full_disk_leaves_the_store_as_it_was(store, series, prices, table, now, content, size):
    store.put(series(prices), now)
    store.put_table(table(), now)
    before = content(store.home)
    longer = series(np.append(prices, 90.0))
    for put in (
        lambda: store.put(longer, now),
        lambda: store.put(series(prices * 2), now, replace=True),
        lambda: store.put(series(prices, name="VOO"), now),
        lambda: store.put_table(table(1.0, 2.0, 3.0), now, replace=True),
    ):
        with room_for(size), pytest.raises(MarketDataError) as caught:
            put()
        (problem,) = caught.value.problems
        assert problem.place.startswith(str(store.home))
        assert problem.message == "cannot be written: File too large; what was stored is unchanged"
        assert "make room" in problem.remedy
        assert content(store.home) == before
    assert store.put(longer, now).outcome is Outcome.EXTENDED


@pytest.mark.parametrize("step", ["fsync", "replace", "mkdir"])
def test_a_write_that_fails_at_any_step_leaves_the_store_as_it_was(
    store, series, prices, now, content, monkeypatch, step
):
    def fail(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    store.put(series(prices), now)
    before = content(store.home)
    with monkeypatch.context() as patch:
        patch.setattr(os, step, fail)
        with pytest.raises(MarketDataError, match="cannot be written: No space left on device"):
            store.put(series(prices, name="VOO", kind="adjusted"), now)
    assert content(store.home) == before


def test_a_read_only_store_is_read(read_only, series, prices, table):
    assert read_only.read(series(prices).key).digest == series(prices).digest
    assert read_only.read_table(table().key).digest == table().digest
    assert len(read_only.entries()) == 2
    assert (read_only.problems, read_only.quarantine()) == ((), ())


def test_a_read_only_store_is_not_written(read_only, series, prices, now, content):
    before = content(read_only.home)
    for item in (series(np.append(prices, 90.0)), series(prices, name="VOO")):
        with pytest.raises(MarketDataError) as caught:
            read_only.put(item, now)
        (problem,) = caught.value.problems
        assert (
            problem.message == "cannot be written: Permission denied; what was stored is unchanged"
        )
        assert problem.remedy.endswith("or choose another folder with --home")
    assert content(read_only.home) == before


def test_what_is_damaged_in_a_read_only_store_is_reported_and_not_moved(
    series, prices, now, content
):
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        store = Store(Path(folder) / "home")
        store.put(series(prices), now)
        (path,) = (store.home / "series").rglob("*.parquet")
        path.write_bytes(b"")
        (store.home / "lock").unlink()
        store.home.chmod(0o555)
        with without_privileges():
            before = content(store.home)
            damage, why = store.quarantine()
            assert content(store.home) == before
        store.home.chmod(0o755)
    assert damage.place == str(path)
    assert "is damaged" in damage.message
    assert "cannot be written: Permission denied" in why.message


def test_what_may_not_be_read_is_no_damage(series, prices, now):
    """Nothing is moved because of permissions, and no folder that is closed to us is empty."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        with without_privileges():
            store = Store(Path(folder) / "home")
            store.put(series(prices), now)
            (path,) = (store.home / "series").rglob("*.parquet")
            for closed, mode in ((path, 0o644), (path.parent, 0o755)):
                closed.chmod(0)
                (problem,) = store.problems
                assert problem.message == "cannot be read: Permission denied"
                for attempt in (store.read, lambda _: store.put(series(prices), now)):
                    with pytest.raises(MarketDataError, match="Permission denied"):
                        attempt(series(prices).key)
                closed.chmod(mode)
            path.parent.chmod(0)
            for attempt in (store.keys, store.entries, store.quarantine):
                with pytest.raises(MarketDataError, match="cannot be read: Permission denied"):
                    attempt()
            path.parent.chmod(0o755)
            path.chmod(0)
            (problem,) = store.quarantine()
            assert problem.message == "cannot be read: Permission denied"
            path.chmod(0o644)
            assert store.problems == ()


def test_a_home_that_is_a_file_is_refused(store, series, now):
    store.home.write_text("mine")
    for attempt in (store.keys, store.entries, lambda: store.put(series([1.0]), now)):
        with pytest.raises(
            MarketDataError, match=r"cannot be (read|written): (Not a dir|File exists)"
        ):
            attempt()
    assert store.problems[0].message == "cannot be read: Not a directory"
    assert store.home.read_text() == "mine"


def test_a_lock_that_is_not_given_up_is_waited_for_and_then_said(
    store, series, prices, now, content, monkeypatch
):
    store.put(series(prices), now)
    before = content(store.home)
    monkeypatch.setattr(writing, "_PATIENCE", 0.05)
    with FileLock(store.home / "lock"), pytest.raises(MarketDataError) as caught:
        store.put(series(np.append(prices, 90.0)), now)
    (problem,) = caught.value.problems
    assert problem.place == str(store.home)
    assert problem.message == "another process has been writing to it for 0.05 seconds"
    assert content(store.home) == before
    assert store.put(series(np.append(prices, 90.0)), now).outcome is Outcome.EXTENDED


def test_a_store_is_read_while_it_is_written(store, series, prices, now):
    store.put(series(prices), now)
    with FileLock(store.home / "lock"):
        assert store.read(series(prices).key).digest == series(prices).digest
        assert (len(store.entries()), store.problems) == (1, ())


def test_the_lock_is_given_up_whatever_happens(store, series, prices, now, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(writing, "write_whole", stop)
        with pytest.raises(KeyboardInterrupt):
            store.put(series(prices), now)
    monkeypatch.setattr(writing, "_PATIENCE", 0.05)
    assert store.put(series(prices), now).outcome is Outcome.NEW


def test_what_a_killed_process_left_is_removed_by_the_next_that_writes_there(
    store, series, prices, now, content
):
    store.put(series(prices), now)
    left = store.home / "series" / "close" / ".allocator-0123456789abcdef.tmp"
    left.write_bytes(b"half")
    (left.parent / ".allocator-notes.txt").touch()
    assert (len(store.keys()), store.problems, store.quarantine()) == (1, (), ())
    assert left.exists()
    store.put(series(prices, name="VOO"), now)
    assert not left.exists()
    assert (left.parent / ".allocator-notes.txt").exists()


def test_a_replaced_file_keeps_its_permissions(store, series, prices, now, file_in):
    store.put(series(prices), now)
    file_in(store).chmod(0o640)
    store.put(series(np.append(prices, 90.0)), now)
    assert stat.S_IMODE(file_in(store).stat().st_mode) == 0o640
