import tempfile
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from allocator.errors import MarketDataError
from allocator.market.series import Frequency, Kind
from allocator.market.store import Outcome, Store


@contextmanager
def a_store():
    """Open a store of its own for an example of a property."""
    with tempfile.TemporaryDirectory() as folder:
        yield Store(Path(folder) / "home")


def test_a_folder_that_is_not_there_is_empty_and_stays_so(store, series, table):
    assert store.place == str(store.home)
    assert (store.keys(), store.table_keys(), store.entries()) == ((), (), ())
    assert (store.problems, store.quarantine()) == ((), ())
    with pytest.raises(MarketDataError, match=r"home: does not hold close/IWM \(yahoo\)"):
        store.read(series([1.0]).key)
    with pytest.raises(MarketDataError, match="fetch it, or import it from a file"):
        store.read_table(table().key)
    assert not store.home.exists()


def test_what_is_put_in_is_read_back(store, series, prices, now):
    item = series(prices, Kind.RATE, known=np.arange(100) + np.datetime64("2026-01-02"))
    merge = store.put(item, now)
    found = store.read(item.key)
    assert (merge.outcome, merge.added) == (Outcome.NEW, 100)
    assert (found.digest, found.frequency, found.origin) == (item.digest, item.frequency, "made up")
    assert Store(store.home).keys() == (item.key,)


def test_series_that_differ_in_any_part_of_the_key_are_kept_apart(store, series, now):
    base = series([1.0])
    items = [
        base,
        replace(base, key=replace(base.key, name="iwm"), values=np.array([2.0])),
        replace(base, key=replace(base.key, source="stooq"), values=np.array([3.0])),
        replace(base, key=replace(base.key, kind=Kind.ADJUSTED), values=np.array([4.0])),
        replace(base, key=replace(base.key, name="x" * 300), values=np.array([5.0])),
        replace(base, key=replace(base.key, name="x" * 299 + "y"), values=np.array([6.0])),
        replace(base, key=replace(base.key, name="^RUT <= 0/CON"), values=np.array([7.0])),
    ]
    for item in items:
        assert store.put(item, now).outcome is Outcome.NEW
    assert store.keys() == tuple(sorted(item.key for item in items))
    assert [store.read(item.key).values[0] for item in items] == [1, 2, 3, 4, 5, 6, 7]
    assert store.problems == ()


def test_reading_leaves_no_trace(store, series, prices, table, now, content):
    store.put(series(prices), now)
    store.put_table(table(), now)
    before = content(store.home), sorted(store.home.rglob("*"))
    (store.home / "lock").unlink()
    store.read(series(prices).key)
    store.read_table(table().key)
    assert (len(store.keys()), len(store.table_keys()), len(store.entries())) == (1, 1, 2)
    assert (store.problems, store.quarantine()) == ((), ())
    assert content(store.home) == before[0]
    assert not (store.home / "lock").exists()


def test_entries_say_what_is_stored(store, series, prices, table, now):
    rates = series([5.25, 5.5, 5.0], Kind.RATE, name="DFF", start="2026-04-28")
    store.put(rates, now)
    store.put(series(prices, Kind.ADJUSTED), now)
    store.put_table(table(), now)
    adjusted, rate, holdings = store.entries()
    assert [entry.key for entry in (adjusted, rate)] == list(store.keys())
    assert (rate.key, rate.frequency, rate.rows) == (rates.key, Frequency.DAILY, 3)
    assert (rate.first, rate.last) == (date(2026, 4, 28), date(2026, 4, 30))
    assert (rate.fetched_at, rate.origin, rate.digest) == (now, "made up", rates.digest)
    assert (holdings.key, holdings.frequency, holdings.rows) == (table().key, None, 3)
    assert (holdings.first, holdings.digest) == (date(2026, 4, 30), table().digest)


def test_the_same_again_writes_nothing(store, series, prices, table, now, content):
    store.put(series(prices), now)
    store.put_table(table(), now)
    files = sorted(store.home.rglob("*.parquet"))
    before = content(store.home), [path.stat().st_ino for path in files]
    assert store.put(series(prices), now).outcome is Outcome.SAME
    assert store.put_table(table(), now).outcome is Outcome.SAME
    assert (content(store.home), [path.stat().st_ino for path in files]) == before


def test_the_latest_fetch_is_told_of_whatever_order_they_come_in(store, series, prices, now):
    later = replace(series(prices[:50]), origin="another file")
    for item, when, expected in (
        (series(prices), now, (now, "made up")),
        (later, now + timedelta(days=1), (now + timedelta(days=1), "another file")),
        (series(np.append(prices, 90.0)), now, (now + timedelta(days=1), "another file")),
    ):
        store.put(item, when)
        (entry,) = store.entries()
        assert (entry.fetched_at, entry.origin) == expected
        assert store.read(item.key).origin == expected[1]
    assert entry.rows == 101


def test_a_contradiction_changes_no_byte(store, series, prices, now, content):
    store.put(series(prices), now)
    before = content(store.home)
    merge = store.put(series(prices * 1.01), now + timedelta(days=1))
    assert merge.outcome is Outcome.CONTRADICTED
    assert content(store.home) == before


def test_what_is_extended_readjusted_or_replaced_is_on_disk(store, series, prices, now):
    adjusted = [series(values, Kind.ADJUSTED) for values in (prices[:90], prices, prices * 0.99)]
    outcomes = []
    for item in adjusted:
        outcomes.append(store.put(item, now).outcome)
        assert store.read(item.key).digest == item.digest
    other = series(prices[5:50] * 1.3, Kind.ADJUSTED, start="2026-01-06")
    outcomes.append(store.put(other, now, replace=True).outcome)
    assert store.read(other.key).digest == other.digest
    assert outcomes == [Outcome.NEW, Outcome.EXTENDED, Outcome.READJUSTED, Outcome.REPLACED]


def test_only_when_it_became_known_may_be_all_that_changes(store, series, now):
    store.put(series([1.0], Kind.RATE), now)
    later = series([1.0], Kind.RATE, known=["2026-01-02"])
    assert store.put(later, now).outcome is Outcome.SAME
    assert store.read(later.key).digest == later.digest


@given(parts=st.lists(st.tuples(st.integers(0, 60), st.integers(10, 40)), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_parts_put_in_one_after_another_are_the_whole(series, prices, now, parts):
    """A total return needs no common days; whatever part is put again changes no byte."""
    whole = series(prices, Kind.TOTAL_RETURN)
    with a_store() as store:
        held = np.zeros(100, dtype=bool)
        for start, count in parts:
            flags = np.isin(np.arange(100), np.arange(start, start + count))
            if _leaves_a_hole(held, flags):
                continue
            held |= flags
            store.put(whole.where(flags), now)
            assert store.put(whole.where(flags), now).outcome is Outcome.SAME
            assert store.read(whole.key).digest == whole.where(held).digest


def _leaves_a_hole(held, flags):
    """No part here has holes, so none can lack a stored day that it spans."""
    spanned = np.flatnonzero(flags)
    return bool((held & ~flags)[spanned[0] : spanned[-1] + 1].any())


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_whatever_comes_the_store_holds_what_it_said_it_would(series, prices, now, content, seed):
    """Random fetches: parts, noise, restated and readjusted ones, with and without replacing."""
    rng = np.random.default_rng(seed)
    kept = None
    with a_store() as store:
        for _ in range(8):
            item = _fetched(rng, series, prices)
            before = content(store.home)
            merge = store.put(item, now, replace=bool(rng.random() < 0.2))
            found = store.read(item.key)
            if merge.outcome is Outcome.CONTRADICTED:
                assert content(store.home) == before
            elif merge.outcome in {Outcome.NEW, Outcome.READJUSTED, Outcome.REPLACED}:
                assert found.digest == item.digest
            else:
                rows = np.isin(found.days, kept.days)
                assert found.where(rows).digest == kept.digest
                assert set(found.days) == set(kept.days) | set(item.days)
            kept = found
            assert store.problems == ()


def _fetched(rng, series, prices):
    """Fetch a part of the prices, as good or as bad as it comes."""
    values = prices.copy()
    what = rng.choice(["plain", "plain", "noisy", "restated", "readjusted"])
    if what == "noisy":
        values *= 1 + 4e-7 * np.cos(np.arange(100))
    elif what == "restated":
        values[rng.integers(100)] *= 1.01
    elif what == "readjusted":
        values *= rng.choice([0.99, 0.5])
    low, high = rng.choice([(0, 100), (0, 90), (30, 100), (20, 70)]).tolist()
    start = np.datetime64("2026-01-01") + low
    return series(values[low:high], Kind.ADJUSTED, start=start)


def test_a_table_is_read_back(store, table, now):
    assert store.put_table(table(), now).message == "3 lines"
    found = store.read_table(table().key)
    assert (found.key, found.origin, found.digest) == (table().key, "made up", table().digest)
    assert_frame_equal(found.lines, table().lines, check_exact=True)
    assert store.table_keys() == (table().key,)


def test_another_table_of_the_day_is_a_contradiction(store, table, now, content):
    store.put_table(table(), now)
    before = content(store.home)
    merge = store.put_table(table(5.5, 0.25, 1 / 3), now + timedelta(days=1))
    assert (merge.outcome, merge.added) == (Outcome.CONTRADICTED, 0)
    assert merge.message == (
        '1 of 3 stored lines are not in the other, the first \'NA,"Nano ""Labs""",-0.0,\'; '
        '1 of 3 offered lines are not in the other, the first \'NA,"Nano ""Labs""",0.25,\'; '
        "nothing was written: if the new lines are right, fetch or import them again with --replace"
    )
    assert content(store.home) == before


def test_a_table_may_be_replaced(store, table, now):
    store.put_table(table(), now)
    other = table(5.5, 0.25, 1 / 3)
    merge = store.put_table(other, now, replace=True)
    assert (merge.outcome, merge.added) == (Outcome.REPLACED, 1)
    assert merge.message.startswith("took the place of what was stored; 1 of 3 stored lines")
    assert store.read_table(other.key).digest == other.digest
    assert store.put_table(other, now, replace=True).outcome is Outcome.SAME


def test_other_columns_or_another_order_are_said(store, table, now):
    store.put_table(table(), now)
    fewer = replace(table(), lines=table().lines.drop(columns="price"))
    message = store.put_table(fewer, now).message
    assert message.startswith(
        "its columns are ticker, name, weight and not ticker, name, weight, price;"
    )
    turned = replace(table(), lines=table().lines[::-1])
    assert store.put_table(turned, now).message.startswith("its lines are in another order;")


def test_the_numbering_of_lines_is_no_part_of_a_table(store, table, now):
    numbered = replace(table(), lines=table().lines.set_axis([7, 8, 9]))
    store.put_table(numbered, now)
    assert store.read_table(numbered.key).lines.index.equals(pd.RangeIndex(3))
    assert store.put_table(table(), now).outcome is Outcome.SAME


def test_files_of_the_user_are_left_alone(store, series, prices, now, content):
    store.put(series(prices), now)
    for name in (
        "notes.txt",
        "series/notes.txt",
        "series/close/notes.txt",
        "series/mine/x.parquet",
    ):
        path = store.home / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine")
    (store.home / "series/close/folder.parquet").mkdir()
    before = content(store.home)
    store.put(series(np.append(prices, 90.0)), now)
    store.quarantine()
    after = content(store.home)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"series/close/+iwm+@yahoo.parquet"}
    assert set(before) == set(after)
    assert len(store.keys()) == 1


def test_a_parquet_file_of_the_user_is_not_mistaken_for_data(store, series, prices, now, file_in):
    store.put(series(prices), now)
    copy = file_in(store).with_name("+iwm+@yahoo (1).parquet")
    copy.write_bytes(file_in(store).read_bytes())
    (problem,) = store.problems
    assert problem.place == str(copy)
    assert (problem.severity, problem.message) == (
        "warning",
        "is not named as the store names its files, and is not read",
    )
    assert len(store.keys()) == len(store.entries()) == 1
    (store.home / "lock").unlink()
    assert store.quarantine() == ()
    assert not (store.home / "lock").exists()
    copy.with_name("+iwm+@yahoo.parquet").write_bytes(b"")
    assert len(store.quarantine()) == 1
    assert copy.exists()
