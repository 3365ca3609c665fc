"""What the record of pauses is worth, beside figures from tables and by another formula."""

from dataclasses import replace

import pytest
from scipy.stats import chi2_contingency

from allocator.model.inflation import PauseRecord, momentum
from tests.situations import core_inflation

FOUND = core_inflation()


def of(rising, falling):
    return replace(FOUND, rising=PauseRecord(*rising), falling=PauseRecord(*falling))


def test_momentum_is_the_mean_of_the_short_rates_less_that_of_the_year():
    assert momentum(0.03, 0.05, 0.01) == pytest.approx(0.03)
    assert FOUND.momentum == momentum(FOUND.three, FOUND.six, FOUND.twelve)


@pytest.mark.parametrize(
    ("rising", "falling"), [((32, 14), (81, 38)), ((40, 30), (40, 10)), ((7, 1), (90, 60))]
)
def test_two_shares_are_as_far_apart_as_the_table_of_four_says(rising, falling):
    """The square of z is Pearson's chi-squared of the two by two table, without correction."""
    table = [[paused, months - paused] for months, paused in (rising, falling)]
    expected = chi2_contingency(table, correction=False).statistic
    found = of(rising, falling).standard_errors_apart
    assert found**2 == pytest.approx(expected)
    assert (found > 0) is (rising[1] / rising[0] > falling[1] / falling[0])


def test_shares_that_chance_explains_are_not_told_apart():
    """24 and 20 of 40 are 0.9 standard errors apart, 30 and 10 are 4.5."""
    assert not of((40, 24), (40, 20)).is_told_apart
    assert of((40, 10), (40, 30)).is_told_apart


def test_where_all_were_followed_by_a_pause_nothing_is_told_apart():
    assert of((10, 10), (20, 20)).standard_errors_apart == 0


def test_without_a_month_on_one_side_there_is_nothing_to_compare():
    assert of((0, 0), (40, 30)).standard_errors_apart is None
    assert not of((0, 0), (40, 30)).is_told_apart
