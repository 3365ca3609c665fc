import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.errors import InputError
from allocator.model.orders import OrderType
from allocator.model.trades import Side
from allocator.trades.orders.making import client_id, limit_price, list_id, make_orders
from tests.trade_records import RUN, TRADES, record, trade

PRICES = st.decimals("0.05", "5000", places=4)
OFFSETS = st.decimals(0, 1000, places=1)


def names(orders):
    return [(each.trade.account, each.trade.side.value, each.trade.symbol) for each in orders]


def test_in_every_account_sales_come_first():
    assert names(make_orders(record(), OrderType.MARKET)) == [
        ("Brokerage", "sell", "BRK.B"),
        ("Brokerage", "sell", "QQQ"),
        ("Brokerage", "buy", "VTWO"),
        ("Roth IRA", "sell", "IWM"),
        ("Roth IRA", "buy", "VTWV"),
    ]


def test_the_order_of_the_record_decides_nothing():
    made = record()
    turned = replace(made, trades=made.trades[::-1])
    assert make_orders(turned, OrderType.CLOSE) == make_orders(made, OrderType.CLOSE)


@given(PRICES, OFFSETS)
def test_a_limit_is_never_beyond_its_offset_and_less_than_a_cent_short_of_it(price, offset):
    move = price * offset / 10_000
    buy = limit_price(trade(Side.BUY, "IWM", 1, price), offset)
    sell = limit_price(trade(Side.SELL, "IWM", 1, price), offset)
    assert Decimal(0) <= price + move - buy < Decimal("0.01")
    assert Decimal(0) <= sell - (price - move) < Decimal("0.01")
    assert buy == round(buy, 2)
    assert sell == round(sell, 2)


@pytest.mark.parametrize(
    ("side", "price", "bps", "limit"),
    [
        (Side.BUY, "252.71", "10", "252.96"),  # 252.96271
        (Side.SELL, "252.71", "10", "252.46"),  # 252.45729
        (Side.BUY, "100.00", "0", "100.00"),
        (Side.SELL, "100.00", "1.5", "99.99"),  # 99.985
        (Side.BUY, "100.00", "1.5", "100.01"),  # 100.015
    ],
)
def test_limits_worked_by_hand(side, price, bps, limit):
    assert str(limit_price(trade(side, "IWM", 1, price), Decimal(bps))) == limit


def test_a_limit_that_rounds_to_nothing_is_refused():
    made = record([trade(Side.BUY, "XYZ", 1000, "0.004")])
    with pytest.raises(InputError, match=r"a limit on XYZ at 0\.004 rounds to nothing"):
        make_orders(made, OrderType.LIMIT, Decimal(10))


def test_only_limit_orders_have_a_limit():
    for order_type in (OrderType.MARKET, OrderType.CLOSE):
        assert {each.limit for each in make_orders(record(), order_type, Decimal(10))} == {None}


def test_the_same_trade_of_the_same_run_is_always_called_the_same():
    first = {each.trade.symbol: each.id for each in make_orders(record(), OrderType.MARKET)}
    again = {each.trade.symbol: each.id for each in make_orders(record(), OrderType.CLOSE)}
    alone = make_orders(record(TRADES[:1]), OrderType.LIMIT, Decimal(10))
    assert first == again
    assert alone[0].id == first["VTWO"]


@given(st.text(max_size=30), st.text(max_size=30), st.sampled_from(Side))
def test_every_format_takes_an_id_whatever_the_names(account, symbol, side):
    made = client_id(RUN, trade(side, symbol, 1, 1, account=account))
    assert re.fullmatch(r"[a-z0-9-]{1,48}", made)


def test_ids_tell_runs_accounts_symbols_and_sides_apart():
    base = trade(Side.BUY, "IWM", 1, 1)
    others = (
        trade(Side.SELL, "IWM", 1, 1),
        trade(Side.BUY, "IWN", 1, 1),
        trade(Side.BUY, "IWM", 1, 1, account="Joint"),
        trade(Side.BUY, "MI", 1, 1, account="BrokerageW"),
    )
    made = [client_id(RUN, each) for each in (base, *others)] + [client_id("f" * 64, base)]
    assert len(set(made)) == len(made)
    # What the id does not tell apart is the run's own: how many shares, at which price.
    assert client_id(RUN, replace(base, shares=Decimal(2))) == client_id(RUN, base)


def test_lists_are_told_apart_by_what_is_in_them():
    orders = make_orders(record(), OrderType.MARKET)
    assert list_id(RUN, orders) != list_id(RUN, orders[:2])
    assert len(list_id(RUN, orders)) <= 48


def test_an_exchange_is_found_however_the_class_of_a_share_is_written():
    made = record([trade(Side.SELL, symbol, 1, 9) for symbol in ("BRK/B", "BRKB", "VTWO", "XYZ")])
    found = {each.trade.symbol: each.exchange for each in make_orders(made, OrderType.MARKET)}
    assert found == {"BRK/B": "NYSE", "BRKB": "NYSE", "VTWO": "NASDAQ", "XYZ": ""}
