from dataclasses import replace
from datetime import date
from statistics import mean, stdev

import pytest

from allocator.beliefs.valuation import valuation as driver
from allocator.beliefs.valuation_study import past_at, study_valuation, z_score
from allocator.model.scenario import ValuationBasis, ValuationInput
from allocator.model.snapshot import ValuationHistory
from tests.situations import earnings_yield, market, two_worlds, world

SLOW = ValuationInput(1.0, 8.0, 3.0)


def history(values, first=2018):
    """Values of successive months from January of a year on."""
    months = tuple(date(first + n // 12, n % 12 + 1, 28) for n in range(len(values)))
    return ValuationHistory(
        "S&P 500", "made up", months, tuple(values), date(1900, 1, 1), 16.0, "x"
    )


def test_each_valuation_stands_in_deviations_and_in_logs():
    study = study_valuation(market(), two_worlds())
    small, large = study.standings
    assert small.z == pytest.approx((18 - 15) / 1.7)
    assert small.distance == pytest.approx(0.18232, abs=1e-5)
    assert large.z == pytest.approx((27 - 21.5) / 2.4)


def test_a_low_yield_is_dear():
    low = earnings_yield("S&P 500", 0.03, 0.05, 0.01)
    (found,) = study_valuation(market(valuations=(low,)), ()).standings
    assert found.z == pytest.approx(2.0)
    assert found.distance == pytest.approx(0.4)


def test_scenarios_of_one_input_are_told_together_and_others_apart():
    apart = replace(world("slow"), valuation=SLOW)
    silent = replace(world("silent"), valuation=None)
    study = study_valuation(market(), (world("a"), apart, world("b"), silent))
    assert [each.scenarios for each in study.spoken] == [("a", "b"), ("slow",), ("silent",)]
    first, second, third = study.spoken
    assert first.said == driver(market(), world().valuation)
    assert second.said == driver(market(), SLOW)
    assert second.reversion == pytest.approx(1 - 2 ** (-1 / 8))
    assert (third.said, third.silent) == ((), "no table [valuation]")


def test_the_sides_add_up_to_what_is_expected_of_the_spread():
    (spoken,) = study_valuation(market(), (world(),)).spoken
    small, large = spoken.sides
    assert (small.of, large.of) == ("Russell 2000", "S&P 500")
    assert small.expected - large.expected == pytest.approx(spoken.said[0].mean)
    assert (small.cut, large.cut) == (False, False)


def test_a_distance_beyond_the_cap_is_marked_as_cut():
    tight = replace(world(), valuation=ValuationInput(1.0, 1.0, 2.0))
    (spoken,) = study_valuation(market(), (tight,)).spoken
    small, large = spoken.sides
    assert (small.cut, large.cut) == (False, True)
    assert large.expected == pytest.approx(-0.5 * 2 * 2.4 / 21.5)


def test_a_silent_driver_says_why():
    relative = replace(world(), valuation=replace(SLOW, basis=ValuationBasis.RELATIVE))
    (spoken,) = study_valuation(market(), (relative,)).spoken
    assert "relative to S&P 500" in spoken.silent
    assert (spoken.said, spoken.sides) == ((), ())


def test_the_last_month_is_held_against_the_sixty_before_it():
    values = [100.0, *(float(20 + n % 7) for n in range(60)), 30.0]
    (past,) = study_valuation(market(valuation_history=(history(values),)), ()).past
    before = values[1:-1]
    assert (past.value, past.months, past.on) == (30.0, 60, date(2023, 2, 28))
    assert past.mean_5y == pytest.approx(mean(before))
    assert past.sd_5y == pytest.approx(stdev(before))
    assert past.z == pytest.approx((30 - mean(before)) / stdev(before))


@pytest.mark.parametrize("count", [1, 2, 32, 60])
def test_a_history_that_does_not_reach_back_five_years_has_no_five_year_mean(count):
    past = past_at(history([20.0 + n % 7 for n in range(count)]), -1)
    assert (past.mean_5y, past.sd_5y, past.z) == (None, None, None)
    assert past.months == count - 1


@pytest.mark.parametrize("at", [60, 65, -1])
def test_a_month_that_is_missing_leaves_the_five_years_as_they_are(at):
    """Sixty calendar months, of which one is not known: not the sixty values before."""
    whole = history([float(n) for n in range(72)])
    months, values = ((*each[:20], *each[21:]) for each in (whole.months, whole.values))
    past = past_at(replace(whole, months=months, values=values), at)
    last = values[at]
    known = [value for value in values if last - 60 <= value < last]
    assert past.months == len(known) == 59
    assert (past.mean_5y, past.sd_5y) == (mean(known), stdev(known))


def test_of_five_years_in_which_one_month_is_known_there_is_no_deviation():
    sparse = history([20.0, 21.0, 22.0])
    past = past_at(replace(sparse, months=(date(2010, 1, 31), *sparse.months[1:])), -1)
    assert (past.months, past.mean_5y, past.sd_5y, past.z) == (1, None, None, None)


def test_equal_values_have_no_deviation_to_count_in():
    assert z_score([20.0, 20.0], 21.0) is None
    assert z_score([20.0], 21.0) is None
