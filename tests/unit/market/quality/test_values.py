from dataclasses import replace

import numpy as np
import pytest

from allocator.errors import Severity
from allocator.market.quality.values import (
    doubled,
    impossible_days,
    impossible_values,
    out_of_order,
    usable,
)
from allocator.market.series import Kind
from allocator.model.quality import Check

DAYS = ["2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05"]


def test_days_in_order_each_once_are_sound(make):
    series = make(Kind.CLOSE, "SPY", DAYS, [1, 2, 3, 4])
    for check in (impossible_days, out_of_order, doubled, impossible_values):
        assert check(series) == ()
    assert usable(series).digest == series.digest


def test_rows_without_a_day_are_an_error(make):
    series = make(Kind.CLOSE, "SPY", [*DAYS, "NaT", "1799-12-31", "2200-01-01"], np.ones(7))
    (found,) = impossible_days(series)
    assert (found.check, found.severity, found.count) == (Check.ORDER, Severity.ERROR, 3)
    assert found.message == "3 rows without a day between 1800 and 2199"
    assert usable(series).days.tolist() == make(Kind.CLOSE, "SPY", DAYS, np.ones(4)).days.tolist()


def test_a_day_after_a_later_one_is_named(make):
    (found,) = out_of_order(
        make(Kind.CLOSE, "SPY", [DAYS[0], DAYS[2], DAYS[1], DAYS[3]], range(1, 5))
    )
    assert found.message == "days that come after a later one: 2024-01-03"


def test_a_series_upside_down_is_told_as_such(make):
    (found,) = out_of_order(make(Kind.CLOSE, "SPY", DAYS[::-1], [1, 2, 3, 4]))
    assert found.message == "runs from the newest day to the oldest, from 2024-01-02 to 2024-01-05"
    assert found.count == 3


def test_doubled_days_are_found_wherever_they_stand(make):
    (found,) = doubled(make(Kind.CLOSE, "SPY", [DAYS[1], *DAYS], [2, 1, 2, 3, 4]))
    assert found.message == (
        "days that stand more than once, each time with the same value: 2024-01-03 (2, 2)"
    )
    (found,) = doubled(make(Kind.CLOSE, "SPY", [*DAYS, DAYS[1], DAYS[2]], [1, 2, 3, 4, 5, 3]))
    assert found.message == (
        "days that stand more than once, with different values: 2024-01-03 (2, 5)"
    )
    assert (found.count, str(found.first)) == (1, "2024-01-03")


def test_two_missing_numbers_are_the_same(make):
    (found,) = doubled(make(Kind.CLOSE, "SPY", [*DAYS, DAYS[0]], [np.nan, 2, 3, 4, np.nan]))
    assert "the same value" in found.message


@pytest.mark.parametrize(
    ("kind", "wrong", "right"),
    [
        (Kind.CLOSE, [0, -1, np.nan, np.inf, 1e12], [0.01, 700_000]),
        (Kind.ADJUSTED, [0, -5], [0.0001]),
        (Kind.PRICE_INDEX, [0], [4.4, 36_000]),
        (Kind.TOTAL_RETURN, [0], [100]),
        (Kind.DISTRIBUTION, [-0.1, np.nan, 1e13], [0, 0.0004, 50]),
        (Kind.SPLIT, [0, -2], [0.5, 4]),
        (Kind.RATE, [-5.1, 30.1, np.nan], [-5, 0, 22.36, 30]),
        (Kind.MACRO, [0, -3], [21.48, 333]),
        (Kind.RETURN, [-99, -99.99, -999, 400, np.inf], [-98.9, 0, 120.41, 399]),
        (Kind.VALUATION, [0, np.nan], [-3, 44.2]),
    ],
)
def test_each_kind_has_its_possible_values(make, kind, wrong, right):
    """A return of 120.41 % and a rate of 22.36 % are the highest of a hundred years."""
    days = np.arange(len(wrong) + len(right)).astype("M8[D]")
    series = make(kind, "x", days, [*wrong, *right])
    (found,) = impossible_values(series)
    assert (found.check, found.severity) == (Check.NON_POSITIVE, Severity.ERROR)
    assert (found.count, found.last) == (len(wrong), days[len(wrong) - 1].item())
    assert usable(series).values.tolist() == right


def test_every_kind_is_judged(make):
    for kind in Kind:
        (found,) = impossible_values(make(kind, "x", DAYS[:1], [np.nan]))
        assert "nan on 2024-01-02" in found.message


def test_what_is_usable_is_in_order_with_the_first_of_each_day(make):
    series = make(Kind.CLOSE, "SPY", [DAYS[2], DAYS[0], DAYS[2], DAYS[1]], [3, 1, 9, -1])
    series = replace(series, known=series.days + 1)
    kept = usable(series)
    assert kept.is_ordered
    assert kept.values.tolist() == [1, 3]
    assert (kept.known - kept.days == np.timedelta64(1, "D")).all()
