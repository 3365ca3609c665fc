"""
The mix without views, by hand.

Every portfolio is worth $100 at prices of one dollar, so that shares are percents.
"""

from dataclasses import replace

import pytest

from allocator.beliefs.neutral import neutral_mix
from allocator.model.limits import class_weights_of_mix
from allocator.model.policy import Limits, Neutral, Policy, Range
from allocator.portfolio.household import build_household
from tests.situations import TODAY, holding, market, portfolio


def household(cash, **shares):
    held = portfolio({}, cash, *(holding(name, count, price=1) for name, count in shares.items()))
    return build_household(held, market(), Policy(), {"Russell 2000", "S&P 500"}, TODAY)


def mixed(cash="0", small=0.15, weights=(), reserve=0.0, **shares):
    """The neutral mix by name, without what is zero."""
    policy = Policy(
        neutral=Neutral(small_cap_share=small, weights=weights),
        limits=Limits(cash_reserve=Range(lower=reserve)),
    )
    held = household(cash, **shares)
    mix = neutral_mix(held, policy)
    named = dict(zip(held.index_names, mix.weights.tolist(), strict=True)) | {"cash": mix.cash}
    return {name: weight for name, weight in named.items() if weight}


def test_the_split_between_asset_classes_is_kept_as_held():
    held = household("10", VOO=50, IWM=15, AGG=20, GLD=5)
    mix = neutral_mix(held, Policy())
    found = {kind.value: weight for kind, weight in class_weights_of_mix(held, mix).items()}
    assert found == pytest.approx({"equity": 0.65, "bond": 0.2, "commodity": 0.05, "cash": 0.1})


def test_small_caps_are_moved_to_the_policys_share_of_equity():
    """65 in equity: 15 % of it is 9.75."""
    found = mixed("10", VOO=50, IWM=15, AGG=20, GLD=5)
    assert found == pytest.approx(
        {
            "Russell 2000": 0.0975,
            "S&P 500": 0.5525,
            "US Aggregate Bonds": 0.2,
            "Gold": 0.05,
            "cash": 0.1,
        }
    )


@pytest.mark.parametrize("small", [0.06, 0.10, 0.15, 0.20, 0.5])
def test_the_share_is_exact_with_a_fund_that_is_small_in_part(small):
    """
    80 in equity with the total market, 6 % small: r in small and 80 - r in it.

    (r + .06 (80 - r)) / 80 = s, so r = 80 (s - .06) / .94.
    """
    found = mixed(VTI=70, IWM=10, AGG=20, small=small)
    r = 0.8 * (small - 0.06) / 0.94
    assert found.get("Russell 2000", 0.0) == pytest.approx(r)
    assert found["Total Market"] == pytest.approx(0.8 - r)
    assert (r + 0.06 * (0.8 - r)) / 0.8 == pytest.approx(small)


def test_below_what_the_total_market_itself_holds_nothing_more_can_be_given_up():
    assert mixed(VTI=80, IWM=20, small=0.05) == pytest.approx({"Total Market": 1.0})


def test_proportions_inside_small_and_inside_the_rest_are_kept():
    """1 to 3 among small caps, 2 to 1 among the rest."""
    found = mixed(IWM=10, IWN=30, VOO=40, QQQ=20)
    assert found == pytest.approx(
        {
            "Russell 2000": 0.15 / 4,
            "Russell 2000 Value": 0.15 * 3 / 4,
            "S&P 500": 0.85 * 2 / 3,
            "Nasdaq-100": 0.85 / 3,
        }
    )


def test_with_nothing_small_held_small_caps_are_the_russell_2000():
    assert mixed(QQQ=100) == pytest.approx({"Russell 2000": 0.15, "Nasdaq-100": 0.85})


def test_with_only_small_held_the_rest_is_the_s_and_p_500():
    assert mixed(IWN=100) == pytest.approx({"Russell 2000 Value": 0.15, "S&P 500": 0.85})


def test_leveraged_small_caps_count_at_their_multiple():
    """10 at three times and 90: equity 120, small 18 of it, and 20 owed."""
    assert mixed(TNA=10, VOO=90) == pytest.approx(
        {"Russell 2000": 0.18, "S&P 500": 1.02, "cash": -0.2}
    )


def test_what_is_held_short_through_an_inverse_fund_has_no_part_in_the_mix():
    """30 of small value less 10 of small, and 70 large: 90 in equity, small all in value."""
    funds = market().funds
    inverse = replace(funds["TNA"], symbol="RWM", multiple=-1.0)
    held = portfolio(
        {}, "0", *(holding(n, c, price=1) for n, c in (("RWM", 10), ("IWN", 30), ("VOO", 70)))
    )
    found = build_household(
        held, market(funds=funds | {"RWM": inverse}), Policy(), {"Russell 2000", "S&P 500"}, TODAY
    )
    mix = neutral_mix(found, Policy())
    named = dict(zip(found.index_names, mix.weights.tolist(), strict=True))
    equity = 90 / 110
    assert named == pytest.approx(
        {
            "Russell 2000": 0.0,
            "Russell 2000 Value": 0.15 * equity,
            "S&P 500": 0.85 * equity,
        }
    )
    assert mix.cash == pytest.approx(20 / 110)


def test_bonds_alone_are_left_alone():
    assert mixed("10", AGG=90) == pytest.approx({"US Aggregate Bonds": 0.9, "cash": 0.1})


def test_cash_alone_is_left_alone():
    assert mixed("100") == {"cash": 1.0}


def test_named_weights_are_taken_as_they_are():
    named = (("S&P 500", 0.6), ("Russell 2000", 0.3), ("cash", 0.1))
    assert mixed("50", VOO=50, weights=named) == pytest.approx(dict(named))
    assert mixed("50", VOO=50, weights=(("S&P 500", 1.0),)) == {"S&P 500": 1.0}


def test_a_reserve_raises_cash_and_takes_from_everything_else_alike():
    """3 more in cash out of 98: everything else is left with 95 of 98."""
    found = mixed("2", VOO=49, AGG=49, reserve=0.05)
    assert found["cash"] == pytest.approx(0.05)
    assert found["US Aggregate Bonds"] == pytest.approx(0.49 * 95 / 98)
    assert found["S&P 500"] == pytest.approx(0.85 * 0.49 * 95 / 98)
    assert found["Russell 2000"] == pytest.approx(0.15 * 0.49 * 95 / 98)


@pytest.mark.parametrize("reserve", [0.0, 0.05, 0.1])
def test_a_reserve_that_is_there_already_changes_nothing(reserve):
    assert mixed("10", VOO=90, reserve=reserve) == mixed("10", VOO=90)
