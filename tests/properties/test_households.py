"""
What holds of an answer for any household: limits, optimality, money, lots, no wash sale.

A small sample by default; `ALLOCATOR_HOUSEHOLDS=10000` draws as many. Nothing here asks cvxpy: the
conditions of Karush, Kuhn and Tucker are worked out anew, in another form than the certificate's.
"""

import os
from collections import Counter
from decimal import Decimal

import numpy as np
import pytest

from allocator.errors import InfeasiblePolicyError, NoWholeShareAnswerError
from allocator.model.formulate import carry_out, formulate
from allocator.model.limits import measure, worst_violation
from allocator.model.trades import Side
from allocator.optimize.conic import solve_directly
from allocator.optimize.solve import optimise
from allocator.trades.ledger import after, cash_after, household_after, list_trades
from allocator.trades.no_whole_shares import explain_no_shares
from allocator.trades.tax.wash_check import seen_wash_sales
from allocator.trades.tax.wash_household import history_of
from allocator.trades.whole_shares import round_to_shares
from tests.households import MARKET, draw

COUNT = int(os.environ.get("ALLOCATOR_HOUSEHOLDS", "50"))
BLOCK = 25
EXACT = 1e-9
WITHIN = 1e-6
COARSE = 100
"""A household worth fewer of its dearest shares than this may have no whole-share answer."""


def residual(program, answer):
    """
    The worst of the four conditions, each by itself.

    The multipliers of the box are those that make the gradient vanish where the sign allows it.
    """
    z = np.clip(answer.z, 0.0, program.most)
    h = 1e-7
    gradient = program.cost + program.impact.slope(z)
    t = program.change(z)
    slope = 2 * program.factor.T @ (program.factor @ t)
    worst = [0.0]
    for row, dual in zip(program.rows, answer.row_duals, strict=True):
        gradient = gradient + dual * row.normal
        worst += [row.normal @ z - row.bound, -dual, dual * (row.bound - row.normal @ z)]
    for norm, dual in zip(program.norms, answer.norm_duals, strict=True):
        length = np.linalg.norm(norm.factor @ t + norm.offset)
        direction = (norm.factor @ t + norm.offset) / max(length, h)
        slope = slope + dual * direction @ norm.factor
        worst += [length - norm.bound, -dual, dual * (norm.bound - length)]
    at = program.unknowns
    gradient[at.purchases] += slope
    gradient[at.sales] -= slope[at.lots]
    low, high = np.maximum(gradient, 0.0) * z, np.maximum(-gradient, 0.0) * (program.most - z)
    return max(*worst, low.max(initial=0.0), high.max(initial=0.0))


def solved(drawn):
    """The target, or None where the limits of the draw exclude each other."""
    try:
        return optimise(drawn.brief, solve_directly)
    except InfeasiblePolicyError:
        return None


def assert_optimal(brief, solution):
    """In its own case of the law, by the conditions and by the definitions."""
    assert worst_violation(measure(brief, solution.standing)) <= WITHIN
    assert solution.certificate.max_violation <= WITHIN
    assert solution.certificate.kkt_residual <= WITHIN
    program = formulate(brief, solution.course)
    answer = solve_directly(program)
    assert residual(program, answer) <= WITHIN
    standing = carry_out(brief, np.clip(answer.z, 0.0, program.most))
    assert standing.weights.tobytes() == solution.weights.tobytes()
    spent = brief.today.weights.sum() + brief.today.cash.sum()
    assert standing.weights.sum() + standing.cash.sum() <= spent + 1e-12


def assert_sound(drawn, trades):
    """In whole shares: limits, money, lots, steps, rules of trading, wash sales."""
    brief, household, policy = drawn.brief, drawn.brief.household, drawn.case.policy
    assert worst_violation(measure(brief, after(brief, trades))) <= EXACT
    assert min(cash_after(brief, trades).values()) >= 0
    history = history_of(household, drawn.held, policy.tax, MARKET)
    assert not seen_wash_sales(history, trades, drawn.case.on)
    assert policy.limits.trades is None or len(trades) <= policy.limits.trades
    names = [account.name for account in household.accounts]
    positions = {(names[p.account], p.fund.symbol): p for p in household.positions}
    then = {(names[p.account], p.fund.symbol): p for p in household_after(brief, trades).positions}
    for trade in trades:
        position = positions[trade.account, trade.symbol]
        left = then[trade.account, trade.symbol]
        assert trade.value >= policy.trading.min_trade - Decimal("0.01")
        assert not 0 < left.value < policy.limits.min_position - Decimal("0.01")
        if trade.side is Side.BUY:
            assert position.may_buy
            assert not trade.shares % position.step
            continue
        assert position.may_sell
        assert trade.shares == position.shares or not trade.shares % position.step
        assert sum(lot.shares for lot in trade.lots) == trade.shares <= position.shares
        assert sum((lot.shares for lot in left.all_lots), Decimal(0)) == left.shares
        assert left.shares == position.shares - trade.shares
        kept = sum((lot.shares for lot in position.all_lots if lot.kept), Decimal(0))
        assert left.shares >= kept


def whole_shares(drawn, solution):
    """The trades, or None where shares are too coarse for limits that can be named."""
    household = drawn.brief.household
    try:
        found = round_to_shares(drawn.brief, solution)
        return list_trades(drawn.brief, found.changes, found.cleared)
    except NoWholeShareAnswerError:
        dearest = max(position.price for position in household.positions)
        limits = drawn.brief.policy.limits
        # In shares alone trades are counted, and no fund is exchanged for its twin.
        only_in_shares = limits.trades is not None or limits.fund_weight is not None
        is_coarse = household.value < COARSE * dearest
        assert only_in_shares or is_coarse or explain_no_shares(drawn.brief, solution).culprits
        return None


@pytest.mark.parametrize("block", range(0, COUNT, BLOCK))
def test_every_answer_is_optimal_within_limits_and_can_be_traded(block):
    seen = Counter()
    for seed in range(block, min(block + BLOCK, COUNT)):
        drawn = draw(seed)
        solution = solved(drawn)
        seen["solved"] += solution is not None
        if solution is None:
            continue
        assert_optimal(drawn.brief, solution)
        trades = whole_shares(drawn, solution)
        seen["traded"] += bool(trades)
        if trades is not None:
            assert_sound(drawn, trades)
    assert seen["solved"] >= 0.8 * min(BLOCK, COUNT - block)
    assert seen["traded"] >= 0.5 * min(BLOCK, COUNT - block)
