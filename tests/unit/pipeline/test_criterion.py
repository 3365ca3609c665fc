"""Criteria over scenarios: which probabilities count, and that no portfolio does better by them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from allocator.errors import CertificationError
from allocator.model.assets import AssetClass
from allocator.model.brief import utility
from allocator.model.formulate import formulate
from allocator.model.policy import Criterion, Limits, Objective, Policy, Range, Trading
from allocator.model.scenario import Stress
from allocator.model.standing import Standing
from allocator.optimize.again import solve_again
from allocator.optimize.worst_case import Worst
from allocator.pipeline import criterion as module
from allocator.pipeline import propose
from allocator.pipeline.criterion import alone, under_criterion
from allocator.pipeline.criterion import worth as criterion_worth
from tests.situations import brief, market, portfolio, world

WORLDS = (
    world("good", 0.5, share=1.0),
    world("flat", 0.3, share=0.0, usd_bn=0.0),
    world("bad", 0.2, share=-1.0, usd_bn=-200.0, stress=Stress(1.1, 0.1)),
)
HARD = [Criterion.WORST_CASE, Criterion.REGRET, Criterion.ROBUST]


def asked(kind, radius=0.1, scenarios=WORLDS, **limits):
    policy = Policy(
        objective=Objective(criterion=kind, radius_nats=radius), limits=Limits(**limits)
    )
    return brief(policy=policy, scenarios=scenarios)


def solved(kind, **options):
    counted = under_criterion(asked(kind, **options))
    return counted, solve_again(counted).standing


def by_world(case, standing):
    return np.array([utility(alone(case, w), standing).total for w in case.outlook.worlds])


def best_by_world(case):
    return np.array([solve_again(alone(case, w)).objective for w in case.outlook.worlds])


def worth(kind, case, standing, best):
    """The criterion from its definition, by another route than the program's."""
    values = by_world(case, standing)
    if kind is Criterion.WORST_CASE:
        return values.min()
    if kind is Criterion.REGRET:
        return -(best - values).max()
    exposure = case.household.exposure @ standing.weights
    means = np.array([w.mean @ exposure for w in case.outlook.worlds])
    half = case.policy.objective.risk_aversion / 2
    stated = np.array([w.scenario.probability for w in case.outlook.worlds])

    def mixed(p):
        return p @ values - half * (p @ means**2 - (p @ means) ** 2)

    ball = {
        "type": "ineq",
        "fun": lambda p: (
            case.policy.objective.radius_nats - p @ np.log(np.maximum(p, 1e-12) / stated)
        ),
    }
    found = minimize(
        lambda p: 1e4 * mixed(p),
        stated,
        bounds=[(1e-9, 1)] * len(stated),
        constraints=[{"type": "eq", "fun": lambda p: p.sum() - 1}, ball],
        options={"ftol": 1e-12, "maxiter": 500},
    )
    # The search may end a little outside the ball: come back along the line to the middle.
    inside, outside = 0.0, 1.0
    for _ in range(60):
        way = (inside + outside) / 2
        if ball["fun"](stated + way * (found.x - stated)) >= 0:
            inside = way
        else:
            outside = way
    return mixed(stated + inside * (found.x - stated))


def rivals(case, standing, rng, count=12):
    """Feasible portfolios on the way from the answer to the best of random other returns."""
    for _ in range(count):
        tilt = rng.normal(0, 0.03, len(case.household.indexes))
        other = replace(case, outlook=replace(case.outlook, mean=case.outlook.mean + tilt))
        towards = solve_again(other).weights
        way = rng.uniform(0, 1) ** 3
        yield Standing(standing.weights + way * (towards - standing.weights), standing.cash)


@pytest.mark.parametrize("kind", HARD)
def test_no_portfolio_we_can_find_does_better_by_the_criterion(kind):
    case, standing = solved(kind)
    best = best_by_world(case)
    answer = worth(kind, case, standing, best)
    rng = np.random.default_rng(4)
    assert all(worth(kind, case, w, best) <= answer + 1e-8 for w in rivals(case, standing, rng))
    for single in case.outlook.worlds:
        alone_best = solve_again(alone(case, single)).standing
        assert worth(kind, case, alone_best, best) <= answer + 1e-8


@pytest.mark.parametrize("kind", HARD)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_the_value_at_the_worst_probabilities_is_the_criterion(kind, data):
    """max min = min max: the answer's own worst case is what the counted probabilities say."""
    share = st.floats(-2, 2)
    scenarios = tuple(
        world(
            f"w{number}",
            p,
            share=data.draw(share),
            usd_bn=data.draw(st.floats(-200, 200)),
            stress=Stress(data.draw(st.floats(0.8, 1.6)), 0.0),
        )
        for number, p in enumerate((0.4, 0.35, 0.25))
    )
    radius = data.draw(st.floats(1e-3, 2.0))
    case, standing = solved(kind, scenarios=scenarios, radius=radius)
    best = best_by_world(case)
    said = utility(case, standing).total
    if kind is Criterion.REGRET:
        said -= np.array(case.outlook.counted) @ best
    assert worth(kind, case, standing, best) == pytest.approx(said, abs=2e-6)


def test_expected_changes_nothing():
    case = asked(Criterion.EXPECTED)
    assert under_criterion(case) is case


def test_robust_without_a_radius_is_expected():
    case = asked(Criterion.ROBUST, radius=0.0)
    assert under_criterion(case) is case


def test_robust_over_a_tiny_radius_is_nearly_expected():
    near, standing = solved(Criterion.ROBUST, radius=1e-8)
    assert near.outlook.counted == pytest.approx((0.5, 0.3, 0.2), abs=1e-3)
    usual = solve_again(asked(Criterion.EXPECTED)).weights
    assert standing.weights == pytest.approx(usual, abs=1e-3)


@pytest.mark.parametrize("radius", [0.01, 0.1, 0.5])
def test_robust_probabilities_stand_on_the_radius(radius):
    case, _ = solved(Criterion.ROBUST, radius=radius)
    p, stated = np.array(case.outlook.counted), np.array([0.5, 0.3, 0.2])
    assert p @ np.log(p / stated) == pytest.approx(radius, rel=1e-4)


def test_a_larger_radius_is_never_better():
    found = [solved(Criterion.ROBUST, radius=radius) for radius in (0.01, 0.1, 0.5, 3.0)]
    values = [utility(case, standing).total for case, standing in found]
    assert values == sorted(values, reverse=True)


def test_the_worst_case_counts_the_worst_world_alone():
    case, _ = solved(Criterion.WORST_CASE)
    assert case.outlook.counted == pytest.approx((0, 0, 1), abs=1e-6)


def test_regret_is_the_same_in_the_worlds_that_count():
    case, standing = solved(Criterion.REGRET)
    regrets = best_by_world(case) - by_world(case, standing)
    counted = np.array(case.outlook.counted)
    assert (counted > 0.01).sum() >= 2
    assert regrets[counted > 0.01] == pytest.approx(regrets.max(), abs=1e-7)
    assert (regrets <= regrets.max() + 1e-9).all()


@pytest.mark.parametrize("kind", HARD)
def test_zero_probability_and_an_absent_scenario_agree(kind):
    """Even where probabilities count for nothing else."""
    wild = world("wild", 0.0, share=-3.0, stress=Stress(3.0, 0.5))
    with_it, first = solved(kind, scenarios=(*WORLDS, wild))
    without, second = solved(kind)
    assert first.weights == pytest.approx(second.weights, abs=1e-7)
    assert with_it.outlook.counted == pytest.approx((*without.outlook.counted, 0.0), abs=1e-6)


@pytest.mark.parametrize("kind", HARD)
def test_the_order_of_scenarios_never_matters(kind):
    _, first = solved(kind)
    _, second = solved(kind, scenarios=WORLDS[::-1])
    assert first.weights == pytest.approx(second.weights, abs=1e-6)


@pytest.mark.parametrize("kind", HARD)
def test_one_scenario_is_its_own_worst_case(kind):
    case = asked(kind, scenarios=(world("only", 1.0),))
    assert under_criterion(case) is case


@pytest.mark.parametrize("kind", HARD)
def test_limits_hold_under_every_criterion(kind):
    case, standing = solved(kind, small_cap=Range(0.16, 0.17))
    small = case.household.small_shares @ case.household.exposure @ standing.weights
    equity = case.household.members(AssetClass.EQUITY) @ case.household.exposure @ standing.weights
    assert 0.16 - 1e-6 <= small / equity <= 0.17 + 1e-6


def test_probabilities_that_are_not_the_worst_are_not_believed(monkeypatch):
    def wrong(brief, _, course):
        return Worst(np.array([0.9, 0.05, 0.05]), np.zeros(len(formulate(brief, course).cost)))

    monkeypatch.setattr(module, "worst_probabilities", wrong)
    with pytest.raises(CertificationError, match="other probabilities are worse"):
        under_criterion(asked(Criterion.WORST_CASE))


def test_what_trading_costs_is_weighed_in_every_world():
    """Dear trading keeps the portfolio as it is, whatever the criterion."""
    policy = Policy(
        objective=Objective(criterion=Criterion.WORST_CASE),
        limits=Limits(small_cap=Range(0.0, 1.0), split_tolerance=1.0, tracking_error=None),
        trading=Trading(cost_bps=1000.0),
    )
    case = under_criterion(brief(policy=policy, scenarios=WORLDS))
    assert solve_again(case).weights == pytest.approx(case.household.weights, abs=1e-6)


@pytest.mark.parametrize("kind", HARD)
def test_a_portfolio_is_worth_what_the_criterion_says_of_it(kind):
    """Each at the probabilities that are worst for it, not at those of the optimum."""
    case, standing = solved(kind)
    best = best_by_world(case)
    portfolios = [case.today, *rivals(case, standing, np.random.default_rng(9), 6)]
    found = criterion_worth(case, portfolios)
    by_hand = [worth(kind, case, each, best) for each in portfolios]
    assert found == pytest.approx(by_hand, abs=2e-7)


@pytest.mark.parametrize("kind", HARD)
def test_a_gain_is_the_gain_in_the_criterion(kind):
    """At the optimum's own probabilities what is held looks nearly as good, whatever it is."""
    policy = Policy(objective=Objective(criterion=kind))
    found = propose(portfolio(), policy, WORLDS, market())
    case, best = found.brief, best_by_world(found.brief)
    by_hand = worth(kind, case, found.standing, best) - worth(kind, case, case.today, best)
    traded = found.candidate == found.trades
    assert not traded or found.gain.net == pytest.approx(by_hand, abs=2e-7)
    assert (
        found.gain.net
        >= utility(case, found.standing).total - utility(case, case.today).total - 1e-7
    )


def test_under_another_criterion_the_mix_to_return_to_stays_that_of_today():
    """It would follow the answer, and the answer it, until a fund is gone."""
    held = portfolio({"VOO": 100, "QQQ": 120, "IWM": 45, "AGG": 310})
    mixes = [
        propose(held, Policy(objective=Objective(criterion=kind, radius_nats=r)), WORLDS, market())
        for kind, r in ((Criterion.ROBUST, 0.08), (Criterion.ROBUST, 0.11), (Criterion.REGRET, 0.1))
    ]
    first, *others = (found.brief.neutral.weights for found in mixes)
    assert all(mix.tolist() == first.tolist() for mix in others)
