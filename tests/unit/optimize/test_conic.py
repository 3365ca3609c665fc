"""Clarabel addressed directly gives what cvxpy gives, multipliers included."""

import numpy as np
import pytest

from allocator.model.formulate import formulate
from allocator.model.policy import Limits, Policy, Range
from allocator.optimize.compiled import solve
from allocator.optimize.conic import solve_directly
from allocator.optimize.solve import optimise
from tests.situations import brief, portfolio

POLICIES = {
    "default": Policy(),
    "at the edge of the band": Policy(limits=Limits(small_cap=Range(0.10, 0.12))),
    "one norm binds": Policy(limits=Limits(tracking_error=Range(upper=0.0027), turnover=None)),
    "two norms": Policy(limits=Limits(volatility=Range(upper=0.16))),
    "a limit on every fund": Policy(limits=Limits(fund_weight=Range(upper=0.37))),
}


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_both_ways_find_the_same_portfolio_and_shadow_prices(policy):
    given = brief(policy=policy)
    stated, direct = optimise(given), optimise(given, solve_directly)
    exposure = given.household.exposure
    assert exposure @ direct.weights == pytest.approx(exposure @ stated.weights, abs=1e-6)
    assert direct.objective == pytest.approx(stated.objective, abs=1e-10)
    for name, price in stated.shadow_prices.items():
        assert direct.shadow_prices[name] == pytest.approx(price, abs=1e-6), name


def test_what_cannot_be_met_has_no_answer_either_way():
    limits = Limits(turnover=Range(upper=0.01), tracking_error=None)
    program = formulate(brief(portfolio({"IWM": 600, "VOO": 100}, "2000"), Policy(limits=limits)))
    assert solve(program).z is None
    assert solve_directly(program).z is None


def test_the_same_numbers_give_the_same_bits_whatever_came_before():
    program = formulate(brief())
    first = solve_directly(program).z
    solve_directly(formulate(brief(policy=POLICIES["one norm binds"])))
    assert np.array_equal(first, solve_directly(program).z)
