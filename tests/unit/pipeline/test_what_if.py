"""Both answers side by side: the base is the proposal, and what differs follows from the changes."""

from dataclasses import replace

import numpy as np
import pytest

from allocator import as_json, propose, what_if
from allocator.beliefs.outlook import form_outlook
from allocator.errors import InfeasiblePolicyError, InputError
from allocator.model.limits import small_cap_share
from allocator.model.policy import Policy, Range
from allocator.pipeline.what_if import WhatIf
from tests.situations import brief, market, portfolio, two_worlds, world

MARKET, HELD, WORLDS = market(), portfolio(), two_worlds()
CHANGES = {"scenario.none.probability": 0.9, "limits.small_cap.upper": 0.25}


def ask(changes, policy=None, scenarios=WORLDS, held=HELD) -> WhatIf:
    return what_if(held, changes, policy, scenarios, MARKET)


@pytest.fixture(scope="module")
def found():
    return ask(CHANGES)


def figure(found, name):
    return next(each for each in found.comparisons if each.name == name)


def test_the_base_is_what_propose_gives_to_the_byte(found):
    assert as_json(found.base) == as_json(propose(HELD, None, WORLDS, MARKET))


def test_the_changed_answer_is_that_of_inputs_written_so(found):
    limits = replace(Policy().limits, small_cap=Range(0.10, 0.25))
    worlds = (replace(WORLDS[0], probability=0.1), replace(WORLDS[1], probability=0.9))
    written = propose(HELD, replace(Policy(), limits=limits), worlds, MARKET)
    assert found.changed.brief.policy == written.brief.policy
    assert found.changed.solution.weights == pytest.approx(written.solution.weights, abs=1e-7)
    assert found.changed.trades == written.trades


def test_no_changes_and_present_values_give_the_base_twice():
    for changes in ({}, {"limits.turnover": 0.25, "scenario.rotation.probability": 0.45}):
        same = ask(changes)
        assert same.alterations == ()
        assert as_json(same.changed) == as_json(same.base)
        assert {each.difference for each in same.comparisons} <= {0.0, None}


def test_less_faith_in_the_rotation_lowers_the_target(found):
    target = figure(found, "small_cap_target")
    assert target.base == small_cap_share(found.base.brief.household, found.base.solution.weights)
    assert target.difference == target.changed - target.base < -0.001


def test_drivers_and_equilibrium_add_up_to_what_is_expected_on_both_sides(found):
    names = [each.name for each in found.comparisons]
    parts = found.comparisons[names.index("equilibrium") :]
    whole = figure(found, "small_minus_large")
    assert sum(each.base for each in parts) == pytest.approx(whole.base, abs=1e-12)
    assert sum(each.changed for each in parts) == pytest.approx(whole.changed, abs=1e-12)


def test_a_driver_that_falls_silent_counts_zero_on_that_side():
    found = ask({"drivers.flow.usd_bn": 0}, scenarios=(world(),))
    flow = figure(found, "flow")
    assert flow.changed == 0.0
    assert flow.base > 0.0


def test_a_portfolio_without_equity_has_no_small_caps_to_compare():
    found = ask({"trading.min_benefit_bps": 2}, held=portfolio({"AGG": 500}))
    assert figure(found, "small_cap_target").base is None
    assert figure(found, "small_cap_target").difference is None


def test_a_failure_says_whether_it_is_of_the_base_or_of_the_changes():
    with pytest.raises(InfeasiblePolicyError) as failure:
        ask({"limits.turnover": 0.001, "limits.small_cap.lower": 0.19})
    assert [problem.place for problem in failure.value.problems] == ["with the changes"]
    tight = replace(Policy().limits, turnover=Range(upper=0.001), small_cap=Range(0.19, 0.2))
    with pytest.raises(InfeasiblePolicyError) as failure:
        ask({"limits.turnover": 0.5}, policy=replace(Policy(), limits=tight))
    assert [problem.place for problem in failure.value.problems] == ["as things stand"]


def test_a_name_that_nothing_answers_to_is_an_error():
    with pytest.raises(InputError, match="no fund tracks 'Nowhere'"):
        ask({"drivers.flow.seller": "Nowhere"})


def test_what_ships_stands_in_for_what_is_not_given():
    shipped = what_if(
        portfolio({"VOO": 100, "IWM": 20, "AGG": 50}), {"scenario.hard-landing.probability": 0.3}
    )
    assert [each.key for each in shipped.alterations if not each.follows] == [
        "scenario.hard-landing.probability"
    ]
    assert len(shipped.base.brief.outlook.worlds) == 4


def test_zero_probability_and_an_absent_scenario_agree():
    """On everything the optimiser is given; a wild third world makes a leak visible."""
    wild = world("wild", 0.0, share=3.0, usd_bn=5000.0)
    given = brief()
    household, neutral, objective = given.household, given.neutral, given.policy.objective
    absent = form_outlook(household, neutral, objective, MARKET, WORLDS)
    there = form_outlook(household, neutral, objective, MARKET, (*WORLDS, wild))
    for name in ("prior", "mean", "covariance", "uncertainty"):
        assert getattr(there, name) == pytest.approx(getattr(absent, name), abs=1e-15), name
    assert set(there.contributions) == set(absent.contributions)
    for driver, part in absent.contributions.items():
        assert there.contributions[driver] == pytest.approx(part, abs=1e-15)


def test_setting_a_scenario_to_zero_is_the_same_as_deleting_its_file():
    worlds = (world("a", 0.5), world("b", 0.25, share=-1.0), world("c", 0.25, usd_bn=0.0))
    zero = ask({"scenario.b.probability": 0}, scenarios=worlds).changed
    without = (replace(worlds[0], probability=2 / 3), replace(worlds[2], probability=1 / 3))
    deleted = propose(HELD, None, without, MARKET)
    assert zero.brief.outlook.mean == pytest.approx(deleted.brief.outlook.mean, abs=1e-15)
    assert zero.trades == deleted.trades


def test_the_order_of_changes_never_matters(found):
    again = ask(dict(reversed(CHANGES.items())))
    assert as_json(again.changed) == as_json(found.changed)
    assert np.array_equal(again.changed.weights, found.changed.weights)
