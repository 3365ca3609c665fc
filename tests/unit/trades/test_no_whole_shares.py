"""Where only whole shares are the trouble, the limits without which there is an answer are named."""

from dataclasses import replace
from decimal import Decimal

import pytest

from allocator.errors import NoWholeShareAnswerError
from allocator.model.policy import Limits, Policy, Range, Trading
from allocator.optimize.solve import optimise
from allocator.pipeline import propose
from allocator.trades.no_whole_shares import explain_no_shares
from allocator.trades.whole_shares import round_to_shares
from tests.situations import brief, market, portfolio, two_worlds

FAR = {"VOO": 100, "IWM": 100, "QQQ": 40, "AGG": 100}
"""Small caps are a fifth of equity; the band below asks for two trades at least."""

LIMITS = Limits(small_cap=Range(0.05, 0.10), turnover=None, tracking_error=None)


def explained(policy):
    given = brief(portfolio(FAR, "2000"), policy)
    solution = optimise(given)
    with pytest.raises(NoWholeShareAnswerError):
        round_to_shares(given, solution)
    return explain_no_shares(given, solution)


def test_a_limit_on_the_number_of_trades_is_named():
    """One sale of small caps leaves cash, which the split between classes does not take."""
    error = explained(Policy(limits=replace(LIMITS, trades=1)))
    keys = [each.key for each in error.culprits]
    assert keys[0] == "limits.trades"
    assert "limits.split_tolerance" in keys
    assert "at most 1 trade (limits.trades)" in str(error)
    assert error.exit_code == 4


def test_a_least_trade_that_no_trade_reaches_is_named():
    error = explained(Policy(limits=LIMITS, trading=Trading(min_trade=Decimal(90_000))))
    assert "no trade below $90,000 (trading.min_trade)" in str(error)


def test_every_limit_that_is_named_is_one_without_which_there_is_an_answer():
    policy = Policy(limits=replace(LIMITS, trades=1))
    assert {each.key for each in explained(policy).culprits} >= {"limits.trades"}
    free = Policy(limits=LIMITS)
    given = brief(portfolio(FAR, "2000"), free)
    assert any(round_to_shares(given, optimise(given)).changes)


def test_a_proposal_says_so_too():
    policy = Policy(limits=replace(LIMITS, trades=1))
    with pytest.raises(NoWholeShareAnswerError, match="Without any one of these"):
        propose(portfolio(FAR, "2000"), policy, two_worlds(), market())


def test_where_no_limit_by_itself_prevents_it_that_is_said():
    said = str(NoWholeShareAnswerError("$693.39", "$1,000.00"))
    assert "no limit by itself prevents it" in said
    assert "one share costs up to $693.39 and the portfolio is worth $1,000.00" in said
