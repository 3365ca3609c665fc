from dataclasses import replace
from decimal import Decimal

import pytest

from allocator.model.orders import OrderType
from allocator.model.trades import Side
from allocator.report.orders import nothing_text, orders_text, remarks
from allocator.trades.orders import FORMATS, order_format
from tests.trade_records import TRADES, basket, record, trade


def text(made, key="ibkr"):
    return orders_text(made, order_format(key), "orders.out", 80)


def words(made, key="ibkr"):
    return " ".join(text(made, key).split())


@pytest.mark.parametrize("key", FORMATS)
@pytest.mark.parametrize("order_type", OrderType)
def test_it_fits_eighty_columns_and_says_that_nothing_was_sent(key, order_type):
    said = text(basket(record(), order_type, Decimal(10)), key)
    assert max(map(len, said.splitlines())) <= 80
    assert "Nothing has been sent, and this program never sends an order." in " ".join(said.split())


@pytest.mark.parametrize(
    ("order_type", "row"),
    [
        (OrderType.MARKET, "sell QQQ 6 at market about $623.93 $3,743.58"),
        (OrderType.CLOSE, "sell QQQ 6 at the close about $623.93 $3,743.58"),
        (OrderType.LIMIT, "sell QQQ 6 limit $623.31 $3,743.58"),
    ],
)
def test_each_order_says_how_it_is_to_be_filled(order_type, row):
    assert row in words(basket(record(), order_type, Decimal(10)))


def test_the_account_is_named_only_where_there_are_several():
    assert "in Roth IRA" in text(basket(record()))
    assert "in Brokerage\n" not in text(basket(record(TRADES[:3])))


def test_totals_are_of_each_side():
    said = words(basket(record(TRADES[:3])))
    assert "sales $14,041.56, purchases $12,869.64, costs $3.75" in said


def test_lots_are_listed_with_what_is_known():
    said = text(basket(record()))
    assert "QQQ       4  14 September 2020  $1,100.64  $1,394.25  long-term" in said
    assert "QQQ       2  date not known     not known  not known\n" in said


def test_where_a_file_cannot_name_lots_somebody_must():
    warning = "The file cannot name lots"
    assert warning in words(basket(record()), "fidelity")
    assert warning not in words(basket(record()), "xlsx")
    assert warning not in words(basket(record(TRADES[:1])), "fidelity")


def test_on_standard_output_the_lots_come_with_the_notes():
    notes = remarks(basket(record()), order_format("ibkr"))
    assert notes[-2:] == [
        "QQQ in Brokerage: 4 bought 2020-09-14 for 1100.64",
        "QQQ in Brokerage: 2 bought on a day not known",
    ]


def test_purchases_that_wait_for_sales_are_told():
    poor, rich = (
        basket(record(TRADES[:3], cash=Decimal(cash))) for cash in ("12870.88", "12870.89")
    )
    told = "the purchases take $12,870.89 and the cash is $12,870.88"
    assert f"In Brokerage {told}: let the sales be filled first." in words(poor)
    assert "let the sales be filled first" not in words(rich)


def test_what_limits_may_cost_is_told_and_whether_there_is_enough():
    """100 shares at 100.10 and 1.25 take 10,011.25; the proposal has 10,001.25 of it."""
    made = record([trade(Side.BUY, "IWM", 100, "100.00")], cash=Decimal("10005.00"))
    said = words(basket(made, OrderType.LIMIT, Decimal(10)))
    left = "-$6.25 of cash is left in Brokerage instead of $3.75: not enough."
    assert f"If every order is filled at its limit, {left}" in said
    assert "at its limit" not in words(basket(made, OrderType.MARKET))


def test_money_that_goes_in_or_out_counts():
    made = record(TRADES[:3])
    [account] = made.accounts
    added = replace(account, flow=Decimal(4000), after=account.after + 4000)
    said = words(basket(replace(made, accounts=(added,))))
    assert "let the sales be filled first" not in said
    assert "Before the purchases, $4,000.00 must have come into Brokerage." in said
    taken = replace(account, flow=Decimal(-50), after=account.after - 50)
    said = words(basket(replace(made, accounts=(taken,))))
    assert "Of the cash in Brokerage, $50.00 is to be taken out." in said
    assert "the cash is $9,800.00 with that: let the sales be filled first" in said


def test_ids_are_promised_only_where_the_broker_sees_them():
    promise = "Order ids begin with al-7e95e6107623."
    assert promise in words(basket(record()), "ibkr")
    assert promise not in words(basket(record()), "fidelity")
    assert "cannot tell that it was sent twice" in words(basket(record()), "fidelity")


def test_to_do_nothing_is_said_of_the_account_that_was_asked_for():
    assert nothing_text("7e95e6107623" + "0" * 52, None) == (
        "The proposal (run 7e95e6107623) advises no trades: no order file was written."
    )
    assert "no trades in 'Roth IRA':" in nothing_text("f" * 64, "Roth IRA")
