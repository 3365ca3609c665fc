"""Targets over one or two keys: each is the optimum of its own point, and none is left out."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator import sweep
from allocator.beliefs.blender import Blender
from allocator.beliefs.outlook import form_outlook
from allocator.errors import CertificationError, InputError
from allocator.model.brief import utility
from allocator.model.limits import small_cap_share
from allocator.model.policy import Policy, Range
from allocator.model.scenario import Doubt, DoubtKind, StatedView, Stress
from allocator.optimize.solve import optimise
from allocator.pipeline import propose, what_if_sweep
from allocator.portfolio.changes import apply_changes
from tests.situations import brief, market, portfolio, two_worlds, world

MARKET, HELD, WORLDS = market(), portfolio(), two_worlds()


def swept(grid, changes=None, policy=None, scenarios=WORLDS, held=HELD):
    return sweep(held, grid, changes, policy, scenarios, MARKET)


def solved(changes, policy=None, scenarios=WORLDS):
    """The target by the reference: cvxpy, and the outlook formed from nothing."""
    policy, scenarios = apply_changes(policy or Policy(), scenarios, changes)
    asked = brief(HELD, policy, scenarios, MARKET)
    return asked, optimise(asked)


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("scenario.rotation.probability", (0.0, 0.45, 1.0)),
        ("drivers.flow.usd_bn", (-200.0, 0.0, 800.0)),
        ("scenario.none.stress.volatility", (0.8, 2.0)),
        ("limits.small_cap.upper", (0.12, 0.3)),
        ("limits.tracking_error", (0.002, 0.01)),
        ("objective.risk_aversion", (1.5, 4.0)),
        ("objective.tau", (0.02, 0.2)),
        ("neutral.small_cap_share", (0.11, 0.19)),
        ("trading.cost_bps", (1.0, 40.0)),
        (
            "limits.fund_weight.upper",
            (0.3, 0.9),
        ),  # more funds on an index may be bought below one half
    ],
)
def test_each_point_is_the_optimum_of_its_own_inputs(key, values):
    found = swept({key: values})
    assert [point.values for point in found.points] == [(value,) for value in values]
    for point in found.points:
        asked, solution = solved({key: point.values[0]})
        household, target = asked.household, point.target
        assert target.small_cap == pytest.approx(
            small_cap_share(household, solution.weights), abs=1e-5
        )
        gain = solution.objective - utility(asked, asked.today).total
        assert target.gain == pytest.approx(gain, abs=1e-8)
        traded = abs(solution.weights - household.weights) * float(household.value)
        made = [dollars for dollars in traded if dollars >= 250]
        assert target.traded_usd == pytest.approx(sum(made), abs=10.0)
        assert target.trades == len(made)


def test_a_map_has_every_pair_the_last_key_fastest():
    grid = {"drivers.flow.usd_bn": (0.0, 300.0), "scenario.rotation.probability": (0.2, 0.5, 0.8)}
    found = swept(grid)
    assert [point.values for point in found.points] == [
        (0.0, 0.2),
        (0.0, 0.5),
        (0.0, 0.8),
        (300.0, 0.2),
        (300.0, 0.5),
        (300.0, 0.8),
    ]
    _, solution = solved({"drivers.flow.usd_bn": 300.0, "scenario.rotation.probability": 0.8})
    share = small_cap_share(brief(HELD).household, solution.weights)
    assert found.points[-1].target.small_cap == pytest.approx(share, abs=1e-5)


def test_the_order_of_points_decides_nothing():
    values = (0.1, 0.4, 0.9)
    key = "scenario.rotation.probability"
    forth, back = swept({key: values}), swept({key: values[::-1]})
    assert forth.points == back.points[::-1]


def test_a_present_value_is_the_base():
    found = swept({"limits.turnover": (0.25, 0.3)})
    assert found.present == (0.25,)
    assert found.points[0].target == found.base.target


def test_what_is_set_holds_at_every_point():
    key = "drivers.flow.usd_bn"
    found = swept({key: (0.0, 500.0)}, {"limits.small_cap.upper": 0.12})
    assert [each.key for each in found.alterations] == ["limits.small_cap.upper"]
    for point in (found.base, *found.points):
        assert point.target.small_cap <= 0.12 + 1e-6
        assert "small_cap" in point.target.binding


def test_a_point_whose_limits_cannot_be_met_is_kept_and_said():
    """With 2 % of turnover small caps cannot rise to 19 % of equity; with 25 % they can."""
    limits = replace(Policy().limits, small_cap=Range(0.19, 0.25))
    found = swept({"limits.turnover": (0.02, 0.25)}, policy=replace(Policy(), limits=limits))
    assert [point.trouble for point in found.points] == ["limits cannot be met", ""]
    assert found.points[0].target is None
    assert found.points[1].target.small_cap >= 0.19 - 1e-6


def test_a_base_that_cannot_be_met_is_no_reason_to_refuse_the_sweep():
    limits = replace(Policy().limits, small_cap=Range(0.19, 0.25), turnover=Range(upper=0.02))
    found = swept({"limits.turnover": (0.25, 0.5)}, policy=replace(Policy(), limits=limits))
    assert found.base.trouble == "limits cannot be met"
    assert all(point.target for point in found.points)


def test_an_answer_that_fails_its_check_is_not_shown(monkeypatch):
    def fail(*_):
        raise CertificationError("the residual is 1")

    monkeypatch.setattr(what_if_sweep, "optimise", fail)
    found = swept({"limits.turnover": (0.25, 0.5)})
    assert [(point.target, point.trouble) for point in found.points] == [
        (None, "not certified")
    ] * 2


def test_without_equity_there_is_no_share_to_show():
    found = swept({"limits.turnover": (0.1, 0.2)}, held=portfolio({"AGG": 500}))
    assert {point.target.small_cap for point in found.points} == {None}


def test_a_trade_counts_from_the_least_trade_on():
    some = swept({"trading.min_trade": (0.0, 1e6)})
    assert some.points[0].target.trades > 0
    assert some.points[1].target.trades == 0


@pytest.mark.parametrize(
    ("grid", "changes", "message"),
    [
        ({}, {}, "sweeps 0 keys"),
        ({"a": (1.0,), "b": (1.0,), "c": (1.0,)}, {}, "sweeps 3 keys"),
        ({"limits.turnover": ()}, {}, "sweeps 0 points"),
        ({"limits.turnover": (0.1,) * 10_001}, {}, "sweeps 10,001 points"),
        ({"limits.turnover": (0.1,)}, {"limits.turnover": 0.2}, "is both set and swept"),
        ({"limits.turnovr": (0.1,)}, {}, "nearest: limits.turnover"),
        ({"limits.turnover": (0.1, 1.1)}, {}, "is 1.1, which is above 1"),
        ({"drivers.flow.seller": (0.1,)}, {}, "is 0.1, not text"),
        (
            {"scenario.rotation.probability": (0.5, 0.9)},
            {"scenario.none.probability": 0.2},
            "sum to 0.7, and no scenario is left",
        ),
    ],
)
def test_a_sweep_that_makes_no_sense_is_refused(grid, changes, message):
    with pytest.raises(InputError, match=message):
        swept(grid, changes)


probabilities = st.floats(0.0, 1.0)


@given(
    probabilities, probabilities, st.floats(0.01, 0.5), st.floats(1.0, 5.0), st.floats(0.05, 0.3)
)
def test_worlds_blended_before_mix_to_the_same_outlook(p, before, tau, aversion, share):
    """Whatever was asked first, so that no answer depends on the way to it."""
    policy = replace(
        Policy(),
        objective=replace(Policy().objective, tau=tau, risk_aversion=aversion),
        neutral=replace(Policy().neutral, small_cap_share=share),
    )

    def worlds(weight):
        return (
            world("a", weight, share=0.7),
            world("b", 1 - weight, usd_bn=-300.0, stress=Stress(1.6, 0.2)),
        )

    first = brief(HELD, Policy(), worlds(before), MARKET)
    blender = Blender(first.household, MARKET)
    blender.outlook(first.neutral, Policy().objective, worlds(before))
    asked = brief(HELD, policy, worlds(p), MARKET)
    mixed = blender.outlook(asked.neutral, policy.objective, worlds(p))
    whole = form_outlook(asked.household, asked.neutral, policy.objective, MARKET, worlds(p))
    for name in ("prior", "mean", "covariance", "uncertainty"):
        assert getattr(mixed, name) == pytest.approx(getattr(whole, name), abs=1e-13), name
    for driver, part in whole.contributions.items():
        assert mixed.contributions[driver] == pytest.approx(part, abs=1e-13)


def test_without_scenarios_the_prior_stands():
    found = swept({"limits.turnover": (0.25,)}, scenarios=())
    assert found.points[0].target.small_cap == pytest.approx(
        small_cap_share(brief(HELD).household, solved({}, scenarios=())[1].weights), abs=1e-5
    )


def test_an_index_that_comes_in_on_the_way_may_be_bought_there():
    """A scenario of no probability brings none with it; once it counts, the sweep sees what `propose` does."""
    view = StatedView(
        "growth",
        (("Nasdaq-100", 1.0), ("S&P 500", -1.0)),
        0.05,
        12.0,
        Doubt(DoubtKind.STANDARD_DEVIATION, 0.02),
        "me",
        date(2026, 12, 24),
    )
    held = portfolio({"VOO": 500, "AGG": 300}, cash="9850")
    worlds = (world("usual", 1.0), replace(world("ghost", 0.0), views=(view,)))
    found = sweep(held, {"scenario.ghost.probability": (0.0, 0.6)}, None, None, worlds, MARKET)
    asked = (replace(worlds[0], probability=0.4), replace(worlds[1], probability=0.6))
    whole = propose(held, Policy(), asked, MARKET)
    assert found.points[1].target.small_cap == pytest.approx(
        small_cap_share(whole.brief.household, whole.solution.weights), abs=1e-5
    )
    assert "Nasdaq-100" in whole.brief.household.index_names
    alone = propose(held, Policy(), worlds, MARKET)
    assert "Nasdaq-100" not in alone.brief.household.index_names


def test_dollars_beyond_proportion_are_refused_at_any_point():
    with pytest.raises(InputError, match="billion dollars move"):
        sweep(
            portfolio(), {"drivers.flow.usd_bn": (0.0, 9_000.0)}, None, None, two_worlds(), MARKET
        )
