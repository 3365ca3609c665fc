"""Whatever the trades, a broker reads from the file exactly these trades."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.model.orders import OrderType
from allocator.model.trades import Side
from allocator.trades.orders import FORMATS, order_format
from allocator.trades.orders.making import make_orders
from tests import order_files
from tests.order_files import Read
from tests.trade_records import basket, record, trade

READERS = {
    "csv": order_files.generic_csv,
    "ibkr": order_files.ibkr_basket,
    "fidelity": order_files.fidelity_import,
    "alpaca": order_files.alpaca_json,
    "fix": order_files.fix_list,
    "fix-single": order_files.fix_single,
}
CLASSES = {"BRK.B": {"ibkr": "BRK B", "fidelity": "BRKB"}}
ODD_NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=20
)
PLAIN_NAMES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)


@st.composite
def trades(draw, names, digits):
    """Trades in one to four accounts, each symbol once in each."""
    accounts = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    symbols = st.sampled_from(["IWM", "VTWO", "BRK.B", "QQQ", "XYZ", "A"])
    keys = st.tuples(st.sampled_from(accounts), symbols)
    made = draw(st.lists(keys, min_size=1, max_size=12, unique=True))
    shares = st.decimals("0.001" if digits else 1, 99999, places=digits)
    prices = st.decimals("1", "9999", places=2)
    return [
        trade(draw(st.sampled_from(Side)), symbol, draw(shares), draw(prices), account=account)
        for account, symbol in made
    ]


def expected(orders, key, numbered):
    """What a broker should understand, said from the trades and not from a file."""
    return [
        Read(
            "" if key == "fidelity" else each.id,
            "" if key == "alpaca" else each.account_number if numbered else each.trade.account,
            CLASSES.get(each.trade.symbol, {}).get(key, each.trade.symbol),
            each.trade.side.value,
            each.trade.shares,
            each.type.value,
            each.limit,
        )
        for each in orders
    ]


def numbers_for(made, key):
    start = {"ibkr": "U1234", "fidelity": "Z1234567"}.get(key)
    return (
        {each.name: f"{start}{place}" for place, each in enumerate(made.accounts)} if start else {}
    )


@given(st.data(), st.sampled_from(OrderType), st.decimals(0, 500, places=1))
@pytest.mark.parametrize("key", READERS)
def test_a_broker_reads_exactly_the_trades(key, data, order_type, offset):
    names = {"csv": ODD_NAMES, "alpaca": st.just("only")}.get(key, PLAIN_NAMES)
    digits = 0 if key == "ibkr" or (key, order_type) == ("alpaca", OrderType.CLOSE) else 3
    if (key, order_type) == ("fidelity", OrderType.CLOSE):
        order_type = OrderType.MARKET
    made = record(data.draw(trades(names, digits)))
    numbers = numbers_for(made, key)
    full = basket(made, order_type, offset, numbers)
    written = order_format(key)
    assert written.problems(full) == []
    content = written.content(full)
    read = READERS[key](content)
    if key == "csv":  # an apostrophe keeps a spreadsheet from calculating a name
        read = [replace(each, account=each.account.replace("'", "")) for each in read]
        full = replace(full, orders=tuple(map(unquoted, full.orders)))
    assert read == expected(full.orders, key, bool(numbers))
    assert written.is_ours(content)
    assert content == written.content(basket(made, order_type, offset, numbers))


def unquoted(order):
    return replace(order, trade=replace(order.trade, account=order.trade.account.replace("'", "")))


@given(trades(ODD_NAMES, 3))
def test_no_file_takes_another_for_its_own(made):
    """Else a file of one kind would be replaced by one of another."""
    full = basket(record(made))
    contents = {key: order_format(key).content(full) for key in FORMATS if key != "xlsx"}
    same = {"fix": {"fix", "fix-single"}, "fix-single": {"fix", "fix-single"}}
    for key, content in contents.items():
        takers = {each for each in FORMATS if order_format(each).is_ours(content)}
        assert takers == same.get(key, {key})


@given(trades(ODD_NAMES, 3))
def test_sales_come_first_in_every_account_and_nothing_is_lost(made):
    orders = make_orders(record(made), OrderType.MARKET)
    assert sorted(map(repr, made)) == sorted(repr(each.trade) for each in orders)
    for account in {each.account for each in made}:
        sides = [each.trade.side for each in orders if each.trade.account == account]
        assert sides == sorted(sides, key=[Side.SELL, Side.BUY].index)
    assert len({each.id for each in orders}) == len(made)
    assert all(re.fullmatch(r"[a-z0-9-]{36}", each.id) for each in orders)


@given(trades(st.just("A"), 0), st.decimals(0, 500, places=1))
def test_what_is_left_at_the_limits_is_never_more_than_at_the_prices(made, offset):
    orders = make_orders(record(made), OrderType.LIMIT, offset)
    assert len(orders) == len(made) > 0
    for each in orders:
        slack = Decimal("0.01") * each.trade.shares  # a limit may be a cent better than the offset
        assert each.worst_cash_change <= each.trade.cash_change + slack
