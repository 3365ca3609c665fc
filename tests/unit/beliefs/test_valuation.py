"""The valuation driver against the half-lives of TRUTH 3.5, by hand."""

from math import hypot, log

import pytest

from allocator.beliefs.valuation import valuation
from allocator.errors import MarketDataError
from allocator.model.scenario import ValuationInput
from allocator.model.views import SMALL_MINUS_LARGE, Silence
from tests.situations import market
from tests.situations import valuation as ratio

AT_MEAN = ("S&P 500", 20.0, 20.0, 4.0)


def spoken(small, large=AT_MEAN, share=1.0, half_life=5.0, z_cap=100.0):
    pair = {name: ratio(name, *rest) for name, *rest in (small, large)}
    return valuation(market(valuations=pair), ValuationInput(share, half_life, z_cap))


def small(price_earnings, mean=15.0, sd=3.0, *definition):
    return ("Russell 2000", price_earnings, mean, sd, *definition)


@pytest.mark.parametrize(("years", "reversion"), [(3, 0.206), (5, 0.129), (8, 0.083)])
def test_a_year_closes_the_part_of_the_distance_that_the_half_life_says(years, reversion):
    """Small at e times its mean is one log unit dear: it should lose what reverts of it."""
    found = spoken(small(15.0 * 2.718281828459045), half_life=years)
    assert found.mean == pytest.approx(-reversion, abs=5e-4)


def test_a_half_life_of_one_year_closes_half_the_distance():
    assert spoken(small(30.0), half_life=1.0).mean == pytest.approx(-0.5 * log(2))


def test_cheap_small_caps_and_dear_large_caps_both_speak_for_small():
    found = spoken(small(7.5), ("S&P 500", 40.0, 20.0, 4.0), half_life=1.0)
    assert found.mean == pytest.approx(0.5 * (log(2) + log(2)))
    assert found.spread == SMALL_MINUS_LARGE


def test_at_their_means_nothing_is_expected_but_the_doubt_stays():
    found = spoken(small(15.0))
    assert found.mean == 0.0
    assert found.standard_deviation > 0


@pytest.mark.parametrize(
    ("price_earnings", "z_cap", "distance"),
    [(45.0, 3.0, 0.6), (5.0, 3.0, -0.6), (45.0, 2.0, 0.4), (16.0, 3.0, log(16 / 15))],
)
def test_the_distance_is_cut_at_the_cap(price_earnings, z_cap, distance):
    """The history's deviation is 3 of 15, a fifth: three of them are 0.6 in logs."""
    found = spoken(small(price_earnings), half_life=1.0, z_cap=z_cap)
    assert found.mean == pytest.approx(-0.5 * distance)


def test_the_doubt_is_one_deviation_of_each_history_through_the_same_reversion():
    """A fifth of 15 and a tenth of 20, both halved by a half-life of a year."""
    found = spoken(small(30.0), ("S&P 500", 20.0, 20.0, 2.0), half_life=1.0)
    assert found.standard_deviation == pytest.approx(0.5 * hypot(0.2, 0.1))


def test_the_share_scales_mean_and_doubt_and_a_negative_one_keeps_the_doubt_positive():
    whole, part = spoken(small(30.0)), spoken(small(30.0), share=-0.5)
    assert part.mean == pytest.approx(-0.5 * whole.mean)
    assert part.standard_deviation == pytest.approx(0.5 * whole.standard_deviation)


def test_mixed_definitions_are_refused():
    with pytest.raises(MarketDataError, match="defined differently") as caught:
        spoken(small(18.0, 15.0, 3.0, "forward, losses included"))
    assert "forward, losses included" in str(caught.value)
    assert "trailing, losses excluded" in str(caught.value)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("wrong", [small(0.0), small(-12.0), small(18.0, 0.0), small(18.0, -1.0)])
def test_a_ratio_that_is_not_positive_is_refused(wrong):
    with pytest.raises(MarketDataError, match="Russell 2000 is not positive"):
        spoken(wrong)


def test_a_large_cap_ratio_that_is_not_positive_is_refused_too():
    with pytest.raises(MarketDataError, match="S&P 500 is not positive"):
        spoken(small(18.0), ("S&P 500", -3.0, 20.0, 4.0))


def test_a_share_of_zero_is_silence_even_where_the_ratios_are_unusable():
    assert isinstance(spoken(small(-1.0), share=0.0), Silence)


@pytest.mark.parametrize("missing", ["Russell 2000", "S&P 500"])
def test_without_a_ratio_of_either_side_there_is_no_view(missing):
    known = {name: v for name, v in market().valuations.items() if name != missing}
    found = valuation(market(valuations=known), ValuationInput(1.0, 5.0, 3.0))
    assert found == Silence("valuation", f"no price-earnings ratio of {missing} on 2025-12-24")
