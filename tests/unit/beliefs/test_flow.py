"""The flow driver against the arithmetic of TRUTH 3.6: impact = multiplier * dollars / size."""

import pytest

from allocator.beliefs.flow import flow
from allocator.model.scenario import FlowInput
from allocator.model.snapshot import IndexSize
from allocator.model.views import SMALL_MINUS_LARGE, Component, Silence, Spread
from tests.situations import AS_OF, market

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
    return flow(snapshot, given)


@pytest.mark.parametrize(("multiplier", "impact"), [(1, 0.0167), (2, 0.0333), (3, 0.05)])
def test_fifty_billion_lift_three_trillion_of_small_caps_by_the_multiplier(multiplier, impact):
    found = spoken(multiplier=multiplier, small=3_000.0, large=HUGE)
    assert found.mean == pytest.approx(impact, abs=5e-5)


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
    assert isinstance(spoken(usd_bn=0.001), Component)
