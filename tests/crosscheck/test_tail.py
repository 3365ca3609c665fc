"""
The limit on the tail, cut off by tangents, against the program that Rockafellar and Uryasev spell.

Theirs has one unknown more for each outcome: a + sum u / (0.05 S) <= bound, u >= loss - a, u >= 0
(Rockafellar and Uryasev 2000, equation 17); here it is handed to cvxpy as it stands, on weights.
"""

from dataclasses import replace

import cvxpy as cp
import numpy as np
import pytest

from allocator.beliefs.tail_outcomes import drawn_years
from allocator.model.brief import utility
from allocator.model.policy import Limits, Objective, Policy, Range, TailLimit, Trading
from allocator.model.standing import Standing
from allocator.optimize.solve import optimise
from tests.situations import brief, portfolio

FREE = Trading(cost_bps=0.0, sale_fees=False)
OPEN = Limits(small_cap=Range(0.0, 1.0), split_tolerance=10.0, tracking_error=None, turnover=None)


def given(upper, draws, seed):
    limits = replace(OPEN, cvar=TailLimit(upper, draws=draws, seed=seed))
    policy = Policy(Objective(active_risk_aversion=0.5), limits=limits, trading=FREE)
    made = brief(portfolio(), policy)
    return replace(made, outcomes=drawn_years(made.outlook, draws, seed))


def spelled(made):
    """Solve it in one piece: the weights of positions, and the value of the objective."""
    household, policy = made.household, made.policy
    S = len(made.outcomes)
    w, a, u = cp.Variable(len(household.positions), nonneg=True), cp.Variable(), cp.Variable(S)
    may_buy = np.array([position.may_buy for position in household.positions])
    x = household.exposure @ w
    active = x - made.neutral.weights
    objective = policy.objective
    value = (
        made.outlook.mean @ x
        - made.fees @ w
        - objective.risk_aversion / 2 * cp.quad_form(x, cp.psd_wrap(made.outlook.covariance))
        - objective.active_risk_aversion * cp.quad_form(active, cp.psd_wrap(made.risk))
    )
    limits = [
        cp.sum(w) <= household.weights.sum() + household.cash.sum(),
        w[~may_buy] <= household.weights[~may_buy],
        a + cp.sum(u) / (0.05 * S) <= policy.limits.cvar.upper,
        u >= -(made.outcomes @ x) - a,
        u >= 0,
    ]
    problem = cp.Problem(cp.Maximize(100 * value), limits)
    problem.solve(solver=cp.CLARABEL, tol_gap_abs=1e-11, tol_gap_rel=1e-11, tol_feas=1e-11)
    return np.asarray(w.value), problem.value / 100


@pytest.mark.parametrize(("upper", "draws"), [(0.10, 500), (0.15, 1000), (0.20, 777)])
def test_cuts_find_what_the_whole_program_finds(upper, draws):
    made = given(upper, draws, seed=draws)
    weights, value = spelled(made)
    found = optimise(made)
    (tail,) = [each for each in found.readings if each.name == "cvar"]
    assert tail.value == pytest.approx(upper, abs=1e-6)
    assert found.objective == pytest.approx(value, abs=1e-10)
    exposure = made.household.exposure
    assert exposure @ found.weights == pytest.approx(exposure @ weights, abs=1e-6)
    theirs = Standing(np.maximum(weights, 0), np.array([1 - weights.sum()]))
    assert utility(made, theirs).total == pytest.approx(value, abs=1e-8)
