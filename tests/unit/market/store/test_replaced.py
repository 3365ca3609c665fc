"""What takes the place of something leaves a copy of it behind, whatever happens on the way."""

import shutil
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from allocator.errors import MarketDataError
from allocator.market.store import Outcome, quarantine, writing

TABLE_KEPT = "replaced/tables/holdings/+iwv+@2026-04-30@ishares."


@pytest.fixture
def stored(store, series, prices, now, file_in):
    """A store with a series, and the bytes of its file."""
    store.put(series(prices), now)
    return store, file_in(store).read_bytes()


def copies(store):
    return sorted((store.home / "replaced").rglob("*.parquet"))


def test_a_series_that_is_replaced_is_kept_to_the_bit(stored, series, prices, now):
    store, before = stored
    shorter = series(prices[90:] * 1.1, start="2026-04-01")
    merge = store.put(shorter, now + timedelta(days=1), replace=True)
    assert merge.outcome is Outcome.REPLACED
    assert copies(store) == [merge.aside]
    assert merge.aside.read_bytes() == before
    assert merge.aside.parent == store.home / "replaced" / "series" / "close"
    assert "90 stored days dropped" in merge.message
    assert merge.message.endswith(f"; what was stored is kept as {merge.aside}")
    assert store.read(shorter.key).digest == shorter.digest


def test_a_table_that_is_replaced_is_kept_to_the_bit(store, table, now, file_in):
    store.put_table(table(), now)
    before = file_in(store, "tables").read_bytes()
    merge = store.put_table(table(5.5, 0.25, 1 / 3), now, replace=True)
    assert copies(store) == [merge.aside]
    assert merge.aside.relative_to(store.home).as_posix().startswith(TABLE_KEPT)
    assert merge.aside.read_bytes() == before
    assert str(merge.aside) in merge.message


def test_a_copy_is_neither_data_nor_damage(stored, series, prices, now):
    store, _ = stored
    aside = store.put(series(prices * 1.1), now, replace=True).aside
    assert (len(store.keys()), len(store.entries())) == (1, 1)
    assert (store.problems, store.quarantine()) == ((), ())
    aside.write_bytes(b"")
    assert (store.problems, store.quarantine()) == ((), ())


def test_a_copy_put_back_is_what_was_stored(stored, series, prices, now, file_in):
    store, _ = stored
    aside = store.put(series(prices * 1.1), now, replace=True).aside
    (file,) = (store.home / "series").rglob("*.parquet")
    shutil.copy(aside, file)
    assert store.read(series(prices).key).digest == series(prices).digest
    assert store.problems == ()


def test_nothing_is_copied_where_nothing_is_contradicted(stored, series, prices, now):
    store, _ = stored
    outcomes = [
        store.put(item, now, replace=True).outcome
        for item in (
            series(prices[50:] * (1 + 1e-7), start="2026-02-20"),
            series(np.append(prices, 90.0)),
            series(np.append(prices, 90.0) / 2),
            series(prices, name="VOO"),
        )
    ]
    assert outcomes == [Outcome.SAME, Outcome.EXTENDED, Outcome.READJUSTED, Outcome.NEW]
    assert copies(store) == []


def test_every_state_that_was_replaced_is_kept(stored, series, prices, now):
    """Three times another, and once more what was there before: that copy is there already."""
    store, _ = stored
    others = [series(prices * factor) for factor in (1.1, 1.2, 1, 1.1)]
    kept = [store.put(other, now, replace=True).aside for other in others]
    assert len(set(kept)) == 3
    assert copies(store) == sorted(set(kept))


@pytest.mark.parametrize(("module", "is_kept"), [(quarantine, False), (writing, True)])
def test_a_full_disk_leaves_what_was_stored(
    stored, series, prices, now, file_in, monkeypatch, module, is_kept
):
    """The copy cannot be written; the copy can, and what takes the place cannot."""
    store, before = stored

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "write_whole", full)
    with pytest.raises(MarketDataError, match="No space left on device"):
        store.put(series(prices * 1.1), now, replace=True)
    assert file_in(store).read_bytes() == before
    assert [path.read_bytes() for path in copies(store)] == [before] * is_kept


@pytest.mark.parametrize("step", [0, 1])
def test_whenever_it_is_killed_the_old_numbers_are_there(
    stored, series, prices, now, file_in, monkeypatch, step
):
    """At the first file that gets its name, the copy; at the second, what takes the place."""
    store, before = stored
    names = []
    replace = Path.replace

    def die(path, target):
        names.append(target)
        if len(names) > step:
            raise KeyboardInterrupt
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", die)
        with pytest.raises(KeyboardInterrupt):
            store.put(series(prices * 1.1), now, replace=True)
    assert file_in(store).read_bytes() == before
    assert [path.read_bytes() for path in copies(store)] == [before] * step
    merge = store.put(series(prices * 1.1), now, replace=True)
    assert copies(store) == [merge.aside]
    assert merge.aside.read_bytes() == before


def test_what_a_killed_process_left_beside_the_copies_is_removed(stored, series, prices, now):
    store, _ = stored
    left = store.home / "replaced" / "series" / "close" / ".allocator-0123456789abcdef.tmp"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    store.put(series(prices * 1.1), now, replace=True)
    assert not left.exists()
