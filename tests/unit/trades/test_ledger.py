"""Money to the cent."""

from decimal import Decimal

import pytest

from allocator.model.trades import Side
from allocator.trades.ledger import after, cash_after, list_trades
from tests.situations import brief


@pytest.fixture
def given():
    return brief()


def change(given, **shares):
    symbols = [position.fund.symbol for position in given.household.positions]
    return tuple(Decimal(shares.get(symbol, 0)) for symbol in symbols)


def test_value_and_cost_are_rounded_to_the_cent(given):
    """3 SPY at 690.38 are 2071.14; five basis points of that are 1.03557.

    Section 31 takes nothing in 2025, the activity fee 3 * 0.000166, which is a cent rounded up.
    """
    (trade,) = list_trades(given, change(given, SPY=-3))
    assert (trade.value, trade.cost) == (Decimal("2071.14"), Decimal("1.05"))
    assert trade.side is Side.SELL
    assert trade.cash_change == Decimal("2070.09")


def test_cash_changes_by_the_trades_and_their_costs(given):
    trades = list_trades(given, change(given, SPY=-3, VTWO=10))
    before = given.household.accounts[0].cash
    bought = Decimal("1021.40") + Decimal("0.51")
    assert cash_after(given, trades)["main"] == before + Decimal("2070.09") - bought


def test_weights_after_are_those_of_the_shares_after(given):
    trades = list_trades(given, change(given, SPY=-65))
    standing = after(given, trades)
    symbols = [position.fund.symbol for position in given.household.positions]
    assert standing.weights[symbols.index("SPY")] == 0.0
    lost = 1 - standing.weights.sum() - standing.cash.sum()
    assert lost == pytest.approx(float(trades[0].cost / given.household.value), abs=1e-12)


def test_no_change_makes_no_trade(given):
    assert list_trades(given, change(given)) == ()
