from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pandas.testing import assert_frame_equal

from allocator.market.series import Kind
from allocator.market.store.header import DamageError, Header
from allocator.market.store.parquet_file import (
    series_from_bytes,
    series_to_bytes,
    table_from_bytes,
    table_to_bytes,
)

finite = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([0.0, -0.0, 5e-324])


@settings(deadline=None)
@given(values=arrays("f8", st.integers(1, 50), elements=finite), first=st.integers(-60000, 80000))
def test_a_series_comes_back_bit_for_bit(series, now, values, first):
    """Minus zero, the smallest and the largest floats, days before 1970; also when public."""
    days = np.arange(first, first + len(values)).astype("M8[D]")
    item = series(values, Kind.RETURN, days=days, known=days + 3)
    header, read = series_from_bytes(series_to_bytes(item, Header.of(item, now)))

    assert header == Header.of(item, now)
    assert (read.key, read.frequency, read.origin) == (item.key, item.frequency, item.origin)
    for name in ("days", "values", "known"):
        given_array, array = getattr(item, name), getattr(read, name)
        assert (array.dtype, array.tobytes()) == (given_array.dtype, given_array.tobytes())


def test_a_table_comes_back_with_its_na_its_nan_and_its_odd_text(table, now):
    item = table()
    header, read = table_from_bytes(table_to_bytes(item, Header.of(item, now)))

    assert header == Header.of(item, now)
    assert (read.key, read.origin) == (item.key, item.origin)
    assert_frame_equal(read.lines, item.lines, check_exact=True)
    assert np.signbit(read.lines["weight"][1])


def test_any_other_program_can_read_the_numbers(series, now, tmp_path):
    """Dates as dates, numbers as doubles, and the header in words."""
    item = series([1.5, 2.5], start="2025-12-31", known=["2026-01-01", "2026-01-02"])
    (tmp_path / "file").write_bytes(series_to_bytes(item, Header.of(item, now)))
    table = pq.read_table(tmp_path / "file")

    assert [str(day) for day in table["day"].to_pylist()] == ["2025-12-31", "2026-01-01"]
    assert [str(day) for day in table["known"].to_pylist()] == ["2026-01-01", "2026-01-02"]
    assert table["value"].to_pylist() == [1.5, 2.5]
    assert (
        b'"fetched_at": "2026-05-01T21:30:15.250000+00:00"' in table.schema.metadata[b"allocator"]
    )


@pytest.mark.parametrize("seed", range(4))
def test_whatever_bytes_change_is_noticed_or_changes_nothing(series, table, prices, now, seed):
    """Two thousand damaged files of each kind: a flipped bit, a few of them, or a part cut off."""
    rng = np.random.default_rng(seed)
    item, other = series(prices), table()
    for content, read, expected in (
        (series_to_bytes(item, Header.of(item, now)), series_from_bytes, item),
        (table_to_bytes(other, Header.of(other, now)), table_from_bytes, other),
    ):
        found = [_read_or_none(read, _damaged(content, rng)) for _ in range(500)]
        assert found.count(None) > 400
        for header, unharmed in filter(None, found):
            assert header == Header.of(expected, now)
            assert Header.of(unharmed, now) == header


def _read_or_none(read, content):
    """Read a file; None if it says that it is damaged, which is the only error there may be."""
    try:
        return read(content)
    except DamageError:
        return None


def _damaged(content, rng):
    """Damage content in one of three ways."""
    if rng.random() < 1 / 3:
        return content[: rng.integers(len(content))]
    changed = bytearray(content)
    for _ in range(rng.choice([1, 1, 4])):
        changed[rng.integers(len(changed))] ^= 1 << int(rng.integers(8))
    return bytes(changed)


def test_a_series_is_not_a_table(series, table, prices, now):
    item, other = series(prices), table()
    with pytest.raises(DamageError, match="holds a series where a table should be"):
        table_from_bytes(series_to_bytes(item, Header.of(item, now)))
    with pytest.raises(DamageError, match="holds a table where a series should be"):
        series_from_bytes(table_to_bytes(other, Header.of(other, now)))


def test_numbers_under_the_header_of_others_are_noticed(series, prices, now):
    """All checksums are right, and yet this is not what was written."""
    item, other = series(prices), series(prices * 1.01)
    with pytest.raises(DamageError, match="the digests differ") as caught:
        series_from_bytes(series_to_bytes(other, Header.of(item, now)))
    assert caught.value.header == Header.of(item, now)


def test_columns_of_other_names_are_noticed(series, table, now):
    item, other = series([1.0, 2.0]), table()
    with pytest.raises(DamageError, match="has other columns"):
        series_from_bytes(table_to_bytes(other, Header.of(item, now)))


def test_a_later_origin_or_time_is_part_of_the_header(series, prices, now):
    item = series(prices)
    header = Header.of(item, now)
    assert Header.of(replace(item, origin="elsewhere"), now) != header
    assert Header.of(item, now.replace(microsecond=1)) != header
