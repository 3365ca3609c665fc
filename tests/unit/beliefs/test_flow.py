"""The flow driver: impact = multiplier * dollars / market value, and who feels it."""

from dataclasses import replace
from math import log, sqrt

import numpy as np
import pytest

from allocator.beliefs.flow import OTHER_REASONS, flow, impact_left
from allocator.beliefs.neutral import neutral_mix
from allocator.beliefs.outlook import form_outlook
from allocator.model.policy import Policy
from allocator.model.scenario import FlowInput
from allocator.model.snapshot import IndexSize
from allocator.model.views import SMALL_MINUS_LARGE, Silence, Spread
from allocator.portfolio.household import build_household
from tests.situations import AS_OF, TODAY, market, mega_caps, portfolio, world

HUGE = 1e15
"""An index so large that no flow moves it: what is left is the other side's move."""


def sizes(**usd_bn):
    names = {"small": "Russell 2000", "large": "S&P 500", "growth": "Nasdaq-100"}
    return {
        names[key]: IndexSize(names[key], size, AS_OF, "made up") for key, size in usd_bn.items()
    }


def spoken(usd_bn=50.0, small_share=1.0, multiplier=1.0, sd=0.5, buyer="Russell 2000", **size):
    snapshot = market(index_sizes=sizes(**(size or {"small": 3_000.0, "large": 20_000.0})))
    given = FlowInput(usd_bn, small_share, multiplier, sd, "S&P 500", buyer)
    said = flow(snapshot, given)
    return said[0] if isinstance(said, tuple) and len(said) == 1 else said


NASDAQ = Spread((("Nasdaq-100", 1.0), ("S&P 500", -1.0)))
BOTH = ("Nasdaq-100", "Russell 2000", "S&P 500")


def through(held=BOTH, mega=None, **changes):
    """Ask with mega caps in the snapshot: small caps of $3T, an S&P 500 of $55T."""
    asked = {"usd_bn": 50.0, "small_share": 1.0, "multiplier": 2.0, "multiplier_sd": 0.5}
    asked |= {"seller": "S&P 500", "buyer": "Russell 2000"} | changes
    return flow(market(mega_caps=mega or mega_caps()), FlowInput(**asked), held)


@pytest.mark.parametrize("multiplier", [1, 2, 5])
def test_every_rotation_has_a_seller(multiplier):
    """The same dollars press a block of $20T down by 0.25 % times the multiplier."""
    found = spoken(multiplier=multiplier, small_share=0.0)
    assert found.mean == pytest.approx(0.0025 * multiplier)
    assert spoken(multiplier=multiplier).mean == pytest.approx(multiplier * (1 / 60 + 0.0025))


def test_only_the_share_that_reaches_small_caps_lifts_them():
    found = spoken(small_share=0.2, small=3_000.0, large=HUGE)
    assert found.mean == pytest.approx(10 / 3_000)


def test_dollars_that_go_back_have_the_opposite_sign_and_the_same_doubt():
    out, back = spoken(usd_bn=50.0), spoken(usd_bn=-50.0)
    assert back.mean == pytest.approx(-out.mean)
    assert back.standard_deviation == pytest.approx(out.standard_deviation)
    assert back.standard_deviation > 0
    assert "$50bn out of the mega caps of S&P 500, 100% of it into Russell 2000" in out.summary
    assert "$50bn back into the mega caps of S&P 500, 100% of it out of Russell" in back.summary


def test_the_doubt_is_that_of_the_multiplier():
    found = spoken(sd=0.5, multiplier=3.0)
    assert found.standard_deviation == pytest.approx(0.5 * (1 / 60 + 0.0025))


def test_the_spread_is_buyer_minus_seller():
    assert spoken().spread == SMALL_MINUS_LARGE
    found = spoken(buyer="Nasdaq-100", growth=10_000.0, large=20_000.0)
    assert found.spread == Spread((("Nasdaq-100", 1.0), ("S&P 500", -1.0)))
    assert found.mean == pytest.approx(50 / 10_000 + 50 / 20_000)


@pytest.mark.parametrize(
    ("known", "missing"), [({"small": 1.0}, "S&P 500"), ({"large": 1.0}, "Russell 2000")]
)
def test_without_the_size_of_a_side_there_is_no_view(known, missing):
    found = spoken(**known)
    assert found == Silence("flow", f"the size of {missing} is not known on 2025-12-24")


def test_no_dollars_make_no_view():
    """Not a view of zero, which would pull the other drivers' view towards the prior."""
    assert isinstance(spoken(usd_bn=0.0), Silence)
    assert spoken(usd_bn=0.001).mean > 0


def test_an_index_that_holds_all_the_sellers_is_pressed_as_a_whole():
    """Dollars over its size, with mega caps known or not, whatever sectors they leave."""
    for sectors in ((), (("Energy", 1.0),), (("Energy", 0.5), ("Technology", 0.5))):
        seen, *_ = through(sectors=sectors)
        plain = flow(market(), FlowInput(50.0, 1.0, 2.0, 0.5, "S&P 500", "Russell 2000"))[0]
        assert seen.mean == pytest.approx(plain.mean, rel=1e-12)
        assert seen.mean == pytest.approx(2 * (50 / 3_000 + 50 / 55_000))
        assert seen.standard_deviation == pytest.approx(plain.standard_deviation, rel=1e-12)


def test_the_same_dollars_press_harder_on_the_fund_that_holds_more_of_the_sellers():
    """$50bn of a block of $20T: 70 % of the Nasdaq-100 are in it, 20,000 / 55,000 of the S&P."""
    _, found = through()
    assert found.spread == NASDAQ
    pressed = 37.5 / 15_000 * 0.5 + 12.5 / 5_000 * 0.2
    assert pressed == pytest.approx(0.0025 * 0.7)
    assert found.mean == pytest.approx(2 * (50 / 55_000 - pressed))
    assert found.mean < 0
    assert "0.18% of Nasdaq-100 and 0.09% of S&P 500, by look-through" in found.summary


def test_dollars_out_of_a_sector_that_it_does_not_hold_spare_an_index():
    _, found = through(sectors=(("Energy", 1.0),))
    assert found.mean == pytest.approx(2 * 50 / 55_000)


def test_on_a_spread_of_its_own_the_flow_is_one_of_several_unknown_reasons():
    """Else a billion dollars, whose effect is tiny, would pin the spread with certainty."""
    _, found = through()
    risk = market().risk.among(("Nasdaq-100", "S&P 500"))
    variance = risk[0, 0] + risk[1, 1] - 2 * risk[0, 1]
    expected = sqrt((0.5 * found.mean / 2.0) ** 2 + OTHER_REASONS * variance)
    assert found.standard_deviation == pytest.approx(expected)
    assert through(usd_bn=0.001)[1].standard_deviation > 0.01


def test_only_indexes_in_question_get_a_view_and_the_two_sides_only_theirs():
    assert len(through(held=("Russell 2000", "S&P 500"))) == 1
    assert len(through(held=())) == 1
    first, second = through(seller="Nasdaq-100")
    assert first.spread == Spread((("Russell 2000", 1.0), ("Nasdaq-100", -1.0)))
    assert first.mean == pytest.approx(2 * (50 / 3_000 + 0.00175))
    assert second.spread == Spread((("S&P 500", 1.0), ("Nasdaq-100", -1.0)))
    assert second.mean > 0


def test_an_index_that_is_pressed_alike_gets_no_view_of_nothing():
    alike = mega_caps()
    alike = replace(alike, weights=dict.fromkeys(alike.weights, alike.weights["S&P 500"]))
    assert len(through(mega=alike)) == 1


def test_a_seller_without_mega_caps_is_pressed_by_its_size():
    mega = mega_caps(weights={"Nasdaq-100": mega_caps().weights["Nasdaq-100"]})
    (found,) = through(mega=mega)
    assert found.mean == pytest.approx(2 * (50 / 3_000 + 50 / 55_000))


def test_a_sector_without_mega_caps_is_said():
    found = through(sectors=(("Energy", 0.5), ("Tech", 0.5)))
    assert found == Silence("flow", "no mega caps of Tech are known on 2025-12-24")
    unknown = FlowInput(50, 1, 1, 1, "S&P 500", "Russell 2000", None, (("Tech", 1.0),))
    assert isinstance(flow(market(), unknown), tuple)


@pytest.mark.parametrize("half_life", [0.1, 1.0, 2.0, 50.0])
def test_what_is_left_is_the_mean_of_dollars_that_arrive_all_year(half_life):
    """Of many equal payments, each halving since it came: a sum against the closed form."""
    since = (np.arange(100_000) + 0.5) / 100_000
    assert impact_left(half_life) == pytest.approx(np.mean(2.0 ** (-since / half_life)), rel=1e-6)


def test_impact_fades_on_every_spread_alike():
    faded, whole = through(half_life_years=1.0), through()
    for one, other in zip(faded, whole, strict=True):
        assert one.mean == pytest.approx(other.mean * 0.5 / log(2), rel=1e-12)
    assert faded[0].standard_deviation == pytest.approx(
        whole[0].standard_deviation * 0.5 / log(2), rel=1e-12
    )
    assert "half gone in 1 year (" in faded[0].summary
    assert "half gone in 2 years (" in through(half_life_years=2.0)[0].summary


@pytest.mark.parametrize("half_life", [None, 2.0])
def test_twice_the_dollars_make_twice_the_part(half_life):
    """Of each mean; and of the shift, if the multiplier's doubt is halved: Omega stays."""
    once = through(half_life_years=half_life)
    twice = through(usd_bn=100.0, half_life_years=half_life)
    for one, other in zip(once, twice, strict=True):
        assert other.mean == pytest.approx(2 * one.mean, rel=1e-12)
    parts = [_part(usd_bn, doubt, half_life) for usd_bn, doubt in ((50.0, 1.0), (100.0, 0.5))]
    assert np.abs(parts[0]).max() > 1e-4
    assert parts[1] == pytest.approx(2 * parts[0], rel=1e-12, abs=1e-17)


def _part(usd_bn, doubt, half_life):
    """Blend into a portfolio that holds the Nasdaq-100; give the driver's part by index."""
    snapshot, policy = market(mega_caps=mega_caps()), Policy()
    household = build_household(portfolio(), snapshot, policy, {"Russell 2000", "S&P 500"}, TODAY)
    given = world()
    changed = replace(given.flow, usd_bn=usd_bn, multiplier_sd=doubt, half_life_years=half_life)
    worlds = (replace(given, flow=changed),)
    neutral = neutral_mix(household, policy)
    found = form_outlook(household, neutral, policy.objective, snapshot, worlds)
    assert len(found.worlds[0].views) == 2
    return found.contributions["flow"]
