"""From scenarios to one outlook: what adds, what averages, and what is left without views."""

from dataclasses import replace

import numpy as np
import pytest

from allocator.beliefs.flow import flow
from allocator.beliefs.neutral import neutral_mix
from allocator.beliefs.outlook import form_outlook
from allocator.beliefs.rate_cycle import rate_cycle
from allocator.beliefs.stress import stressed
from allocator.beliefs.valuation import valuation
from allocator.model.assets import AssetClass
from allocator.model.policy import Objective, Policy
from allocator.model.scenario import Stress
from allocator.portfolio.household import build_household
from tests.situations import TODAY, market, portfolio, two_worlds, world
from tests.situations import valuation as ratio

MARKET = market()
HOUSEHOLD = build_household(portfolio(), MARKET, Policy(), {"Russell 2000", "S&P 500"}, TODAY)
NEUTRAL = neutral_mix(HOUSEHOLD, Policy())
OBJECTIVE = Objective(risk_aversion=3.0, tau=0.1)
BASE = MARKET.risk.among(HOUSEHOLD.index_names)
SMALL_MINUS_LARGE = np.array(
    [float(n == "Russell 2000") - float(n == "S&P 500") for n in HOUSEHOLD.index_names]
)


def outlook(*scenarios, snapshot=MARKET):
    return form_outlook(HOUSEHOLD, NEUTRAL, OBJECTIVE, snapshot, scenarios)


def shifted(q, deviation):
    """One view on small minus large, blended by hand: tau S p (tau p'S p + w^2)^-1 q."""
    p = SMALL_MINUS_LARGE
    towards = OBJECTIVE.tau * BASE @ p
    return towards * q / (p @ towards + deviation**2)


def drivers_of(scenario):
    return (
        rate_cycle(MARKET, scenario.rate_cycle),
        *flow(MARKET, scenario.flow),
        *valuation(MARKET, scenario.valuation),
    )


def silent(scenario):
    return replace(scenario, rate_cycle=None, flow=None, valuation=None)


def test_without_scenarios_the_prior_stands():
    """Pi = delta (1 + tau) S b + fees: at these returns the mix itself is what one would hold."""
    found = outlook()
    assert found.mean.tolist() == found.prior.tolist()
    assert found.prior == pytest.approx(
        3.0 * 1.1 * BASE @ NEUTRAL.weights + HOUSEHOLD.index_fees, abs=1e-15
    )
    assert found.covariance == pytest.approx(1.1 * BASE, abs=1e-15)
    assert found.uncertainty == pytest.approx(0.1 * BASE, abs=1e-15)
    assert found.contributions == {}
    assert found.worlds == ()


def test_the_prior_knows_the_average_stress_but_no_view():
    """Half calm, half at twice the volatility, four times the variance: 2.5 S on average."""
    worlds = (world("a", 0.5), world("b", 0.5, stress=Stress(2.0, 0.0)))
    expected = 3.0 * (2.5 + 0.1) * BASE @ NEUTRAL.weights + HOUSEHOLD.index_fees
    assert outlook(*worlds).prior == pytest.approx(expected, abs=1e-15)


def test_a_world_in_which_every_driver_is_silent_expects_the_prior():
    found = outlook(silent(world()))
    assert found.mean == pytest.approx(found.prior, abs=1e-15)
    assert found.covariance == pytest.approx(1.1 * BASE, abs=1e-15)


def test_one_driver_alone_shifts_the_prior_as_the_formula_says():
    alone = replace(silent(world()), flow=world().flow)
    (said,) = flow(MARKET, alone.flow)
    found = outlook(alone)
    assert found.mean - found.prior == pytest.approx(
        shifted(said.mean, said.standard_deviation), abs=1e-15
    )
    assert set(found.contributions) == {said.driver}


def test_drivers_add_up_to_one_view_and_are_not_averaged():
    """The shift is that of one component of q1 + q2 + q3 with variance w1^2 + w2^2 + w3^2."""
    said = drivers_of(world())
    total = sum(part.mean for part in said)
    deviation = np.sqrt(sum(part.standard_deviation**2 for part in said))
    found = outlook(world())
    assert len(found.worlds[0].views) == 1
    assert found.mean - found.prior == pytest.approx(shifted(total, deviation), abs=1e-15)


def test_each_driver_contributes_its_own_part_of_that_view():
    said = drivers_of(world())
    deviation = np.sqrt(sum(part.standard_deviation**2 for part in said))
    found = outlook(world())
    assert set(found.contributions) == {part.driver for part in said}
    for part in said:
        assert found.contributions[part.driver] == pytest.approx(
            shifted(part.mean, deviation), abs=1e-15
        )


def test_the_contributions_sum_to_the_shift():
    found = outlook(*two_worlds())
    assert sum(found.contributions.values()) == pytest.approx(found.mean - found.prior, abs=1e-15)
    for each in found.worlds:
        assert sum(each.contributions.values()) == pytest.approx(each.mean - found.prior, abs=1e-15)


def test_a_driver_that_speaks_in_one_world_only_counts_by_that_worlds_probability():
    """Dollars move in the first of two worlds only, of probability 0.45."""
    found = outlook(*two_worlds())
    first = found.worlds[0].contributions["flow"]
    assert "flow" not in found.worlds[1].contributions
    assert found.contributions["flow"] == pytest.approx(0.45 * first, abs=1e-15)


def test_the_mean_is_the_probability_mean_of_the_worlds():
    found = outlook(*two_worlds())
    first, second = found.worlds
    assert found.mean == pytest.approx(0.45 * first.mean + 0.55 * second.mean, abs=1e-15)
    assert np.abs(first.mean - second.mean).max() > 0.005


def test_the_covariance_is_what_lies_within_the_worlds_and_between_them():
    """Of two worlds d apart, p (1 - p) d d' lies between."""
    found = outlook(*two_worlds())
    first, second = found.worlds
    apart = first.mean - second.mean
    between = 0.45 * 0.55 * np.outer(apart, apart)
    within = 0.45 * first.uncertainty + 0.55 * second.uncertainty
    risk = 0.45 * first.risk + 0.55 * second.risk
    assert found.uncertainty == pytest.approx(within + between, abs=1e-15)
    assert found.covariance == pytest.approx(risk + within + between, abs=1e-15)


def test_a_worlds_risk_is_stressed_and_the_doubt_about_its_mean_is_not():
    """M = tau S - tau S p (tau p'S p + w^2)^-1 p' tau S, with the plain S."""
    harsh = world(stress=Stress(1.5, 0.3))
    (found,) = outlook(harsh).worlds
    equity = HOUSEHOLD.members(AssetClass.EQUITY)
    assert found.risk == pytest.approx(stressed(BASE, equity, harsh.stress), abs=1e-15)
    variance = sum(part.standard_deviation**2 for part in drivers_of(harsh))
    towards = 0.1 * BASE @ SMALL_MINUS_LARGE
    less = np.outer(towards, towards) / (SMALL_MINUS_LARGE @ towards + variance)
    assert found.uncertainty == pytest.approx(0.1 * BASE - less, abs=1e-15)


def test_flows_between_other_indexes_make_a_view_of_their_own():
    other = replace(world(), flow=replace(world().flow, seller="Nasdaq-100"))
    sizes = dict(MARKET.index_sizes)
    sizes["Nasdaq-100"] = replace(sizes["S&P 500"], index="Nasdaq-100")
    found = outlook(other, snapshot=market(index_sizes=sizes))
    assert [str(view.spread) for view in found.worlds[0].views] == [
        "Russell 2000 - Nasdaq-100",
        "Russell 2000 - S&P 500",
    ]
    assert sum(found.contributions.values()) == pytest.approx(found.mean - found.prior, abs=1e-15)


def test_growth_and_value_make_a_view_of_their_own_where_both_are_held():
    """The Nasdaq-100 of the made-up market plays Russell 2000 Growth."""
    played = {"Nasdaq-100": "Russell 2000 Growth"}
    indexes = {
        played.get(n, n): replace(i, name=played.get(n, n)) for n, i in MARKET.indexes.items()
    }
    snapshot = market(
        indexes=indexes,
        risk=replace(MARKET.risk, indexes=tuple(indexes)),
        funds={s: replace(f, index=played.get(f.index, f.index)) for s, f in MARKET.funds.items()},
        valuations=(
            *MARKET.valuations,
            ratio("Russell 2000 Growth", 30.0, 15.0, 3.0),
            ratio("Russell 2000 Value", 12.0, 12.0, 1.2),
        ),
    )
    alone = replace(silent(world()), valuation=world().valuation)
    for shares, spreads in (({"QQQ": 10, "IWN": 10}, 2), ({"QQQ": 10}, 1)):
        household = build_household(
            portfolio(shares), snapshot, Policy(), {"Russell 2000", "S&P 500"}, TODAY
        )
        neutral = neutral_mix(household, Policy())
        found = form_outlook(household, neutral, OBJECTIVE, snapshot, (alone,))
        assert len(found.worlds[0].views) == spreads
        apart = found.mean - found.prior
        assert found.contributions["valuation"] == pytest.approx(apart, abs=1e-15)
        if spreads == 2:
            growth = household.index_names.index("Russell 2000 Growth")
            value = household.index_names.index("Russell 2000 Value")
            assert apart[growth] - apart[value] < -0.01


def test_the_order_of_the_worlds_is_irrelevant():
    first, second = outlook(*two_worlds()), outlook(*reversed(two_worlds()))
    assert second.mean == pytest.approx(first.mean, abs=1e-15)
    assert second.covariance == pytest.approx(first.covariance, abs=1e-15)


def test_a_silent_driver_says_why():
    found = outlook(*two_worlds())
    assert found.worlds[0].silent == {}
    assert found.worlds[1].silent == {"flow": "no dollars are expected to move"}


def test_a_driver_that_the_world_leaves_out_is_neither_heard_nor_silent():
    (found,) = outlook(silent(world())).worlds
    assert found.silent == {}
    assert found.views == ()
