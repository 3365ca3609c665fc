"""The continuous target: optimal, within limits, and proven so."""

from dataclasses import replace

import cvxpy as cp
import numpy as np
import pytest

from allocator.errors import CertificationError
from allocator.model.brief import utility
from allocator.model.formulate import carry_out, formulate
from allocator.model.limits import measure, small_cap_share, worst_violation
from allocator.model.policy import Limits, Neutral, Policy, Range, Trading
from allocator.model.portfolio import Lock
from allocator.optimize import solve as solve_module
from allocator.optimize.certify import certify
from allocator.optimize.courses import reachable_pieces
from allocator.optimize.solve import optimise
from allocator.optimize.stated import Answer, solve
from tests.households import draw
from tests.situations import brief, holding, market, portfolio

FREE = Trading(cost_bps=0.0, sale_fees=False)
WIDE = Limits(tracking_error=None, turnover=None)


def exposures(given, weights):
    return given.household.exposure @ weights


def test_without_views_and_costs_the_target_is_the_neutral_mix():
    given = brief(policy=Policy(trading=FREE), scenarios=())
    found = optimise(given)
    assert exposures(given, found.weights) == pytest.approx(given.neutral.weights, abs=1e-6)
    assert found.cash.sum() == pytest.approx(given.neutral.cash, abs=1e-6)


def test_a_single_tilt_has_the_closed_form():
    """
    Unconstrained and free, x - b solves (delta S + 2 lambda R)(x - b) = mu - Pi - (S - S0) terms.

    With the covariance of the outlook replaced by that without views the last part vanishes.
    """
    given = brief(policy=Policy(trading=FREE, limits=WIDE))
    plain = brief(policy=Policy(trading=FREE, limits=WIDE), scenarios=())
    outlook = replace(
        plain.outlook, mean=plain.outlook.prior + (given.outlook.mean - given.outlook.prior) / 4
    )
    given = replace(plain, outlook=outlook)
    objective = given.policy.objective
    hessian = (
        objective.risk_aversion * outlook.covariance
        + 2 * objective.active_risk_aversion * given.risk
    )
    tilt = np.linalg.solve(hessian, outlook.mean - outlook.prior)

    found = optimise(given)
    assert exposures(given, found.weights) - given.neutral.weights == pytest.approx(tilt, abs=1e-5)


def test_the_two_spellings_of_the_objective_differ_by_a_constant():
    given = brief()
    program = formulate(given)
    rng = np.random.default_rng(0)
    at_rest = utility(given, given.today).total + program.objective(np.zeros(len(program.cost)))
    for _ in range(20):
        z = rng.uniform(0, program.most * 0.1)
        assert utility(given, carry_out(given, z)).total + program.objective(z) == pytest.approx(
            at_rest, abs=1e-12
        )


def read(given, found, limit):
    return {reading.name: reading for reading in measure(given, found.standing)}[limit]


@pytest.mark.parametrize(
    ("limit", "tighter_by"),
    [("volatility", 2e-4), ("tracking_error", 1e-3), ("turnover", 0.01), ("fund_weight", 0.02)],
)
def test_rows_and_definitions_agree_on_each_limit(limit, tighter_by):
    """A limit that bites is met exactly: measured by its definition it stands on its bound."""
    unlimited = brief(policy=Policy(limits=replace(WIDE, **{limit: Range(upper=9.0)})))
    free = optimise(unlimited)
    tight = read(unlimited, free, limit).value - tighter_by

    given = brief(policy=Policy(limits=replace(WIDE, **{limit: Range(upper=tight)})))
    found = optimise(given)
    assert read(given, found, limit).value == pytest.approx(tight, abs=1e-6)
    assert read(given, found, limit).binding
    assert found.shadow_prices[limit] > 0


@pytest.mark.parametrize(("edge", "side"), [(0.155, "upper"), (0.19, "lower")])
def test_the_band_holds_the_target_at_its_edge(edge, side):
    band = Range(0.10, edge) if side == "upper" else Range(edge, 0.30)
    given = brief(policy=Policy(limits=replace(WIDE, small_cap=band)))
    found = optimise(given)
    assert small_cap_share(given.household, found.weights) == pytest.approx(edge, abs=1e-6)
    assert found.shadow_prices["small_cap"] > 0


def test_the_shadow_price_of_the_band_is_what_a_wider_band_gains():
    """Measured by widening the policy's own figure by a hundredth of a percent."""

    def solved(edge):
        limits = replace(WIDE, small_cap=Range(0.10, edge))
        return optimise(brief(policy=Policy(limits=limits)))

    tight, wider = solved(0.14), solved(0.1401)
    gained = (wider.objective - tight.objective) / 1e-4
    assert tight.shadow_prices["small_cap"] == pytest.approx(gained, rel=0.02)


def test_cash_reserve_is_kept_after_costs():
    given = brief(policy=Policy(limits=replace(WIDE, cash_reserve=Range(lower=0.06))))
    found = optimise(given)
    assert found.cash.sum() >= 0.06 - 1e-9


def test_locked_holdings_do_not_move():
    held = portfolio(
        {"VOO": 160, "QQQ": 70, "AGG": 310}, "9800", holding("SPY", 65, lock=Lock.NO_SELL)
    )
    given = brief(held)
    found = optimise(given)
    spy = next(n for n, p in enumerate(given.household.positions) if p.fund.symbol == "SPY")
    assert found.weights[spy] >= given.household.weights[spy] - 1e-9
    others = given.household.weights - found.weights
    assert others.max() > 0.01  # something else is sold in its place


def test_leveraged_funds_are_never_bought():
    given = brief(portfolio({"VOO": 300, "TNA": 10}, "5000"))
    found = optimise(given)
    tna = next(n for n, p in enumerate(given.household.positions) if p.fund.symbol == "TNA")
    assert found.weights[tna] <= given.household.weights[tna] + 1e-9
    assert not given.household.positions[tna].may_buy


def test_a_named_neutral_mix_invests_cash():
    mix = (("S&P 500", 0.51), ("Russell 2000", 0.09), ("US Aggregate Bonds", 0.35), ("cash", 0.05))
    given = brief(
        portfolio({}, "100000"),
        Policy(neutral=Neutral(weights=mix), trading=FREE, limits=replace(WIDE)),
        scenarios=(),
    )
    found = optimise(given)
    assert exposures(given, found.weights) == pytest.approx(given.neutral.weights, abs=1e-6)


def test_a_fee_decides_which_twin_is_traded_but_never_causes_a_trade():
    """At the neutral mix already: SPY costs 6.45 bp more than VOO, and stays."""
    held = portfolio({"SPY": 500, "IWM": 240, "AGG": 500}, "5000")
    household = brief(held).household
    as_held = Neutral(small_cap_share=small_cap_share(household, household.weights))
    given = brief(held, Policy(neutral=as_held), ())
    assert exposures(given, household.weights) == pytest.approx(given.neutral.weights, abs=1e-15)
    found = optimise(given)
    assert np.abs(found.weights - household.weights).max() < 1e-6


def leveraged(fee):
    """
    Far above the band, with IWM and TNA at a fee: what part of each is sold.

    Either alone could bring small caps down to the neutral 30 % of equity. VTWO is barred, or
    IWM could be exchanged for it at no cost.
    """
    funds = market().funds
    snapshot = market(funds=funds | {"TNA": replace(funds["TNA"], expense_ratio=fee)})
    held = portfolio({"VOO": 265, "IWM": 260, "TNA": 440, "AGG": 100}, "60000")
    policy = Policy(
        neutral=Neutral(small_cap_share=0.3),
        trading=replace(FREE, do_not_buy=("VTWO",)),
        limits=replace(WIDE, small_cap=Range(0.10, 0.35)),
    )
    given = brief(held, policy, (), snapshot)
    assert small_cap_share(given.household, given.household.weights) > 0.4
    found = optimise(given)
    return {
        position.fund.symbol: 1 - after / before
        for position, before, after in zip(
            given.household.positions, given.household.weights, found.weights, strict=True
        )
        if before > 0
    }


def test_a_leveraged_fund_is_charged_its_full_fee():
    given = brief(portfolio({"VOO": 320, "IWM": 140, "TNA": 400}, "60000"))
    fees = dict(zip([p.fund.symbol for p in given.household.positions], given.fees, strict=True))
    assert fees["TNA"] == 0.01
    assert 7e-4 < fees["IWM"] < 19e-4


def test_of_two_funds_above_the_band_the_dear_leveraged_one_is_sold_first():
    """100 bp for three dollars of index are dearer than three times IWM's 19 bp."""
    sold = leveraged(fee=0.01)
    assert sold["TNA"] > 0.5
    assert sold["IWM"] <= 1e-4


def test_a_leveraged_fund_that_is_cheap_for_each_dollar_of_index_is_kept():
    """The same with a made-up fee of 3 bp for three dollars of index."""
    sold = leveraged(fee=0.0003)
    assert sold["TNA"] == pytest.approx(0.0, abs=1e-4)
    assert sold["IWM"] > 0.5


def test_the_dearer_twin_is_sold_and_the_cheaper_one_bought():
    given = brief()
    moved = dict(
        zip(
            [position.fund.symbol for position in given.household.positions],
            optimise(given).weights - given.household.weights,
            strict=True,
        )
    )
    assert moved["SPY"] < -0.01
    assert moved["VOO"] == pytest.approx(0.0, abs=1e-5)
    assert moved["VTWO"] > 0.01
    assert moved["IWM"] == pytest.approx(0.0, abs=1e-5)


def test_a_second_solver_finds_the_same_optimum():
    given = brief()
    program = formulate(given)
    z = cp.Variable(len(program.cost))
    sold = np.equal.outer(np.arange(program.unknowns.P), program.unknowns.lots).astype(float)
    limits = [z >= 0, z <= program.most]
    limits += [row.normal @ z <= row.bound for row in program.rows]
    t = z[program.unknowns.purchases] - sold @ z[program.unknowns.sales]
    limits += [cp.norm(norm.factor @ t + norm.offset) <= norm.bound for norm in program.norms]
    objective = cp.sum_squares(program.factor @ t) + program.cost @ z
    problem = cp.Problem(cp.Minimize(objective), limits)
    problem.solve(solver=cp.SCS, eps_abs=1e-10, eps_rel=1e-10, max_iters=200_000)

    found = optimise(given)
    standing = carry_out(given, np.maximum(z.value, 0))
    assert exposures(given, standing.weights) == pytest.approx(
        exposures(given, found.weights), abs=1e-5
    )
    assert utility(given, standing).total == pytest.approx(found.objective, abs=1e-7)


def test_the_same_question_has_the_same_answer_to_the_last_bit_whatever_was_asked_between():
    first = optimise(brief())
    optimise(brief(policy=Policy(limits=Limits(small_cap=Range(0.10, 0.12)))))
    again = optimise(brief())
    assert again.weights.tobytes() == first.weights.tobytes()


def test_the_certificate_rejects_a_point_that_is_not_optimal():
    given = brief()
    program = formulate(given)
    answer = solve(program)
    moved = answer.z * 0.9
    certificate = certify(program, moved, answer.row_duals, answer.norm_duals)
    assert certificate.kkt_residual > 1e-6


@pytest.mark.parametrize(
    "limits",
    [
        Limits(),
        Limits(small_cap=Range(0.10, 0.14)),
        Limits(tracking_error=Range(upper=0.004), turnover=Range(upper=0.06)),
    ],
    ids=["free", "band", "curved"],
)
@pytest.mark.parametrize("share", [0.0, 0.1, 1.0])
def test_no_feasible_rival_is_better_by_more_than_the_certificate_says(limits, share):
    """At the answer, where the gap is tiny, and part of the way back to it, where it is not."""
    program = formulate(brief(policy=Policy(limits=limits)))
    answer = solve(program)
    z = np.clip(answer.z, 0, program.most) * (1 - share)
    certificate = certify(program, z, answer.row_duals, answer.norm_duals)
    rivals = [*feasible_purchases(program, np.clip(answer.z, 0, program.most)), answer.z]
    assert len(rivals) > 20
    best = min(program.objective(rival) for rival in rivals)
    assert program.objective(z) - best <= certificate.kkt_residual + 1e-12


def feasible_purchases(program, z):
    """Random purchases and sales, near z and far from it, that keep every limit."""
    rng = np.random.default_rng(0)
    for _ in range(500):
        step = rng.normal(size=len(z)) * rng.choice([1e-6, 1e-4, 1e-2])
        rival = np.clip(z * rng.choice([1.0, rng.uniform()]) + step, 0, program.most)
        t = program.change(rival)
        keeps = all(row.normal @ rival <= row.bound for row in program.rows)
        if keeps and all(np.linalg.norm(norm.image(t)) <= norm.bound for norm in program.norms):
            yield rival


def test_the_certificate_sees_a_broken_limit():
    program = formulate(brief())
    z = program.most.copy()  # buy everything and sell everything
    certificate = certify(program, z, np.zeros(len(program.rows)), np.zeros(len(program.norms)))
    assert certificate.max_violation > 0.1


def test_the_certificate_sees_a_multiplier_of_the_wrong_sign():
    program = formulate(brief())
    answer = solve(program)
    wrong = answer.row_duals - 0.01
    assert certify(program, answer.z, wrong, answer.norm_duals).kkt_residual >= 0.01


def test_an_answer_that_fails_its_check_is_not_given():
    def off(program):
        answer = solve(program)
        return replace(answer, z=answer.z * 0.5)

    with pytest.raises(CertificationError, match="optimality residual"):
        optimise(brief(), off)


def give_up(*_, **__):
    raise cp.SolverError("out of iterations")


def test_where_cvxpy_gives_up_the_solver_is_asked_directly(monkeypatch):
    expected = optimise(brief())
    monkeypatch.setattr(cp.Problem, "solve", give_up)
    np.testing.assert_allclose(optimise(brief()).weights, expected.weights, atol=1e-6)


def test_a_solver_that_gives_up_is_an_error_of_ours(monkeypatch):
    nothing = Answer(None, np.zeros(0), np.zeros(0))
    monkeypatch.setattr(solve_module, "solve_directly", lambda _: nothing)
    with pytest.raises(CertificationError, match="no answer"):
        optimise(brief(), lambda _: nothing)


def test_a_solver_that_fails_on_what_can_be_met_does_not_blame_a_limit():
    impossible = Answer(None, np.zeros(0), np.zeros(0), impossible=True)
    with pytest.raises(CertificationError, match="no limit explains why"):
        optimise(brief(), lambda _: impossible)


def test_what_can_be_met_by_no_solver_is_not_taken_for_impossible(monkeypatch):
    """Only one case of two is solved: it is not given as the best of all."""
    given = draw(9, taxed=True).brief
    assert len(reachable_pieces(given)) == 2
    nothing = Answer(None, np.zeros(0), np.zeros(0))
    monkeypatch.setattr(solve_module, "solve_directly", lambda _: nothing)
    with pytest.raises(CertificationError, match="no answer"):
        optimise(given)


def test_the_target_satisfies_every_limit_of_the_default_policy():
    given = brief()
    found = optimise(given)
    assert worst_violation(measure(given, found.standing)) <= 1e-9
