import hashlib
import json
import os
import shutil
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from allocator.errors import MarketDataError
from allocator.market.store import Outcome
from allocator.market.store.header import Header
from allocator.market.store.parquet_file import series_to_bytes
from allocator.market.store.quarantine import put_aside

FILE = "series/close/+iwm+@yahoo.parquet"


def cut_in_half(content):
    return content[: len(content) // 2]


def emptied(content):
    return content[:0]


def with_a_changed_number(content):
    """A bit in the middle, where the numbers are."""
    at = len(content) // 4
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def with_another_date_of_fetching(content):
    return content.replace(b"2026-05-01T21:30:15.25", b"2026-05-02T21:30:15.25")


def as_text(content):
    return b"Date,Close\n2026-01-01,100.0\n"


DAMAGES = {
    cut_in_half: "is cut short or not a Parquet file",
    emptied: "is cut short or not a Parquet file",
    as_text: "is cut short or not a Parquet file",
    with_a_changed_number: "its content cannot be read",
    with_another_date_of_fetching: "what it says of itself is not what was written",
}


@pytest.fixture
def stored(store, series, prices, now):
    store.put(series(prices), now)
    store.put(series(prices, name="VOO"), now)
    return store


@pytest.fixture(params=DAMAGES, ids=lambda damage: damage.__name__)
def damaged(request, stored):
    """A store of which one file is damaged, and what is said of it."""
    path = stored.home / FILE
    whole = path.read_bytes()
    path.write_bytes(request.param(whole))
    assert path.read_bytes() != whole
    return stored, DAMAGES[request.param]


def test_a_damaged_file_is_refused_named_and_left_where_it_is(damaged, series, content):
    store, what = damaged
    before = content(store.home)
    for _ in range(2):
        with pytest.raises(MarketDataError, match=what) as caught:
            store.read(series([1.0]).key)
        assert caught.value.problems[0].place == str(store.home / FILE)
        assert "fetch or import it again" in caught.value.problems[0].remedy
        assert caught.value.problems == store.problems
    assert content(store.home) == before


def test_a_damaged_series_is_still_listed_and_the_others_are_read(damaged, series, prices):
    """A snapshot must fail rather than be made as if it had never been there."""
    store, _ = damaged
    keys = store.keys()
    assert [key.name for key in keys] == ["IWM", "VOO"]
    assert store.read(series(prices, name="VOO").key).digest == series(prices).digest
    assert "VOO" in {entry.key.name for entry in store.entries()}


def test_storing_the_series_again_puts_the_damaged_file_aside(damaged, series, prices, now):
    store, _ = damaged
    remains = (store.home / FILE).read_bytes()
    item = series(np.append(prices, 90.0))
    merge = store.put(item, now)

    aside = store.home / "quarantine" / "1" / FILE
    assert merge.outcome is Outcome.NEW
    assert merge.message.endswith(f"; the damaged file that was there is now {aside}")
    assert merge.aside == aside
    assert aside.read_bytes() == remains
    assert store.read(item.key).digest == item.digest
    assert store.problems == ()


def test_damaged_files_are_put_aside_on_demand_and_then_missed(damaged, series, prices, now):
    store, what = damaged
    remains = (store.home / FILE).read_bytes()
    aside = store.home / "quarantine" / "1" / FILE
    (moved,) = store.quarantine()
    assert (moved.place, moved.severity) == (str(store.home / FILE), "error")
    assert what in moved.message
    assert moved.message.endswith(f"; it was moved to {aside}")
    assert moved.remedy == "fetch or import it again"
    assert aside.read_bytes() == remains
    (kept,) = store.keys()
    assert kept.name == "VOO"

    assert store.quarantine() == ()
    (missed,) = store.problems
    assert (missed.place, missed.severity) == (str(aside), "warning")
    assert "close/IWM (yahoo) has not been stored since" in missed.message
    store.put(series(prices), now)
    assert store.problems == ()


def test_nothing_in_quarantine_is_ever_overwritten(stored, series, prices, now):
    """Three times damaged, stored again and damaged: three files, in the order they came."""
    for number in range(3):
        (stored.home / FILE).write_bytes(b"%d" % number)
        if number % 2:
            stored.quarantine()
        stored.put(series(prices), now)
    kept = sorted((stored.home / "quarantine").rglob("*.parquet"))
    assert [path.read_bytes() for path in kept] == [b"0", b"1", b"2"]


def test_what_was_put_aside_last_is_missed(stored):
    """The tenth comes after the second."""
    for number in range(11):
        (stored.home / FILE).write_bytes(b"%d" % number)
        put_aside(stored.home, Path(FILE))
    (missed,) = stored.problems
    assert missed.place == str(stored.home / "quarantine" / "11" / FILE)


def test_a_file_put_aside_is_on_disk_under_its_new_name(stored, monkeypatch):
    """And gone under the old one, before anything is stored in its place."""
    synced = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda it: (synced.append(os.fstat(it).st_ino), fsync(it)))
    aside = put_aside(stored.home, Path(FILE))
    folders = [aside.parent, (stored.home / FILE).parent]
    assert synced[-2:] == [folder.stat().st_ino for folder in folders]


def test_deleting_a_file_in_quarantine_ends_the_matter(stored):
    (stored.home / FILE).write_bytes(b"")
    stored.quarantine()
    shutil.rmtree(stored.home / "quarantine")
    assert stored.problems == ()


def test_a_file_under_another_name_is_damage(stored, series, content):
    """A copy made by hand: what it holds decides, and its name must say so."""
    (stored.home / FILE).unlink()
    shutil.copy(stored.home / FILE.replace("iwm", "voo"), stored.home / FILE)
    with pytest.raises(MarketDataError, match=r"holds close/VOO \(yahoo\), which is not what"):
        stored.read(series([1.0]).key)
    assert len(stored.problems) == 1
    assert [entry.key.name for entry in stored.entries()] == ["VOO"]


def test_a_series_among_the_tables_is_damage(store, series, prices, table, now, file_in):
    store.put(series(prices), now)
    store.put_table(table(), now)
    shutil.copy(file_in(store), file_in(store, "tables"))
    with pytest.raises(MarketDataError, match="holds a series where a table should be"):
        store.read_table(table().key)
    assert store.put_table(table(), now).outcome is Outcome.NEW


def test_a_long_name_whose_file_is_damaged_is_among_the_problems(
    store, series, prices, now, file_in
):
    """Its name is cut and its header gone, so the file is all that can be named."""
    item = series(prices, name="x" * 200)
    store.put(item, now)
    file_in(store).write_bytes(b"")
    assert (store.keys(), len(store.problems)) == ((), 1)
    store.quarantine()
    (missed,) = store.problems
    assert "xxx" in missed.message
    assert store.put(item, now).outcome is Outcome.NEW
    assert store.problems == ()


def with_wrong_numbers(item, now, shorter):
    """Right checksums, and other numbers than the header says: only the digest tells."""
    return series_to_bytes(shorter, Header.of(item, now))


def test_a_part_does_not_take_the_place_of_a_damaged_whole(stored, series, prices, now, content):
    """The header still says what was held; a refresh of the last days would lose the rest."""
    item = series(prices)
    (stored.home / FILE).write_bytes(with_wrong_numbers(item, now, series(prices[:50])))
    before = content(stored.home)
    part = series(np.append(prices[90:], 90.0), start="2026-04-01")
    with pytest.raises(MarketDataError) as caught:
        stored.put(part, now + timedelta(days=1))
    (problem,) = caught.value.problems
    assert "it held 100 numbers from 2026-01-01 to 2026-04-10" in problem.message
    assert "what is offered goes from 2026-04-01 to 2026-04-11 only" in problem.message
    assert problem.remedy.startswith("fetch or import its whole history")
    assert content(stored.home) == before

    earlier = series(prices[:99])
    with pytest.raises(MarketDataError, match="goes from 2026-01-01 to 2026-04-09 only"):
        stored.put(earlier, now)
    assert stored.put(part, now, replace=True).outcome is Outcome.NEW
    assert stored.read(part.key).digest == part.digest


def test_the_whole_takes_the_place_of_a_damaged_whole(stored, series, prices, now):
    item = series(prices)
    (stored.home / FILE).write_bytes(with_wrong_numbers(item, now, series(prices[:50])))
    assert stored.put(item, now).outcome is Outcome.NEW
    assert stored.read(item.key).digest == item.digest


@pytest.fixture
def of_a_later_layout(stored, series, prices, now, monkeypatch):
    """A store in which a later version of this program wrote one file."""
    original = Header.to_metadata

    def later(header):
        text = json.dumps(json.loads(original(header)[b"allocator"]) | {"version": 2}).encode()
        return {b"allocator": text, b"allocator.seal": hashlib.sha256(text).hexdigest().encode()}

    with monkeypatch.context() as patch:
        patch.setattr(Header, "to_metadata", later)
        item = series(prices)
        (stored.home / FILE).write_bytes(series_to_bytes(item, Header.of(item, now)))
    return stored


def test_a_file_of_a_later_layout_is_neither_read_nor_moved(
    of_a_later_layout, series, prices, now, content
):
    store, item = of_a_later_layout, series(prices)
    before = content(store.home)
    for attempt in (store.read, lambda _: store.put(item, now)):
        with pytest.raises(MarketDataError, match="is of layout 2; this program knows 1") as caught:
            attempt(item.key)
        assert "use the later version" in caught.value.problems[0].remedy
        assert "damaged" not in caught.value.problems[0].message
    assert len(store.problems) == 1
    assert store.quarantine() == ()
    assert content(store.home) == before


def test_it_is_put_aside_if_it_is_to_be_replaced(of_a_later_layout, series, prices, now):
    store, item = of_a_later_layout, series(prices)
    later = (store.home / FILE).read_bytes()
    assert store.put(item, now, replace=True).outcome is Outcome.NEW
    assert (store.home / "quarantine" / "1" / FILE).read_bytes() == later
