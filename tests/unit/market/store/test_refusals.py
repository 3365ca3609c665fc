from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from allocator.errors import MarketDataError
from allocator.market.series import PRICES, Kind

UNSIGNED = sorted({*PRICES, Kind.SPLIT, Kind.VOLUME})
SIGNED = sorted(set(Kind) - set(UNSIGNED))


@pytest.fixture
def refusal(store, now):
    """Put something into an empty store, and give the problems; nothing must be written."""

    def refuse(item):
        put = store.put_table if hasattr(item, "lines") else store.put
        with pytest.raises(MarketDataError) as caught:
            put(item, now, replace=True)
        assert not store.home.exists()
        for problem in caught.value.problems:
            assert problem.place == f"{item.key} from made up"
            assert problem.remedy.startswith("nothing was stored; ")
        return [problem.message for problem in caught.value.problems]

    return refuse


def test_an_empty_series_is_refused(refusal, series):
    assert refusal(series([])) == ["has no numbers"]


def test_unordered_days_are_refused(refusal, series):
    item = series([1.0, 2.0, 3.0], days=["2026-01-03", "2026-01-02", "2026-01-04"])
    assert refusal(item) == [
        "1 of 3 numbers are of an earlier day than the one above it, first 2 of 2026-01-02 in row 2"
    ]


def test_a_day_that_comes_twice_is_refused(refusal, series):
    item = series([1.0, 2.0, 3.0], days=["2026-01-01", "2026-01-02", "2026-01-02"])
    assert refusal(item) == [
        "1 of 3 numbers are of the day above it again, first 3 of 2026-01-02 in row 3"
    ]


@pytest.mark.parametrize(
    ("values", "days", "remedy"),
    [
        ([1.0, 2.0], [2, 1], "sort the rows by day, oldest first"),
        ([1.0, 1.0], [2, 2], "remove the second row of each such day, which says the same"),
        (
            [1.0, 1.0, 2.0, 2.5],
            [1, 1, 2, 2],
            "remove the wrong row of each such day: 2026-01-02 has 2 and 2.5",
        ),
        ([1.0, np.inf], [1, 2], "correct the file, or fetch the data again"),
    ],
)
def test_the_way_out_is_exact(store, series, now, values, days, remedy):
    with pytest.raises(MarketDataError) as caught:
        store.put(series(values, days=[f"2026-01-0{day}" for day in days]), now)
    assert [problem.remedy for problem in caught.value.problems] == [
        f"nothing was stored; {remedy}"
    ]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("kind", [Kind.RATE, Kind.DISTRIBUTION])
def test_a_number_that_is_not_finite_is_refused(refusal, series, kind, value):
    assert refusal(series([1.0, value, 2.0], kind)) == [
        f"1 of 3 numbers are not finite, first {value} of 2026-01-02 in row 2"
    ]


@pytest.mark.parametrize("value", [0.0, -0.0, -1.0])
@pytest.mark.parametrize("kind", UNSIGNED)
def test_prices_splits_and_volumes_are_positive(refusal, series, kind, value):
    assert refusal(series([1.0, value], kind)) == [
        f"1 of 2 numbers are not positive, first {value:g} of 2026-01-02 in row 2"
    ]


@pytest.mark.parametrize("kind", SIGNED)
def test_rates_returns_and_the_like_may_be_negative(store, series, now, kind):
    item = series([1.0, 0.0, -1.0], kind)
    store.put(item, now)
    assert store.read(item.key).digest == item.digest


def test_a_number_known_before_its_day_is_refused(refusal, series):
    item = series([1.0, 2.0], Kind.RATE, known=["2026-01-01", "2026-01-01"])
    assert refusal(item) == [
        "1 of 2 numbers are dated as public before its day, first 2 of 2026-01-02 in row 2"
    ]


@pytest.mark.parametrize("day", ["1799-12-31", "2200-01-01", "NaT"])
@pytest.mark.parametrize("which", ["days", "known"])
def test_days_that_no_market_has_are_refused(refusal, series, which, day):
    dates = {"days": ["1990-01-01", "1990-01-02"], "known": ["1990-01-01", "1990-01-02"]}
    dates[which] = [day, "1990-01-02"] if day < "18" else ["1990-01-01", day]
    messages = refusal(series([1.0, 2.0], Kind.RATE, **dates))
    assert any("of no day, or of one outside the years 1800 to 2199" in it for it in messages)


def test_the_first_and_the_last_day_of_markets_are_taken(store, series, now):
    item = series([1.0, 2.0], Kind.RATE, days=["1800-01-01", "2199-12-31"])
    store.put(item, now)
    (entry,) = store.entries()
    assert (str(entry.first), str(entry.last)) == ("1800-01-01", "2199-12-31")


def test_all_that_is_wrong_is_said_at_once(refusal, series):
    item = series([1.0, -2.0, np.nan], days=["2026-01-01", "2026-01-01", "2025-01-01"])
    assert len(refusal(item)) == 4


def test_an_empty_table_is_refused(refusal, table):
    assert refusal(replace(table(), lines=table().lines[:0])) == ["has no lines"]


@pytest.mark.parametrize("names", [["a", "b", "b", "c"], ["a", "b", "c", 4]])
def test_columns_without_a_name_of_their_own_are_refused(refusal, table, names):
    lines = table().lines.set_axis(names, axis="columns")
    assert refusal(replace(table(), lines=lines)) == ["has columns without a name of their own"]


@pytest.mark.parametrize(
    "column",
    [["A", None, "B"], ["A", np.nan, "B"], [1, 2, 3], [True, False, True], [1.0, np.inf, 2.0]],
)
def test_a_column_that_would_not_come_back_is_refused(refusal, table, column):
    odd = pd.Series(column, dtype=object if None in column or "A" in column else None)
    messages = refusal(replace(table(), lines=table().lines.assign(odd=odd)))
    assert messages == [
        "its column 'odd' is neither text throughout nor numbers, finite or missing"
    ]
