"""
Limits against hand computation.

The portfolio is worth $100 at prices of one dollar, so that shares are percents: 20 IWM (small),
50 VOO (large), 20 AGG (bonds), 10 cash; its indexes are in the order small, large, bonds.
"""

from dataclasses import replace
from decimal import Decimal
from math import sqrt

import numpy as np
import pytest

from allocator.model.assets import AssetClass
from allocator.model.household import Mix
from allocator.model.limits import (
    Reading,
    class_weights,
    fund_weights,
    measure,
    seen_through,
    small_cap_share,
    turnover,
    worst_lock_breach,
    worst_violation,
)
from allocator.model.policy import Limits, Policy, Range
from allocator.model.portfolio import Account, AccountType, Lock
from allocator.model.standing import Standing
from tests.situations import brief, holding, portfolio

RISK = np.array([[0.04, 0.01, 0.0], [0.01, 0.04, 0.0], [0.0, 0.0, 0.01]])
NEUTRAL = Mix(np.array([0.1, 0.6, 0.2]), 0.1)


def held(cash="10", **shares):
    return portfolio({}, cash, *(holding(name, count, price=1) for name, count in shares.items()))


def by_hand(limits=None):
    made = brief(held(IWM=20, VOO=50, AGG=20), Policy(limits=limits or Limits()), scenarios=())
    assert made.household.index_names == ("Russell 2000", "S&P 500", "US Aggregate Bonds")
    assert [position.fund.symbol for position in made.household.positions] == ["AGG", "IWM", "VOO"]
    return replace(made, risk=RISK, neutral=NEUTRAL)


def readings(given, weights=None, cash=None):
    found = measure(
        given,
        Standing(
            given.household.weights if weights is None else np.array(weights),
            given.household.cash if cash is None else np.array(cash),
        ),
    )
    return {reading.name: reading for reading in found}


def every(upper):
    """All limits set, those with an upper side to `upper`."""
    edge = Range(upper=upper)
    return Limits(volatility=edge, tracking_error=edge, turnover=edge, fund_weight=edge)


def test_the_small_cap_share_is_of_equity_and_not_of_the_whole():
    """20 small of 70 in equity."""
    found = readings(by_hand())["small_cap"]
    assert found == Reading("small_cap", pytest.approx(20 / 70), 0.10, 0.20)


def test_the_small_cap_share_looks_through_a_fund():
    """50 in the total market, 6 % of it small, and 10 in small: 13 of 60."""
    given = brief(held(VTI=50, IWM=10, AGG=30), scenarios=())
    share = small_cap_share(given.household, given.household.weights)
    assert share == pytest.approx(13 / 60)


def test_leverage_counts_at_its_multiple_on_both_sides_and_as_cash_owed():
    """5 in a fund at three times small and 95 in large: 15 of 110 is small, and 10 is owed."""
    given = brief(held("0", TNA=5, VOO=95), scenarios=())
    household = given.household
    assert small_cap_share(household, household.weights) == pytest.approx(15 / 110)
    found = class_weights(household, household.weights, household.cash)
    assert found[AssetClass.EQUITY] == pytest.approx(1.10)
    assert found[AssetClass.CASH] == pytest.approx(-0.10)
    mix = seen_through(household, household.weights, household.cash)
    assert mix.weights.sum() + mix.cash == pytest.approx(1.0)


def test_without_equity_there_is_no_small_cap_reading():
    given = brief(held(AGG=90), scenarios=())
    assert small_cap_share(given.household, given.household.weights) is None
    assert "small_cap" not in readings(given)


def test_each_asset_class_is_held_to_the_neutral_mix_within_the_tolerance():
    found = readings(by_hand(Limits(split_tolerance=0.02)), [0.25, 0.15, 0.48], [0.12])
    for name, value, centre in (
        ("equity", 0.63, 0.7),
        ("bond", 0.25, 0.2),
        ("cash", 0.12, 0.1),
    ):
        reading = found[f"split_{name}"]
        assert reading.value == pytest.approx(value)
        assert (reading.lower, reading.upper) == pytest.approx((centre - 0.02, centre + 0.02))


def test_an_asset_class_neither_held_nor_wanted_has_no_reading():
    assert "split_commodity" not in readings(by_hand())


def test_an_asset_class_that_the_neutral_mix_lacks_but_is_held_has_a_reading():
    given = replace(by_hand(), neutral=Mix(np.array([0.2, 0.7, 0.0]), 0.1))
    assert readings(given)["split_bond"].violation == pytest.approx(0.2 - 0.01)


def test_volatility_is_the_square_root_of_the_quadratic_form():
    """.04*.04 + 2*.01*.2*.5 + .04*.25 + .01*.04 = .0016 + .002 + .01 + .0004 = .014."""
    found = readings(by_hand(every(0.1)))["volatility"]
    assert found == Reading("volatility", pytest.approx(sqrt(0.014)), None, 0.1)


def test_the_tracking_error_is_against_the_neutral_mix():
    """+.1 and -.1 of two indexes: (.04 + .04 - 2*.01) * .01 = .0006."""
    found = readings(by_hand(every(0.1)))["tracking_error"]
    assert found == Reading("tracking_error", pytest.approx(sqrt(0.0006)), None, 0.1)


def test_turnover_is_one_way():
    """Selling 5 of 20 IWM and buying 5 VOO turns 5 %, not 10 %."""
    given = by_hand(every(0.04))
    weights = np.array([0.20, 0.15, 0.55])
    assert turnover(given.household, weights) == pytest.approx(0.05)
    found = readings(given, weights)["turnover"]
    assert found.violation == pytest.approx(0.01)
    assert readings(given)["turnover"].value == 0.0


def two_accounts():
    accounts = (
        Account("a", AccountType.TAXABLE, Decimal(3)),
        Account("b", AccountType.ROTH, Decimal(7)),
    )
    inside = (
        holding("VOO", 30, "a", price=1),
        holding("VOO", 40, "b", price=1),
        holding("AGG", 20, "b", price=1),
    )
    return brief(portfolio({}, "0", *inside, accounts=accounts), Policy(limits=every(0.5)), ())


def test_a_fund_is_weighed_over_all_accounts():
    given = two_accounts()
    assert fund_weights(given.household, given.household.weights)["VOO"] == pytest.approx(0.7)
    found = readings(given)["fund_weight"]
    assert (found.value, found.upper) == (pytest.approx(0.7), 0.5)


def test_account_cash_is_that_of_the_poorest_account_and_the_reserve_is_over_all():
    given = two_accounts()
    found = readings(given, cash=[-0.01, 0.11])
    assert found["account_cash"].violation == pytest.approx(0.01)
    assert found["cash_reserve"].value == pytest.approx(0.10)
    assert readings(given)["account_cash"].value == pytest.approx(0.03)


def test_owed_cash_is_no_reserve():
    """The debt inside a leveraged fund does not count against the cash that lies in accounts."""
    given = brief(held("10", TNA=5, VOO=85), scenarios=())
    assert readings(given)["cash_reserve"].value == pytest.approx(0.10)


def test_a_short_weight_breaks_long_only():
    found = readings(by_hand(), [0.3, -0.02, 0.6])["long_only"]
    assert found.violation == pytest.approx(0.02)
    assert readings(by_hand())["long_only"].violation == 0.0


def test_limits_that_are_not_set_are_not_read():
    limits = Limits(volatility=None, tracking_error=None, turnover=None, fund_weight=None)
    assert list(readings(by_hand(limits))) == [
        "long_only",
        "locks",
        "small_cap",
        "split_equity",
        "split_bond",
        "split_cash",
        "account_cash",
        "cash_reserve",
    ]


def test_each_limit_is_read_against_its_own_range():
    limits = Limits(
        volatility=Range(upper=0.1),
        tracking_error=Range(upper=0.2),
        turnover=Range(upper=0.3),
        fund_weight=Range(upper=0.4),
        cash_reserve=Range(lower=0.05),
    )
    found = readings(by_hand(limits))
    uppers = {name: found[name].upper for name in ("volatility", "tracking_error", "turnover")}
    assert uppers == {"volatility": 0.1, "tracking_error": 0.2, "turnover": 0.3}
    assert (found["fund_weight"].upper, found["cash_reserve"].lower) == (0.4, 0.05)


@pytest.mark.parametrize("name", ["volatility", "tracking_error", "turnover", "fund_weight"])
def test_a_limit_that_is_set_alone_is_read_alone(name):
    unset = Limits(volatility=None, tracking_error=None, turnover=None, fund_weight=None)
    found = readings(by_hand(replace(unset, **{name: Range(upper=0.9)})))
    assert set(found) - set(readings(by_hand(unset))) == {name}


@pytest.mark.parametrize(
    ("lower", "upper", "value", "violation"),
    [
        (0.1, 0.2, 0.15, 0.0),
        (0.1, 0.2, 0.1, 0.0),
        (0.1, 0.2, 0.2, 0.0),
        (0.1, 0.2, 0.05, 0.05),
        (0.1, 0.2, 0.26, 0.06),
        (0.1, None, 9.0, 0.0),
        (0.1, None, 0.0, 0.1),
        (None, 0.2, -9.0, 0.0),
        (None, 0.2, 0.3, 0.1),
        (0.0, None, -0.2, 0.2),
        (None, 0.0, 0.2, 0.2),
    ],
)
def test_a_violation_is_the_distance_outside_the_limit(lower, upper, value, violation):
    assert Reading("limit", value, lower, upper).violation == pytest.approx(violation)


@pytest.mark.parametrize(
    ("lower", "upper", "value", "binding"),
    [
        (0.1, 0.2, 0.15, False),
        (0.1, 0.2, 0.1 + 0.9e-6, True),
        (0.1, 0.2, 0.1 + 1.1e-6, False),
        (0.1, 0.2, 0.2 - 0.9e-6, True),
        (0.1, 0.2, 0.2 + 0.9e-6, True),
        (0.0, None, 0.0, True),
        (None, 0.2, 0.0, False),
    ],
)
def test_a_limit_binds_within_a_millionth_of_either_side(lower, upper, value, binding):
    assert Reading("limit", value, lower, upper).binding is binding


def test_the_worst_violation_is_the_largest():
    small, large = Reading("a", 0.3, None, 0.2), Reading("b", 0.0, 0.5, None)
    assert worst_violation((small, large)) == pytest.approx(0.5)
    assert worst_violation((Reading("c", 0.0, 0.0, None),)) == 0.0


def test_the_judge_sees_a_broken_lock():
    """SPY may not be sold and TNA, leveraged, not be bought: a tenth of either is a breach."""
    held = portfolio(
        {"VOO": 160, "TNA": 50, "AGG": 310}, "9800", holding("SPY", 65, lock=Lock.NO_SELL)
    )
    given = brief(held)
    start = given.household.weights
    symbols = [position.fund.symbol for position in given.household.positions]
    sold, bought, free = start.copy(), start.copy(), start.copy()
    sold[symbols.index("SPY")] -= 0.1
    bought[symbols.index("TNA")] += 0.1
    free[symbols.index("SPY")] += 0.1
    free[symbols.index("VOO")] -= 0.1
    assert worst_lock_breach(given.household, sold) == pytest.approx(0.1)
    assert worst_lock_breach(given.household, bought) == pytest.approx(0.1)
    # SPY may be bought only if it is the fund to buy; IVV and VOO are cheaper, so it is not.
    assert worst_lock_breach(given.household, free) == pytest.approx(0.1)
    free[symbols.index("SPY")] -= 0.1
    assert worst_lock_breach(given.household, free) == 0.0
