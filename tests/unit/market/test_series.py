"""Series and tables: what they hold is theirs, and what identifies it."""

import hashlib
import struct
from datetime import date

import numpy as np
import pandas as pd
import pytest

from allocator.market.series import Frequency, Key, Kind, Series, Table, TableKey, TableKind

KEY = Key(Kind.CLOSE, "IWM", "yahoo")
DAYS = np.array(["2020-01-02", "2020-01-03", "2020-01-06"], "M8[D]")


def series(values=(1.0, 2.0, 3.0), days=DAYS, known=None, **more):
    known = days if known is None else np.array(known, "M8[D]")
    return Series(KEY, Frequency.DAILY, days, np.array(values), known, "made up", **more)


def table(*tickers):
    key = TableKey(TableKind.HOLDINGS, "IWM", date(2020, 1, 2), "ishares")
    return Table(key, pd.DataFrame({"ticker": tickers}), "made up")


def test_what_was_given_may_change_afterwards_and_the_series_does_not():
    days, values = DAYS.copy(), np.array([1.0, 2.0, 3.0])
    made = Series(KEY, Frequency.DAILY, days, values, days, "made up")
    days[0], values[0] = np.datetime64("1999-01-01"), 9.0
    assert (str(made.days[0]), made.values[0], str(made.known[0])) == (
        "2020-01-02",
        1,
        "2020-01-02",
    )
    for array in (made.days, made.values, made.known):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[1]


@pytest.mark.parametrize("short", ["values", "known"])
def test_arrays_of_other_lengths_are_a_programming_error(short):
    with pytest.raises(ValueError, match=r"close/IWM \(yahoo\): days, values and known"):
        series(**{short: DAYS[:2].astype("f8") if short == "values" else DAYS[:2]})


def test_the_digest_is_what_its_description_says():
    """Computed here from the description, not by the code under test."""
    made = series(known=["2020-01-03", "2020-01-03", "2020-01-07"])
    days = [18263, 18264, 18267]
    content = struct.pack("<3q3d3q", *days, 1.0, 2.0, 3.0, 18264, 18264, 18268)
    assert made.digest == hashlib.sha256(content).hexdigest()


def test_whatever_differs_in_content_differs_in_digest():
    others = [
        series((1.0, 2.0, np.nextafter(3.0, 4.0))),
        series((-0.0, 2.0, 3.0)),
        series((0.0, 2.0, 3.0)),
        series(days=DAYS + 1),
        series(known=DAYS + 1),
    ]
    assert len({each.digest for each in [series(), *others]}) == 6


def test_only_what_was_public_is_known_on_a_day():
    """Neither what is dated later nor what was published later."""
    made = series(known=["2020-01-02", "2020-01-08", "2020-01-06"])
    for day, values in (("2020-01-01", []), ("2020-01-06", [1, 3]), ("2020-01-08", [1, 2, 3])):
        assert made.until(date.fromisoformat(day)).values.tolist() == values
    assert made.since(date(2020, 1, 3)).values.tolist() == [2, 3]


def test_order_is_told_and_not_made():
    turned = series(days=DAYS[::-1])
    assert not turned.is_ordered
    assert not series(days=DAYS[[0, 1, 1]]).is_ordered
    assert series().is_ordered
    assert (turned.first, turned.last) == (date(2020, 1, 2), date(2020, 1, 6))
    assert turned.to_pandas().index[0] == pd.Timestamp("2020-01-06")


def test_missing_numbers_of_pandas_are_no_rows():
    given = pd.Series([1.0, np.nan, 3.0], pd.DatetimeIndex(DAYS.astype("M8[ns]")))
    made = Series.of(KEY, Frequency.DAILY, given, "made up")
    assert made.values.tolist() == [1, 3]
    assert (made.days == DAYS[[0, 2]]).all()
    assert (made.known == made.days).all()


def test_a_table_is_its_own_and_told_by_its_lines():
    lines = pd.DataFrame({"ticker": ["A", "B"]})
    made = Table(table().key, lines, "made up")
    lines.loc[0, "ticker"] = "C"
    assert made.lines["ticker"].tolist() == ["A", "B"]
    assert made.digest == table("A", "B").digest == hashlib.sha256(b"ticker\nA\nB\n").hexdigest()
    assert made.digest != table("B", "A").digest


def test_keys_read_as_people_write_them():
    assert str(KEY) == "close/IWM (yahoo)"
    assert str(table().key) == "holdings/IWM of 2020-01-02 (ishares)"
