"""Confidence in the sign of the tilt: the closed form is what draws give."""

from dataclasses import replace

import numpy as np
import pytest

from allocator.explanation.confidence import confidence
from allocator.explanation.target import neutral_share, tilt
from allocator.model.assets import AssetClass
from allocator.model.policy import Limits, Objective, Policy, Range, Trading
from allocator.optimize.again import solve_again
from tests.situations import brief, portfolio, world

OPEN = Limits(small_cap=Range(), split_tolerance=10.0, tracking_error=None, turnover=None)
SEED, DRAWS = 1, 800


def sure(given):
    return confidence(given, solve_again(given))


def test_it_is_the_share_of_draws_whose_solved_target_tilts_the_same_way():
    """Solved by the optimiser for each draw, so averse to risk that it never sells anything out."""
    policy = Policy(
        Objective(active_risk_aversion=400.0),
        limits=OPEN,
        trading=Trading(cost_bps=0.0, sale_fees=False),
    )
    given = brief(policy=policy)
    found = sure(given)
    draws = np.random.default_rng(SEED).multivariate_normal(
        given.outlook.mean, given.outlook.uncertainty, DRAWS, method="cholesky"
    )
    agree = 0
    for mean in draws:
        drawn = replace(given, outlook=replace(given.outlook, mean=mean))
        agree += np.sign(tilt(drawn, solve_again(drawn))) == np.sign(found.tilt)
    error = np.sqrt(found.share * (1 - found.share) / DRAWS)
    assert agree / DRAWS == pytest.approx(found.share, abs=3 * error)


def test_the_score_is_the_best_tilt_in_its_own_standard_deviations():
    """By solving again with each expected return moved a little, at the aversions as shipped."""
    given = brief(policy=Policy(limits=OPEN, trading=Trading(cost_bps=0.0, sale_fees=False)))
    outlook, step = given.outlook, 1e-6

    def small_beyond_neutral(mean):
        drawn = replace(given, outlook=replace(outlook, mean=mean))
        exposure = given.household.exposure @ solve_again(drawn).weights
        equity = given.household.members(AssetClass.EQUITY) @ exposure
        return given.household.small_shares @ exposure - neutral_share(given) * equity

    best = small_beyond_neutral(outlook.mean)
    moves = step * np.eye(len(outlook.mean))
    slope = [
        (small_beyond_neutral(outlook.mean + move) - small_beyond_neutral(outlook.mean - move))
        / (2 * step)
        for move in moves
    ]
    deviation = np.sqrt(slope @ outlook.uncertainty @ slope)
    assert sure(given).score == pytest.approx(best / deviation, rel=1e-4)


def test_a_belief_in_the_other_direction_is_as_sure_of_the_other_tilt():
    given = brief(scenarios=(world(),))
    outlook = given.outlook
    gap = outlook.mean - outlook.prior
    up = sure(given)
    down = sure(replace(given, outlook=replace(outlook, mean=outlook.mean - 3 * gap)))
    assert up.tilt > 0 > down.tilt
    assert up.share > 0.5
    assert down.share > up.share


def test_less_doubt_makes_surer():
    given = brief()
    outlook = given.outlook
    doubted = sure(given)
    surer = sure(replace(given, outlook=replace(outlook, uncertainty=outlook.uncertainty / 100)))
    assert surer.score == pytest.approx(10 * doubted.score)
    assert 0.5 < doubted.share < surer.share < 1


def test_without_a_tilt_there_is_nothing_to_be_sure_of():
    policy = Policy(limits=OPEN, trading=Trading(cost_bps=0.0, sale_fees=False))
    assert sure(brief(policy=policy, scenarios=())) is None


def test_without_equity_there_is_nothing_to_be_sure_of():
    assert sure(brief(portfolio({"AGG": 500}, "1000"))) is None
