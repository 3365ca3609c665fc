"""Dollars of each trade by reason: they add up, and each reason gets what is its own."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from allocator.explanation.game import (
    COSTS,
    LESS_DOUBT,
    LIMITS,
    MOST_DRIVERS,
    NEUTRAL,
    OTHERS,
    divide,
    driver_groups,
)
from allocator.explanation.trades import BETWEEN, WHOLE_SHARES, signed, trade_reasons
from allocator.model.household import Mix
from allocator.model.policy import Limits, Policy, Range, Trading
from allocator.model.trades import Side
from allocator.optimize.again import solve_again
from tests.situations import brief, world
from tests.unit.explanation.made import AT_THE_CAP, propose_with, two_accounts

FREE = Trading(cost_bps=0.0, sale_fees=False)
OPEN = Limits(small_cap=Range(), split_tolerance=10.0, tracking_error=None, turnover=None)


def as_before(given, **contributions):
    """The assignment with the contributions of its only world in the place of its own."""
    outlook = given.outlook
    (alone,) = outlook.worlds
    mean = outlook.prior + sum(contributions.values())
    alone = replace(alone, mean=mean, contributions=contributions)
    outlook = replace(outlook, mean=mean, contributions=contributions, worlds=(alone,))
    return replace(given, outlook=outlook)


def test_the_reasons_of_a_trade_sum_to_it_to_the_cent(proposal):
    explained = trade_reasons(proposal)
    assert [each.trade for each in explained] == list(proposal.candidate)
    for each in explained:
        assert sum(each.parts.values(), Decimal(0)) == signed(each.trade)
        assert all(part == round(part, 2) for part in each.parts.values())


def test_a_purchase_is_positive_and_a_sale_negative():
    for each in trade_reasons(propose_with()):
        assert (each.total > 0) == (each.trade.side is Side.BUY)


def test_the_parts_sum_to_the_move_of_the_target(proposal):
    household = proposal.brief.household
    move = household.exposure @ (proposal.solution.weights - household.weights)
    parts = divide(proposal.brief, proposal.solution)
    assert sum(parts.values()) == pytest.approx(move, abs=1e-15)


def test_the_reasons_are_the_drivers_and_the_rest():
    parts = divide(*_solved(brief()))
    assert list(parts) == [NEUTRAL, LESS_DOUBT, "rate_cycle", "flow", "valuation", COSTS, LIMITS]


def test_two_drivers_that_say_the_same_get_the_same():
    given = brief(scenarios=(world(),), policy=AT_THE_CAP)
    half = given.outlook.contributions["rate_cycle"]
    parts = divide(*_solved(as_before(given, one=half, other=half.copy())))
    assert np.abs(parts["one"]).max() > 1e-4
    assert parts["one"] == pytest.approx(parts["other"], abs=1e-7)


def test_a_driver_that_says_zero_gets_nothing():
    given = brief(scenarios=(world(share=0.0),), policy=AT_THE_CAP)
    parts = divide(*_solved(given))
    assert np.abs(given.outlook.contributions["rate_cycle"]).max() == 0
    assert np.abs(parts["rate_cycle"]).max() < 1e-7
    assert np.abs(parts["flow"]).max() > 1e-4


def test_limits_that_never_bind_get_nothing():
    parts = divide(*_solved(brief(policy=Policy(limits=OPEN))))
    assert np.abs(parts[LIMITS]).max() < 1e-7


def test_limits_that_bind_hold_small_caps_back():
    at_the_cap = divide(*_solved(brief(policy=AT_THE_CAP)))
    assert at_the_cap[LIMITS][_small(brief())] < -1e-3


def test_where_trading_is_free_costs_have_no_part():
    assert COSTS not in divide(*_solved(brief(policy=Policy(trading=FREE))))


def test_without_views_costs_and_limits_the_neutral_mix_is_the_whole_move():
    given = brief(scenarios=(), policy=Policy(trading=FREE, limits=OPEN))
    parts = divide(*_solved(given))
    held = given.household.exposure @ given.household.weights
    assert parts[NEUTRAL] == pytest.approx(given.neutral.weights - held, abs=1e-6)
    for name in (LESS_DOUBT, LIMITS):
        assert np.abs(parts[name]).max() < 1e-6


def test_the_part_of_the_neutral_mix_is_the_way_to_it_whatever_is_believed():
    given = brief()
    held = given.household.exposure @ given.household.weights
    parts = divide(*_solved(given))
    assert parts[NEUTRAL] == pytest.approx(given.neutral.weights - held, abs=1e-6)


def test_unlimited_and_free_each_part_doubles_with_what_the_driver_says():
    """Then the optimum is linear in the means, as long as nothing is sold out."""
    policy = Policy(trading=FREE, limits=OPEN)
    given = brief(scenarios=(world(),), policy=policy)
    parts = given.outlook.contributions
    once = divide(*_solved(as_before(given, **parts)))
    doubled = {**parts, "flow": 2 * parts["flow"]}
    twice = divide(*_solved(as_before(given, **doubled)))
    assert twice["flow"] == pytest.approx(2 * once["flow"], abs=1e-7)
    assert twice["valuation"] == pytest.approx(once["valuation"], abs=1e-7)
    assert np.abs(once["flow"]).max() > 1e-3


def test_no_player_is_worth_more_alone_than_the_game_allows():
    """One driver, no costs, no limits: its part is the target less the target without it."""
    given = brief(scenarios=(world(),), policy=Policy(trading=FREE, limits=OPEN))
    rate = as_before(given, rate_cycle=given.outlook.contributions["rate_cycle"])
    nothing = as_before(given, rate_cycle=0 * given.outlook.prior)
    exposure = given.household.exposure
    apart = exposure @ (solve_again(rate).weights - solve_again(nothing).weights)
    assert divide(*_solved(rate))["rate_cycle"] == pytest.approx(apart, abs=1e-7)


def test_only_the_smallest_of_many_drivers_play_together():
    given = brief(scenarios=(world(),))
    part = given.outlook.contributions["flow"]
    many = {f"d{n}": part / (1 + n) for n in range(MOST_DRIVERS + 2)}
    groups = driver_groups(as_before(given, **many).outlook)
    assert len(groups) == MOST_DRIVERS
    assert groups["d0"] == ("d0",)
    assert set(groups[OTHERS]) == {"d5", "d6", "d7"}
    assert {name for group in groups.values() for name in group} == set(many)


def test_trades_of_one_index_share_its_reasons_by_their_size():
    explained = trade_reasons(propose_with(held=two_accounts()))
    sales = [each for each in explained if each.trade.symbol == "SPY"]
    assert len(explained) > 2
    if len(sales) == 2:
        first, second = sales
        ratio = float(first.total / second.total)
        flows = float(first.parts["flow"]), float(second.parts["flow"])
        assert flows[0] == pytest.approx(ratio * flows[1], abs=0.02)


def test_an_exchange_of_twins_is_for_no_driver():
    proposal = propose_with()
    sale = next(each for each in proposal.candidate if each.symbol in {"SPY", "VOO"})
    twin = replace(sale, symbol="VOO" if sale.symbol == "SPY" else "SPY", side=Side.BUY)
    found = trade_reasons(replace(proposal, candidate=(sale, twin)))
    for each in found:
        assert each.parts[BETWEEN] == each.total
        assert all(part == 0 for name, part in each.parts.items() if name != BETWEEN)


def test_a_purchase_against_larger_sales_of_its_index_only_moves_money_between_funds():
    proposal = propose_with()
    sale = next(each for each in proposal.candidate if each.symbol in {"SPY", "VOO"})
    twin = replace(
        sale,
        symbol="VOO" if sale.symbol == "SPY" else "SPY",
        side=Side.BUY,
        value=sale.value / 4,
    )
    twin = replace(twin, value=round(twin.value, 2))
    sold, bought = trade_reasons(replace(proposal, candidate=(sale, twin)))
    assert bought.parts[BETWEEN] == bought.total
    assert sold.parts[BETWEEN] == -bought.total


def test_the_trades_of_an_index_carry_its_reasons_at_their_multiples(proposal):
    """A fund at three times moves its index with a third of the dollars."""
    household, value = proposal.brief.household, float(proposal.brief.household.value)
    explained = trade_reasons(proposal)
    moves = divide(proposal.brief, proposal.solution)
    for number, index in enumerate(household.index_names):
        mine = [each for each in explained if _fund(each.trade, household).index == index]
        for reason in moves if mine else ():
            carried = sum(
                float(each.parts[reason]) * _fund(each.trade, household).multiple for each in mine
            )
            assert carried == pytest.approx(value * moves[reason][number], abs=0.1)


def test_what_rounding_to_shares_adds_is_a_reason_of_its_own():
    proposal = propose_with()
    household, value = proposal.brief.household, float(proposal.brief.household.value)
    target = household.exposure @ (proposal.solution.weights - household.weights) * value
    for index in household.index_names:
        mine = [
            each for each in trade_reasons(proposal) if _fund(each.trade, household).index == index
        ]
        if mine:
            apart = (
                sum(float(each.total) for each in mine) - target[household.index_names.index(index)]
            )
            found = sum(float(each.parts[WHOLE_SHARES]) for each in mine)
            assert found == pytest.approx(apart, abs=0.05)


def test_where_no_trade_was_weighed_there_is_nothing_to_explain():
    assert trade_reasons(replace(propose_with(), candidate=())) == ()


def test_a_lock_is_arithmetic_and_stands_in_every_coalition():
    """The way to the neutral mix goes as far as the locks allow."""
    given = brief()
    positions = tuple(
        replace(each, may_buy=False) if each.fund.index.startswith("Russell") else each
        for each in given.household.positions
    )
    locked = replace(given, household=replace(given.household, positions=positions))
    parts = divide(*_solved(replace(locked, policy=Policy(limits=OPEN))))
    assert parts[NEUTRAL][_small(locked)] <= 1e-7


def test_a_mix_that_is_already_held_asks_for_no_return_to_it():
    given = brief()
    held = given.household.exposure @ given.household.weights
    mix = Mix(held, float(given.household.cash.sum()))
    parts = divide(*_solved(replace(given, neutral=mix)))
    assert np.abs(parts[NEUTRAL]).max() < 1e-6


def _solved(given):
    return given, solve_again(given)


def _small(given):
    return given.household.index_names.index("Russell 2000")


def _fund(trade, household):
    return next(p.fund for p in household.positions if p.fund.symbol == trade.symbol)
