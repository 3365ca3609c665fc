"""Core inflation of made-up levels, worked by hand."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from allocator.bundled import FACTS
from allocator.market.core_inflation import measure_core_inflation
from allocator.market.facts import read_facts
from allocator.market.series import Frequency, Kind
from allocator.market.wanted import CORE_PRICES, wanted_by
from allocator.model.inflation import PauseRecord
from tests.situations import cut

CUTS = (cut("2000-06-28"), cut("2000-08-30"))
"""An easing of two cuts: a pause can be told from 2000-12-28 on."""


@pytest.fixture
def picked(make_series):
    """Core prices of some months, by their levels."""

    def of(levels, first="1999-01-31"):
        days = pd.date_range(first, periods=len(levels), freq="ME")
        values = pd.Series(np.asarray(levels, dtype=float), days).dropna()
        series = make_series(CORE_PRICES, values, frequency=Frequency.MONTHLY)
        return lambda as_of: {(Kind.MACRO, CORE_PRICES): series.until(as_of)}

    return of


def steady(months, rate=0.02):
    """Grow by the same each month, `rate` a year."""
    return 100 * (1 + rate) ** (np.arange(months) / 12)


def test_rates_are_a_year_and_their_mean_less_the_year_is_momentum(picked):
    """One percent in the last three months, nothing before: 1.01^4, 1.01^2 and 1.01."""
    as_of = date(2000, 7, 31)
    found = measure_core_inflation(picked([100] * 15 + [101] * 3)(as_of), (), as_of)
    assert (found.month, found.released) == (date(2000, 6, 1), date(2000, 7, 31))
    assert found.three == pytest.approx(1.01**4 - 1)
    assert found.six == pytest.approx(1.01**2 - 1)
    assert found.twelve == pytest.approx(0.01)
    assert found.momentum == pytest.approx((0.04060401 + 0.0201) / 2 - 0.01)


def test_the_day_before_a_release_the_month_before_is_the_last(picked):
    as_of = date(2000, 7, 30)
    assert measure_core_inflation(picked(steady(18))(as_of), (), as_of).month == date(2000, 5, 1)


def test_months_count_whose_release_fell_in_an_easing_that_is_over(picked):
    """
    Released in the easing of 2000-06-28 to 2000-12-28: May (06-30) to October (11-30).

    120 days on, May's (10-28) is still of it, June's (11-28) too; July's (12-29) no longer.
    """
    as_of = date(2001, 4, 30)
    found = measure_core_inflation(picked(steady(27))(as_of), CUTS, as_of)
    assert found.rising.months + found.falling.months == 6
    assert found.rising.paused + found.falling.paused == 4


def test_a_month_counts_from_the_day_its_time_is_over(picked):
    """October's number came on 2000-11-30; 120 days later is 2001-03-30."""
    counts = []
    for as_of in (date(2001, 3, 29), date(2001, 3, 30)):
        found = measure_core_inflation(picked(steady(27))(as_of), CUTS, as_of)
        counts.append(found.rising.months + found.falling.months)
    assert counts == [5, 6]


def test_momentum_above_zero_and_below_are_counted_apart(picked):
    """
    Growth of 3 % in 1999, 1 % until June 2000, then 5 %: momentum is above zero from August on.

    In July it is (7/3 + 10/6) / 2 - 26/12 percent, below zero; in August (11/3 + 14/6) / 2 - 28/12.
    """
    yearly = np.repeat([0.03, 0.01, 0.05], [12, 6, 9])
    levels = 100 * np.cumprod((1 + yearly) ** (1 / 12))
    as_of = date(2001, 4, 30)
    found = measure_core_inflation(picked(levels)(as_of), CUTS, as_of)
    assert found.rising == PauseRecord(3, 3)
    assert found.falling == PauseRecord(3, 1)
    assert found.another_pause == pytest.approx(4 / 5)


def test_without_momentum_a_month_is_not_of_those_above_zero(picked):
    as_of = date(2000, 7, 31)
    found = measure_core_inflation(picked([100] * 18)(as_of), (), as_of)
    assert found.momentum == 0
    assert found.another_pause == 0.5


def test_a_month_is_told_by_its_name_and_not_by_its_row(picked):
    """Without March 2000, June has no three-month rate; May is the last month that has all."""
    levels = steady(18)
    levels[14] = np.nan
    as_of = date(2000, 7, 31)
    found = measure_core_inflation(picked(levels)(as_of), (), as_of)
    assert found.month == date(2000, 5, 1)
    assert found.twelve == pytest.approx(0.02)


def test_nothing_is_measured_without_a_series_a_year_of_it_or_a_release_of_late(picked):
    as_of = date(2000, 7, 31)
    assert measure_core_inflation({}, (), as_of) is None
    assert measure_core_inflation(picked(steady(12))(as_of), (), as_of) is None
    late = as_of + timedelta(days=100)
    series = picked(steady(18))(as_of)
    assert measure_core_inflation(series, (), late).twelve == pytest.approx(0.02)
    assert measure_core_inflation(series, (), late + timedelta(days=1)) is None


def test_it_is_said_that_the_numbers_are_revised(picked):
    as_of = date(2000, 7, 31)
    found = measure_core_inflation(picked(steady(18))(as_of), (), as_of)
    assert found.source.startswith("macro/PCEPILFE (made up): ")
    assert found.source.endswith("; past months as revised since")


def test_a_snapshot_asks_for_all_core_prices_and_for_no_others():
    wanted = wanted_by(read_facts(FACTS), date(2025, 12, 24), 10)
    assert wanted(Kind.MACRO, CORE_PRICES) == date.min
    assert wanted(Kind.MACRO, "CPILFESL") is None
