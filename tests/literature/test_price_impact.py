"""
Price impact of flows, dp / p = M * dollars / market value (Gabaix and Koijen 2021).

$50bn into $3T of small caps: 1.67, 3.33 and 5.0 % with a multiplier of 1, 2 and 3. The same dollars
out of a block of $20T: -0.25 % times the multiplier.
"""

import pytest

from allocator.beliefs.flow import flow
from allocator.model.scenario import FlowInput
from allocator.model.snapshot import IndexSize
from tests.situations import AS_OF, market, mega_caps

HUGE = 1e15
"""An index so large that no flow moves it: what is left is the other side's move."""


def expected(multiplier, small_share, small, large):
    names = {"Russell 2000": small, "S&P 500": large}
    sizes = {name: IndexSize(name, size, AS_OF, "made up") for name, size in names.items()}
    given = FlowInput(50.0, small_share, multiplier, 0.0, "S&P 500", "Russell 2000")
    (found,) = flow(market(index_sizes=sizes), given)
    return found.mean


@pytest.mark.parametrize(("multiplier", "percent"), [(1, 1.67), (2, 3.33), (3, 5.0)])
def test_fifty_billion_lift_three_trillion_of_small_caps(multiplier, percent):
    found = 100 * expected(multiplier, 1.0, 3_000.0, HUGE)
    assert found == pytest.approx(percent, abs=0.005)


@pytest.mark.parametrize("multiplier", [1, 2, 5])
def test_fifty_billion_out_of_twenty_trillion_press_by_a_quarter_of_a_percent(multiplier):
    """Buyer minus seller: what the seller loses is gained."""
    assert expected(multiplier, 0.0, 3_000.0, 20_000.0) == pytest.approx(0.0025 * multiplier)


def test_by_look_through_the_block_of_mega_caps_is_what_is_pressed():
    """Technology and communication services are worth $20T: an index of nothing else loses that."""
    mega = mega_caps()
    only = {"Communication Services": 0.25, "Technology": 0.75}
    mega = mega_caps(weights=mega.weights | {"Nasdaq-100": only})
    assert 50 * mega.pressure("Nasdaq-100", mega.divide()) == pytest.approx(0.0025)
