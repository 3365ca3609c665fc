"""Shadow prices: the multipliers are what solving again gives, and only binding limits have one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from allocator.beliefs.tail_outcomes import drawn_years
from allocator.errors import InfeasiblePolicyError
from allocator.model.assets import AssetClass
from allocator.model.policy import Limits, LinearLimit, Objective, Policy, Range, TailLimit
from allocator.model.portfolio import Holding, Lock, Lot
from allocator.model.tax import TaxRules
from allocator.optimize.again import solve_again
from allocator.pipeline.shadow import NEAR, STEP, shadow_prices
from tests.situations import brief, portfolio

BOLD = Objective(active_risk_aversion=0.0)
WIDE = Limits(small_cap=Range(0.0, 0.6), tracking_error=None, turnover=None)
CASES = {
    "small_cap.upper": Policy(limits=Limits(small_cap=Range(0.10, 0.155))),
    "small_cap.lower": Policy(limits=Limits(small_cap=Range(0.22, 0.50))),
    "turnover.upper": Policy(limits=Limits(turnover=Range(upper=0.02))),
    "tracking_error.upper": Policy(
        objective=BOLD, limits=replace(WIDE, tracking_error=Range(upper=0.003))
    ),
    "volatility.upper": Policy(objective=BOLD, limits=replace(WIDE, volatility=Range(upper=0.155))),
    "fund_weight.upper": Policy(limits=Limits(fund_weight=Range(upper=0.37))),
    "cash_reserve.lower": Policy(limits=replace(WIDE, cash_reserve=Range(0.06))),
    "split_tolerance": Policy(objective=BOLD, limits=replace(WIDE, split_tolerance=0.001)),
}


def priced(policy, held=None):
    given = brief(held, policy)
    return given, by_key(shadow_prices(given, solve_again(given)))


def by_key(prices):
    return {str(each.key).removeprefix("limits."): each for each in prices}


@pytest.mark.parametrize(("key", "policy"), CASES.items(), ids=CASES)
def test_the_multiplier_is_the_finite_difference_to_one_percent(key, policy):
    _, found = priced(policy)
    assert found[key].difference > 0
    assert found[key].multiplier == pytest.approx(found[key].difference, rel=0.01)
    assert found[key].agrees


@pytest.mark.parametrize(("key", "policy"), CASES.items(), ids=CASES)
def test_the_gain_is_that_of_solving_again_one_point_looser(key, policy):
    given, found = priced(policy)
    name, _, side = key.partition(".")
    looser = found[key].figure - STEP if side == "lower" else found[key].figure + STEP
    assert found[key].moved_to == pytest.approx(looser)
    value = replace(getattr(policy.limits, name), **{side: looser}) if side else looser
    limits = replace(policy.limits, **{name: value})
    moved = replace(given, policy=replace(policy, limits=limits))
    gain = solve_again(moved).objective - solve_again(given).objective
    assert found[key].gain == pytest.approx(gain, abs=1e-10)
    # Room is worth less and less: the objective is concave in every limit.
    assert 0 < found[key].gain <= found[key].multiplier * STEP * 1.001


def test_the_band_of_small_caps_is_priced_at_the_equity_of_the_target():
    """Three points of equity more than the neutral mix has, so the band is wider by as much."""
    limits = Limits(small_cap=Range(0.10, 0.14), split_tolerance=0.05)
    policy = Policy(limits=limits)
    given = brief(policy=policy)
    richer = given.outlook.mean + 0.03 * given.household.members(AssetClass.EQUITY)
    given = replace(given, outlook=replace(given.outlook, mean=richer))
    solution = solve_again(given)
    equity = given.household.members(AssetClass.EQUITY)
    more = equity @ given.household.exposure @ solution.weights / (equity @ given.neutral.weights)
    assert more > 1.03
    found = by_key(shadow_prices(given, solution))["small_cap.upper"]
    assert found.multiplier == pytest.approx(found.difference, rel=0.001)


def test_one_tolerance_serves_every_asset_class():
    given = brief(policy=CASES["split_tolerance"])
    prices = {"split_equity": 0.1, "split_bond": 0.2, "split_cash": 0.4}
    solution = replace(solve_again(given), shadow_prices=prices)
    (found,) = shadow_prices(given, solution)
    assert found.multiplier == pytest.approx(0.7)
    assert not found.agrees


def test_where_nothing_binds_there_is_no_price():
    assert priced(Policy(limits=replace(WIDE, split_tolerance=0.5)))[1] == {}


def test_cash_that_may_not_be_negative_is_no_limit_of_the_policy():
    """All of it is spent, but nobody could loosen that."""
    held = portfolio({"VOO": 160, "QQQ": 70, "IWM": 45}, "0")
    policy = Policy(objective=BOLD, limits=replace(WIDE, split_tolerance=0.5))
    given, found = priced(policy, held)
    assert solve_again(given).cash.sum() == pytest.approx(0, abs=1e-6)
    assert found == {}


def test_a_figure_below_one_point_is_loosened_to_none_at_all():
    held = portfolio({"VOO": 160, "QQQ": 70, "IWM": 45}, "100")
    _, found = priced(Policy(limits=replace(WIDE, cash_reserve=Range(0.004))), held)
    assert found["cash_reserve.lower"].figure == 0.004
    assert found["cash_reserve.lower"].moved_to == 0.0


def test_where_less_room_is_none_at_all_only_more_room_is_tried():
    """The least turnover that meets the band, to a hundredth of a percent: below it nothing does."""
    limits = Limits(small_cap=Range(0.20, 0.30), turnover=Range(upper=0.001))
    with pytest.raises(InfeasiblePolicyError) as refused:
        solve_again(brief(policy=Policy(limits=limits)))
    needed = next(
        float(each.needed) for each in refused.value.loosenings if "turnover" in each.limit
    )
    limits = replace(limits, turnover=Range(upper=needed))
    given, found = priced(Policy(limits=limits))
    price = found["turnover.upper"]
    near = replace(limits, turnover=Range(upper=needed + NEAR))
    moved = replace(given, policy=Policy(limits=near))
    gained = solve_again(moved).objective - solve_again(given).objective
    assert price.difference == pytest.approx(gained / NEAR)


def test_a_portfolio_of_bonds_has_no_band_of_small_caps_to_price():
    held = portfolio({"AGG": 500}, "100")
    limits = replace(WIDE, cash_reserve=Range(0.02))
    assert "small_cap.upper" not in priced(Policy(limits=limits), held)[1]


def test_the_most_valuable_limit_comes_first():
    limits = Limits(small_cap=Range(0.10, 0.155), fund_weight=Range(upper=0.36))
    gains = [each.gain for each in priced(Policy(limits=limits))[1].values()]
    assert len(gains) == 2
    assert gains == sorted(gains, reverse=True)


GAIN = Limits(small_cap=Range(0.0, 0.6), split_tolerance=0.05, tracking_error=None, turnover=None)
NAMED = {
    'index_weight."Russell 2000".upper': replace(
        GAIN, index_weight=(("Russell 2000", Range(upper=0.06)),)
    ),
    "index_weight.Nasdaq-100.lower": replace(
        GAIN, index_weight=(("Nasdaq-100", Range(lower=0.25)),)
    ),
    "limit little: upper": replace(
        GAIN, linear=(LinearLimit("little", Range(upper=0.1), of=(("Russell 2000", 1.0),)),)
    ),
    "limit less: lower": replace(
        GAIN, linear=(LinearLimit("less", Range(lower=-0.1), of=(("Russell 2000", -1.0),)),)
    ),
}


@pytest.mark.parametrize(("key", "limits"), NAMED.items(), ids=NAMED)
def test_limits_with_names_are_priced_like_others(key, limits):
    _, found = priced(Policy(objective=BOLD, limits=limits))
    price = found[key]
    assert price.gain > 0
    assert price.multiplier == pytest.approx(price.difference, rel=0.01)


def test_a_cap_on_the_tail_is_priced():
    policy = Policy(objective=BOLD, limits=replace(GAIN, cvar=TailLimit(0.25)))
    given = brief(policy=policy)
    given = replace(given, outcomes=drawn_years(given.outlook, 2000, 0))
    price = by_key(shadow_prices(given, solve_again(given)))["cvar.upper"]
    assert price.gain > 0
    assert price.multiplier == pytest.approx(price.difference, rel=0.01)


def test_a_cap_on_gains_is_priced_by_the_dollar():
    """IWM at 252.71 cost 100, and small caps are to fall: what may be realised decides how far."""
    lots = (Lot(Decimal(120), Decimal(12_000), date(2020, 1, 2)),)
    gain = Holding("main", "IWM", lots, None, None, Lock.NONE, "made-up:IWM")
    held = portfolio({"VOO": 160, "AGG": 310}, "9800", gain)
    tax = TaxRules(short_term=0.0, long_term=1e-9)
    limits = replace(GAIN, small_cap=Range(0.0, 1.0), net_gains=Decimal(1000))
    policy = Policy(limits=limits, tax=tax)
    found = priced(policy, held)[1]["net_gains"]
    assert found.figure == 1000
    assert found.moved_to == 2000
    assert found.gain > 0
    assert found.multiplier == pytest.approx(found.difference, rel=0.01)
    assert found.gain <= found.multiplier * 1000 * 1.001


def test_a_soft_limit_has_a_price_of_its_own_and_no_other():
    soft = LinearLimit("little", Range(upper=0.1), of=(("Russell 2000", 1.0),), price_bps=0.1)
    assert priced(Policy(objective=BOLD, limits=replace(GAIN, linear=(soft,))))[1] == {}
