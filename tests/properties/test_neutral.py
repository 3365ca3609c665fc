"""Without views and costs there is nothing to gain by leaving the neutral mix."""

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from allocator.model.limits import seen_through
from allocator.model.policy import Limits, Neutral, Policy, Range, Trading
from allocator.model.scenario import Stress
from allocator.optimize.solve import optimise
from tests.properties.test_proposals import portfolios
from tests.situations import brief, portfolio, world

WIDE = Limits(small_cap=Range(0.0, 1.0), split_tolerance=1.0, tracking_error=None, turnover=None)

REACHED = 1e-6

slow = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
accounts = st.sampled_from([("main",), ("a", "b")])
shares = st.floats(0.0, 1.0)


def silent(key, probability, stress):
    """A world in which markets are rougher and nobody expects anything."""
    said = world(key, probability, stress=stress)
    return replace(said, rate_cycle=None, valuation=None, flow=None)


@st.composite
def worlds_without_views(draw):
    """None, one or two worlds, each with a stress of its own."""
    stresses = draw(
        st.lists(st.builds(Stress, st.floats(0.5, 2.0), st.floats(0.0, 0.9)), max_size=2)
    )
    return tuple(silent(f"w{n}", 1 / len(stresses), each) for n, each in enumerate(stresses))


@slow
@given(accounts.flatmap(lambda names: portfolios(accounts=names)), shares, worlds_without_views())
def test_without_views_and_costs_the_target_is_the_neutral_mix(held, share, worlds):
    """
    Nothing is assumed away: the neutral mix can always be reached.

    It keeps each asset class as held, so every account can keep its own dollars in each class
    and change funds inside it; no money has to move between accounts.
    """
    event(f"{len(held.accounts)} accounts, {len(worlds)} worlds")
    assert distance_to_neutral(held, share, worlds) <= REACHED


def test_the_neutral_mix_is_met_to_a_millionth():
    """Bonds and gold alone, where the objective is flattest."""
    held = portfolio({"AGG": 20, "GLD": 20}, "0")
    assert distance_to_neutral(held, 0.15) <= REACHED


def distance_to_neutral(held, share, worlds=()):
    """The largest difference of any index, or of cash, between the free target and the mix."""
    policy = Policy(
        trading=Trading(cost_bps=0.0, sale_fees=False),
        limits=WIDE,
        neutral=Neutral(small_cap_share=share),
    )
    given_ = brief(held, policy, worlds)
    found = optimise(given_)
    target = seen_through(given_.household, found.weights, found.cash)
    apart = np.append(target.weights - given_.neutral.weights, target.cash - given_.neutral.cash)
    return np.abs(apart).max()
