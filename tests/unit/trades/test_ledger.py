"""Money to the cent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from allocator.model.lots import TaxLot
from allocator.model.tax import Term
from allocator.model.trades import Side
from allocator.trades.ledger import after, cash_after, list_trades, realised_gains, same_day
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


OLD = TaxLot(Decimal(45), Decimal(300), date(2024, 5, 2), Term.LONG, waits="VTWO was bought")
RECENT = TaxLot(Decimal(5), Decimal(90), date(2025, 12, 14), Term.SHORT, recent=True)
KIN = frozenset({"IWM"})


@pytest.fixture
def waiting(given):
    """45 IWM worth $252.71 were bought at 300; that loss waits for 5 VTWO, bought at 90."""
    lots = {"IWM": OLD, "VTWO": RECENT}
    positions = tuple(
        replace(each, kin="IWM", shares=lot.shares, lots=(lot,))
        if (lot := lots.get(each.fund.symbol))
        else each
        for each in given.household.positions
    )
    return replace(given, household=replace(given.household, positions=positions))


def test_a_loss_that_waits_is_not_sold_in_silence_unless_its_kin_are_cleared(waiting):
    both = change(waiting, IWM=-45, VTWO=-5)
    with pytest.raises(ValueError, match="45 shares are sold, but only 0 of them out of lots"):
        list_trades(waiting, both)
    trades = list_trades(waiting, both, KIN)
    assert {trade.symbol: trade.lots[0].shares for trade in trades} == {"IWM": 45, "VTWO": 5}


@pytest.mark.parametrize(("vtwo", "cleared"), [(-5, KIN), (-4, frozenset()), (0, frozenset())])
def test_kin_are_cleared_where_every_recent_lot_is_sold_whole(waiting, vtwo, cleared):
    trades = list_trades(waiting, change(waiting, VTWO=vtwo, SPY=-1))
    assert same_day(waiting, trades).cleared == cleared


def test_kin_are_bought_by_any_purchase(waiting):
    trades = list_trades(waiting, change(waiting, VTWO=1, SPY=-1))
    day = same_day(waiting, trades)
    assert (day.bought, day.cleared) == (KIN, frozenset())


def test_gains_of_several_sales_are_summed_by_character(waiting):
    """45 * (252.71 - 300) and 5 * (102.14 - 90), less costs to the cent."""
    trades = list_trades(waiting, change(waiting, IWM=-45, VTWO=-5), KIN)
    cost = {trade.symbol: trade.cost for trade in trades}
    assert realised_gains(trades) == (
        Decimal("60.70") - cost["VTWO"],
        Decimal("-2128.05") - cost["IWM"],
    )
