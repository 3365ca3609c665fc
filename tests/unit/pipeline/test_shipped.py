"""What a newcomer sees first: the example on the bundled snapshot, our worlds and our defaults."""

from pathlib import Path

import numpy as np
import pytest

from allocator import propose, read_portfolio
from allocator.model.limits import small_cap_share
from allocator.model.proposal import Advice
from allocator.model.views import SMALL_MINUS_LARGE

EXAMPLE = Path(__file__).parents[3] / "examples" / "portfolio.csv"


@pytest.fixture(scope="module")
def proposal():
    return propose(read_portfolio(EXAMPLE))


@pytest.fixture(scope="module")
def spread(proposal):
    """Read Russell 2000 minus S&P 500 off a vector of indexes."""
    legs = dict(SMALL_MINUS_LARGE.legs)
    row = np.array([legs.get(name, 0.0) for name in proposal.brief.household.index_names])
    return lambda values: float(row @ values)


def share(proposal, weights):
    return small_cap_share(proposal.brief.household, weights)


def test_small_caps_are_below_the_band_before(proposal):
    assert share(proposal, proposal.brief.household.weights) < 0.10


def test_the_target_lies_strictly_inside_the_band(proposal):
    target = share(proposal, proposal.solution.weights)
    assert 0.16 < target < 0.195
    band = proposal.brief.policy.limits.small_cap
    assert band.lower + 0.005 < target < band.upper - 0.005
    assert proposal.solution.shadow_prices["small_cap"] == pytest.approx(0.0, abs=1e-6)


def test_whole_shares_stay_near_the_target_and_inside_the_band(proposal):
    assert share(proposal, proposal.weights) == pytest.approx(
        share(proposal, proposal.solution.weights), abs=0.003
    )


def test_drivers_rank_rate_cycle_then_flow_then_valuation(proposal, spread):
    counts = {name: spread(part) for name, part in proposal.brief.outlook.contributions.items()}
    assert set(counts) == {"rate_cycle", "flow", "valuation"}
    assert counts["rate_cycle"] > counts["flow"] > counts["valuation"] > 0


def test_the_drivers_and_the_prior_add_up_to_the_expected_spread(proposal, spread):
    outlook = proposal.brief.outlook
    parts = sum(spread(part) for part in outlook.contributions.values())
    assert parts + spread(outlook.prior) == pytest.approx(spread(outlook.mean), abs=1e-12)


def test_the_advice_is_a_handful_of_trades(proposal):
    assert proposal.advice is Advice.TRADE
    assert 3 <= len(proposal.trades) <= 6


def test_the_four_worlds_are_those_of_the_shipped_files(proposal):
    worlds = [world.scenario for world in proposal.brief.outlook.worlds]
    assert {world.name: world.probability for world in worlds} == {
        "Second-half easing with rotation": 0.45,
        "Easing already priced": 0.25,
        "Inflation returns": 0.20,
        "Hard landing": 0.10,
    }
