"""The valuation driver against the half-lives of TRUTH 3.5, by hand."""

from dataclasses import replace
from math import hypot, log

import pytest

from allocator.beliefs.valuation import distance, valuation
from allocator.errors import MarketDataError
from allocator.model.assets import AssetClass, Index
from allocator.model.scenario import ValuationBasis, ValuationInput
from allocator.model.views import SMALL_MINUS_LARGE, Silence, Spread
from tests.situations import earnings_yield, market
from tests.situations import valuation as ratio

AT_MEAN = ("S&P 500", 20.0, 20.0, 4.0)


def spoken(small, large=AT_MEAN, share=1.0, half_life=5.0, z_cap=100.0):
    pair = tuple(ratio(*each) for each in (small, large))
    said = valuation(market(valuations=pair), ValuationInput(share, half_life, z_cap))
    return said[0] if isinstance(said, tuple) else said


def yielding(index, value, mean, sd=0.01, **changes):
    """An earnings yield of the same made-up definition."""
    return earnings_yield(index, value, mean, sd, **changes)


def asked(*known, held=(), basis=ValuationBasis.OWN, z_cap=100.0):
    """Ask the driver, with a half-life of a year, in a market that also has growth and value."""
    indexes = market().indexes | {
        name: Index(name, AssetClass.EQUITY, 1.0, "made up") for name in (*GROWTH, "Moon Growth")
    }
    snapshot = market(valuations=known, indexes=indexes)
    return valuation(snapshot, ValuationInput(1.0, 1.0, z_cap, basis), held)


GROWTH = ("Russell 2000 Growth", "Russell 2000 Value")
PAIR = (ratio("Russell 2000", 15.0, 15.0, 3.0), ratio("S&P 500", 20.0, 20.0, 4.0))


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
    with pytest.raises(MarketDataError, match="by two definitions") as caught:
        spoken(small(18.0, 15.0, 3.0, "forward, losses included"))
    assert "forward, losses included" in str(caught.value)
    assert "trailing, losses excluded" in str(caught.value)
    assert caught.value.exit_code == 3
    assert caught.value.problems[0].place == "snapshot: valuations"
    assert "data.toml" in caught.value.problems[0].remedy


@pytest.mark.parametrize("wrong", [small(0.0), small(-12.0), small(18.0, 0.0), small(18.0, -1.0)])
def test_a_ratio_that_is_not_positive_is_refused(wrong):
    with pytest.raises(MarketDataError, match="ratio of Russell 2000 is not positive"):
        spoken(wrong)


def test_where_earnings_are_negative_the_yield_is_asked_for():
    with pytest.raises(MarketDataError) as caught:
        spoken(small(-12.0))
    assert "give its earnings_yield instead" in caught.value.problems[0].remedy


@pytest.mark.parametrize("derived", [True, False])
def test_a_mean_that_was_derived_is_called_so_whatever_its_note_says(derived):
    note = "not derived from anything" if not derived else "worked out by hand"
    short = replace(ratio(*small(18.0)), note=note, derived=derived)
    said = valuation(market(valuations=(short, PAIR[1])), ValuationInput(1.0, 5.0, 3.0))
    assert ("against 15.00 (derived);" in said[0].summary) is derived


@pytest.mark.parametrize("both", [(None, None), (15.0, 0.05)])
def test_a_valuation_without_ratio_and_yield_or_with_both_is_none(both):
    given = dict(zip(("price_earnings", "earnings_yield"), both, strict=True))
    with pytest.raises(ValueError, match="either a price-earnings ratio or an earnings yield"):
        replace(ratio("Russell 2000", 15.0, 15.0, 3.0), **given)


@pytest.mark.parametrize(("value", "dear"), [(0.04, 0.2), (0.05, 0.0), (0.06, -0.2), (-0.01, 1.2)])
def test_of_earnings_yields_the_distance_is_the_part_of_the_mean_that_they_lack(value, dear):
    """A yield of 4 against 5 % is dear by a fifth; a loss of 1 % by more than the whole."""
    assert distance(yielding("Russell 2000", value, 0.05)) == pytest.approx(dear)


def test_near_the_mean_a_yield_and_its_ratio_are_the_same_distance():
    """A hundredth away the two differ by less than a ten-thousandth: the form is first order."""
    of_ratio = distance(ratio("Russell 2000", 1 / 0.0495, 20.0, 3.0))
    assert distance(yielding("Russell 2000", 0.0495, 0.05)) == pytest.approx(of_ratio, abs=1e-4)


def test_a_mean_yield_must_be_positive():
    with pytest.raises(
        MarketDataError, match="mean earnings yield of Russell 2000 is not positive"
    ):
        distance(yielding("Russell 2000", 0.02, -0.01))


def test_a_loss_is_dear_and_speaks_against_small_caps_as_far_as_the_cap_lets_it():
    """The deviation is a fifth of the mean: at two of them a year halves 0.4, not 1.2."""
    pair = yielding("Russell 2000", -0.01, 0.05), yielding("S&P 500", 0.05, 0.05)
    whole, cut = asked(*pair)[0], asked(*pair, z_cap=2.0)[0]
    assert whole.mean == pytest.approx(-0.6)
    assert cut.mean == pytest.approx(-0.2)
    assert cut.standard_deviation == pytest.approx(0.5 * hypot(0.2, 0.2))
    assert "Russell 2000 earnings yield -1.00% against 5.00%" in cut.summary


def test_a_ratio_and_a_yield_are_not_set_against_each_other():
    with pytest.raises(MarketDataError, match="the two measure distance differently") as caught:
        asked(yielding("Russell 2000", 0.02, 0.05), PAIR[1])
    assert "both as earnings_yield" in caught.value.problems[0].remedy


def test_of_several_definitions_one_that_both_sides_share_is_taken_and_the_newest():
    other = [replace(each, definition="forward") for each in PAIR]
    dear = replace(other[0], price_earnings=30.0)
    assert asked(dear, PAIR[0], PAIR[1])[0].mean == 0.0
    newer = [replace(each, on=each.on.replace(month=10)) for each in (dear, other[1])]
    assert asked(*PAIR, *newer)[0].mean == pytest.approx(-0.5 * log(2))


RELATIVE = replace(ratio("Russell 2000", 0.6, 0.75, 0.15), relative_to="S&P 500")


def test_the_relative_ratio_reverts_to_its_own_mean():
    """0.6 against 0.75: small is cheap to large by ln 1.25, of which a year closes half."""
    (found,) = asked(*PAIR, RELATIVE, basis=ValuationBasis.RELATIVE)
    assert found.mean == pytest.approx(0.5 * log(0.75 / 0.6))
    assert found.standard_deviation == pytest.approx(0.5 * 0.15 / 0.75)
    assert found.spread == SMALL_MINUS_LARGE
    assert "Russell 2000 relative to S&P 500 0.60 against 0.75" in found.summary
    (cut,) = asked(RELATIVE, basis=ValuationBasis.RELATIVE, z_cap=0.5)
    assert cut.mean == pytest.approx(0.5 * 0.5 * 0.2)


def test_a_relative_ratio_is_no_ratio_of_the_index():
    assert isinstance(asked(RELATIVE, PAIR[1]), Silence)


def test_without_a_relative_history_the_relative_basis_is_silent_and_says_so():
    said = asked(*PAIR, basis=ValuationBasis.RELATIVE)
    assert "Russell 2000 relative to S&P 500 with its history" in said.reason


def test_growth_and_value_speak_for_themselves_where_both_are_held():
    dear = [ratio(GROWTH[0], 30.0, 15.0, 3.0), ratio(GROWTH[1], 12.0, 12.0, 1.2)]
    first, second = asked(*PAIR, *dear, held=GROWTH)
    assert first.spread == SMALL_MINUS_LARGE
    assert second.spread == Spread(((GROWTH[0], 1.0), (GROWTH[1], -1.0)))
    assert second.mean == pytest.approx(-0.5 * log(2))
    assert second.standard_deviation == pytest.approx(0.5 * hypot(0.2, 0.1))
    assert asked(*dear, held=GROWTH) == (second,)
    for held in ((), GROWTH[:1], GROWTH[1:], ("Moon Growth", "Moon Value")):
        assert asked(*PAIR, *dear, held=held) == (first,)


def test_growth_without_value_says_nothing():
    assert len(asked(*PAIR, ratio(GROWTH[0], 30.0, 15.0, 3.0), held=GROWTH)) == 1


def test_growth_and_value_by_two_definitions_are_refused_where_they_would_speak():
    mixed = [ratio(GROWTH[0], 30.0, 15.0, 3.0), ratio(GROWTH[1], 12.0, 12.0, 1.2, "forward")]
    assert len(asked(*PAIR, *mixed)) == 1
    with pytest.raises(MarketDataError, match="Russell 2000 Value is 'forward'"):
        asked(*PAIR, *mixed, held=GROWTH)


def test_growth_relative_to_value_serves_the_relative_basis():
    of_growth = replace(ratio(GROWTH[0], 2.0, 1.0, 0.1), relative_to=GROWTH[1])
    (found,) = asked(*PAIR, of_growth, held=GROWTH, basis=ValuationBasis.RELATIVE)
    assert found.mean == pytest.approx(-0.5 * log(2))


def test_a_large_cap_ratio_that_is_not_positive_is_refused_too():
    with pytest.raises(MarketDataError, match="S&P 500 is not positive"):
        spoken(small(18.0), ("S&P 500", -3.0, 20.0, 4.0))


def test_a_share_of_zero_is_silence_even_where_the_ratios_are_unusable():
    assert isinstance(spoken(small(-1.0), share=0.0), Silence)


@pytest.mark.parametrize("missing", ["Russell 2000", "S&P 500"])
def test_without_a_ratio_of_either_side_there_is_no_view(missing):
    known = tuple(each for each in market().valuations if each.index != missing)
    found = valuation(market(valuations=known), ValuationInput(1.0, 5.0, 3.0))
    assert found == Silence("valuation", f"no price-earnings ratio of {missing} on 2025-12-24")
