"""Limits of counts and steps, measured on trades."""

from decimal import Decimal

import pytest

from allocator.model.policy import Limits, Policy
from allocator.trades.counted_limits import counted_limits
from allocator.trades.ledger import list_trades
from tests.situations import TODAY, brief, holding, portfolio

HELD = portfolio({}, "1000", holding("IWM", 20, price=10), holding("VOO", 50, price=10))


def readings(changes, **limits):
    given = brief(HELD, Policy(limits=Limits(**limits)), scenarios=(), day=TODAY)
    symbols = [position.fund.symbol for position in given.household.positions]
    moved = tuple(Decimal(changes.get(symbol, 0)) for symbol in symbols)
    found = counted_limits(given, list_trades(given, moved))
    return {each.name: each for each in found}


def test_trades_are_counted():
    found = readings({"IWM": -5, "VOO": 3}, trades=1)
    assert (found["trades"].value, found["trades"].violation) == (2.0, 1.0)


def test_the_smallest_position_that_a_trade_leaves_counts():
    """15 IWM at $10 are 150 of 1,700; 49 VOO are more; the least is 170."""
    found = readings({"IWM": -5, "VOO": -1}, min_position=Decimal(170))["min_position"]
    assert found.value == pytest.approx(150 / 1700)
    assert found.violation == pytest.approx(20 / 1700)


def test_what_is_closed_or_not_traded_is_no_small_position():
    assert readings({"IWM": -20}, min_position=Decimal(600)) == {}
    (found,) = readings({"VOO": -1}, min_position=Decimal(300)).values()
    assert found.violation == 0


def test_without_such_limits_nothing_is_measured():
    assert readings({"IWM": -5}) == {}
