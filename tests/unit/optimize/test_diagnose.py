"""Limits that clash: which to loosen, and that the advice is true."""

from dataclasses import replace

import pytest

from allocator.errors import InfeasiblePolicyError
from allocator.model.policy import Limits, Neutral, Policy, Range, Trading
from allocator.optimize.solve import optimise
from tests.situations import brief, portfolio

TOO_SMALL = {"IWM": 600, "VOO": 100}


def infeasible(limits, shares=TOO_SMALL):
    with pytest.raises(InfeasiblePolicyError) as caught:
        optimise(brief(portfolio(shares, "2000"), Policy(limits=limits), scenarios=()))
    return caught.value


def test_each_single_change_that_is_enough_is_named():
    error = infeasible(Limits(turnover=Range(upper=0.25), tracking_error=None))
    keys = {change.limit for change in error.loosenings}
    assert keys == {"limits.small_cap.upper", "limits.turnover.upper"}
    assert not error.jointly
    assert error.exit_code == 4
    assert "limits.turnover.upper: 0.25 -> 0." in str(error)


@pytest.mark.parametrize("limit", ["small_cap", "turnover"])
def test_making_the_named_change_makes_the_policy_feasible_and_less_does_not(limit):
    limits = Limits(turnover=Range(upper=0.25), tracking_error=None)
    needed = next(c.needed for c in infeasible(limits).loosenings if f".{limit}." in c.limit)
    edge = float(needed)

    def with_edge(value):
        lower = limits.small_cap.lower if limit == "small_cap" else None
        return replace(limits, **{limit: Range(lower, value)})

    held = portfolio(TOO_SMALL, "2000")
    optimise(brief(held, Policy(limits=with_edge(edge)), scenarios=()))
    infeasible(with_edge(edge - 5e-4))


def test_when_no_single_change_is_enough_the_joint_one_is_said_to_be_joint():
    """Few funds cannot each stay below 5 %, nor can 2 % of turnover reach the band."""
    limits = Limits(turnover=Range(upper=0.02), fund_weight=Range(upper=0.05), tracking_error=None)
    error = infeasible(limits)
    assert error.jointly
    assert len(error.loosenings) > 1
    assert "these together" in str(error)


def test_the_explanation_is_the_same_every_time():
    limits = Limits(turnover=Range(upper=0.25), tracking_error=None)
    assert str(infeasible(limits)) == str(infeasible(limits))


def test_a_split_that_cannot_be_held_names_the_tolerance():
    """The mix asks for stocks, and no fund of them may be bought."""
    mix = (("S&P 500", 0.85), ("Russell 2000", 0.15))
    policy = Policy(
        neutral=Neutral(weights=mix),
        limits=Limits(turnover=None, tracking_error=None),
        trading=Trading(do_not_buy=("VOO", "IVV", "SPY", "VTWO", "IWM")),
    )
    with pytest.raises(InfeasiblePolicyError) as caught:
        optimise(brief(portfolio({"VOO": 100, "IWM": 40}, "60000"), policy, scenarios=()))
    assert "limits.split_tolerance: 0.01 -> 0." in str(caught.value)
