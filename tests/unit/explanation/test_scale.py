"""The portfolio value below which no trade is made."""

from dataclasses import replace
from decimal import Decimal

import pytest

from allocator.explanation import scale
from allocator.explanation.scale import least_size
from allocator.model.policy import Criterion, Limits, Objective, Policy, Range, Trading
from allocator.pipeline.answer import settled_answer
from allocator.pipeline.case import Case
from allocator.portfolio.household import build_household
from tests.situations import AS_OF, TODAY, market, portfolio, two_worlds
from tests.unit.explanation.made import propose_with

WIDE = Limits(small_cap=Range(0.0, 0.5))


def wide(**trading):
    """A policy that nothing breaks today, so that gain decides."""
    return Policy(limits=WIDE, trading=Trading(**trading))


def size_of(proposal):
    return least_size(proposal.brief, proposal.solution)


def scaled(proposal, value):
    """The same holdings in fractions of a share, worth `value`, as a file would state them."""
    times = Decimal(value) / proposal.brief.household.value
    return portfolio(
        {
            position.fund.symbol: position.shares * times
            for position in proposal.brief.household.positions
            if position.shares
        },
        str(round(proposal.brief.household.accounts[0].cash * times, 2)),
    )


def test_trades_begin_between_the_two_sizes_given():
    """Asked of the pipeline itself, from the holdings on."""
    proposal = propose_with(wide())
    found = size_of(proposal)
    assert found.without < found.with_trades < proposal.brief.household.value
    assert float(found.with_trades / found.without) == pytest.approx(1, abs=2e-3)
    for size, any_ in ((found.without, False), (found.with_trades, True)):
        held = scaled(proposal, size)
        household = build_household(held, market(), wide(), {"Russell 2000", "S&P 500"}, TODAY)
        case = Case(wide(), two_worlds(), market(), AS_OF)
        trades = settled_answer(household, case)[0].trades
        assert bool(trades) is any_


def test_a_larger_least_trade_asks_for_a_larger_portfolio():
    small = propose_with(wide(min_trade=Decimal(250)))
    large = propose_with(wide(min_trade=Decimal(2500)))
    assert size_of(large).with_trades > 2 * size_of(small).with_trades


def test_the_gain_of_the_target_does_not_depend_on_size():
    """So where it is too small there is no size at which trades begin."""
    proposal = propose_with(wide(min_benefit_bps=500.0))
    assert not proposal.trades
    assert size_of(proposal) is None


def test_where_this_portfolio_is_too_small_a_larger_one_is_found():
    proposal = propose_with(wide(min_trade=Decimal(60_000)))
    assert not proposal.trades
    found = size_of(proposal)
    assert found.with_trades > found.without > proposal.brief.household.value


def test_where_limits_force_trades_a_size_at_which_shares_are_too_coarse_is_found():
    """The gain does not decide: far more is asked for than there is."""
    proposal = propose_with(Policy(trading=Trading(min_benefit_bps=1000.0)))
    assert proposal.gain.forced
    found = size_of(proposal)
    assert found.without < found.with_trades < proposal.brief.household.value


def test_a_target_that_is_already_held_is_worth_no_trade_at_any_size():
    proposal = propose_with(wide(min_benefit_bps=0.0))
    assert size_of(replace(proposal, solution=_at_rest(proposal))) is None


def test_where_even_the_smallest_size_trades_no_size_is_claimed(monkeypatch):
    """Trades that only larger portfolios do without are not what is asked for."""

    def gain(given, _):
        return 1.0 if given.household.value < 50_000 else None

    monkeypatch.setattr(scale, "_gain", gain)
    assert size_of(propose_with(wide())) is None


def _at_rest(proposal):
    """A target that is what is held."""
    return replace(proposal.solution, standing=proposal.brief.today)


def test_under_another_criterion_the_gain_is_the_criterions():
    """As the proposal's own gate has it, at the size that is held."""
    policy = replace(wide(), objective=Objective(criterion=Criterion.REGRET))
    proposal = propose_with(policy)
    gained = scale._gain(proposal.brief, proposal.solution)
    assert gained == pytest.approx(proposal.gain.net, abs=1e-12)
