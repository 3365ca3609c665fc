"""Clarabel addressed directly gives what cvxpy gives, multipliers included."""

from dataclasses import replace

import cvxpy as cp
import numpy as np
import pytest

from allocator.errors import InfeasiblePolicyError
from allocator.model.course import Course
from allocator.model.formulate import formulate
from allocator.model.limits import conditional_value_at_risk
from allocator.model.policy import Impact, Limits, LinearLimit, Policy, Range, TailLimit, Trading
from allocator.optimize.certify import certify
from allocator.optimize.conic import solve_directly
from allocator.optimize.courses import reachable_pieces
from allocator.optimize.solve import optimise
from allocator.optimize.stated import solve
from tests.households import draw
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


def with_everything(seed):
    """Impact on two prices, two soft limits, a tail and the case of a net loss, of 60 outcomes."""
    given = draw(seed, taxed=True).brief
    rng = np.random.default_rng(seed)
    names = given.household.index_names
    held = given.household.exposure @ given.household.weights
    soft = tuple(
        LinearLimit(name, Range(upper=float(now) - 0.02), of=((name, 1.0),), price_bps=5.0)
        for name, now in list(zip(names, held, strict=True))[:2]
    )
    drawn = rng.normal(0.05, 0.18, (60, len(names)))
    worst = conditional_value_at_risk(-drawn @ held)
    limits = replace(given.policy.limits, linear=soft, cvar=TailLimit(worst - 0.005))
    symbols = [position.fund.symbol for position in given.household.positions]
    volume = tuple((symbol, 2e6) for symbol in sorted(set(symbols))[:2])
    trading = replace(given.policy.trading, impact=Impact(volume=volume))
    policy = replace(given.policy, limits=limits, trading=trading)
    return replace(given, policy=policy, outcomes=drawn)


@pytest.mark.parametrize("seed", [0, 3, 7, 20, 21, 26])
def test_both_ways_agree_on_impact_tails_soft_limits_and_taxes(seed):
    given = with_everything(seed)
    try:
        direct = optimise(given, solve_directly)
    except InfeasiblePolicyError:
        with pytest.raises(InfeasiblePolicyError):
            optimise(given)
        return
    stated = optimise(given)
    assert direct.objective == pytest.approx(stated.objective, abs=1e-7)
    exposure = given.household.exposure
    assert exposure @ direct.weights == pytest.approx(exposure @ stated.weights, abs=1e-4)


@pytest.mark.parametrize("seed", [0, 3, 7, 20, 21, 26])
def test_a_program_of_every_kind_has_the_same_answer_when_spelled_anew(seed):
    """In cvxpy's own atoms, straight from the definitions of `Program`."""
    program = formulate(with_everything(seed), Course(netting_piece(seed)))
    at, z = program.unknowns, cp.Variable(len(program.cost))
    sold = np.equal.outer(np.arange(at.P), at.lots).astype(float)
    t = z[at.purchases] - sold @ z[at.sales]
    limits = [z >= 0, z <= program.most]
    limits += [row.normal @ z <= row.bound for row in program.rows]
    limits += [cp.norm(norm.factor @ t + norm.offset) <= norm.bound for norm in program.norms]
    impact = cp.power(cp.pos(program.impact.lines @ z), 1.5)
    cost = (
        cp.sum_squares(program.factor @ t) + program.cost @ z + program.impact.coefficient @ impact
    )
    problem = cp.Problem(cp.Minimize(100 * cost), limits)
    problem.solve(solver=cp.CLARABEL)
    answer = solve_directly(program)
    if problem.status == cp.INFEASIBLE:
        assert answer.z is None
        return
    assert problem.status == cp.OPTIMAL
    assert program.impact.coefficient.all()
    assert program.objective(answer.z) == pytest.approx(problem.value / 100, abs=1e-8)


def netting_piece(seed):
    """A case of the tax that a household can reach."""
    return reachable_pieces(with_everything(seed))[-1]


@pytest.mark.parametrize("seed", [0, 3, 7, 20, 21, 26])
def test_the_certificate_rejects_an_answer_that_is_moved(seed):
    """Towards another feasible one: what is wrong is optimality, and it is seen for its size."""
    given = with_everything(seed)
    program = formulate(given, Course(netting_piece(seed)))
    answer = solve_directly(program)
    if answer.z is None:
        return
    z = np.clip(answer.z, 0.0, program.most)
    assert certify(program, z, answer.row_duals, answer.norm_duals).kkt_residual <= 1e-6
    other = solve_directly(replace(program, cost=program.cost[::-1].copy())).z
    moved = np.clip(z + 0.2 * (other - z), 0.0, program.most)
    lost = program.objective(moved) - program.objective(z)
    assert lost > 1e-6
    found = certify(program, moved, answer.row_duals, answer.norm_duals)
    assert found.max_violation <= 1e-6
    assert found.kkt_residual >= lost - 1e-9


def test_unknowns_that_are_closed_are_left_out_and_come_back_as_zero():
    given = brief(
        portfolio({"VOO": 160, "IWM": 60, "AGG": 200}), Policy(trading=Trading(buy_only=True))
    )
    program = formulate(given)
    assert not program.most[program.unknowns.sales].any()
    z = solve_directly(program).z
    assert len(z) == len(program.cost)
    assert not z[program.unknowns.sales].any()
