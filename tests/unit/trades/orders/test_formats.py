"""What each format cannot say, in words; every problem in one run."""

from dataclasses import replace
from decimal import Decimal

import pytest

from allocator.model.orders import OrderType
from allocator.model.trades import Side
from allocator.trades.orders import FORMATS, order_format
from tests.trade_records import LOTS, TRADES, basket, record, trade

BROKERS = ("ibkr", "fidelity", "alpaca", "fix", "fix-single")
ONE = {"Brokerage": {"ibkr": "U1234567", "fidelity": "Z12345678"}}


def one(key, *trades, order_type=OrderType.MARKET):
    """A basket of one account, which has its number."""
    numbers = {account: each.get(key, "") for account, each in ONE.items()}
    return basket(record(trades), order_type, Decimal(10), numbers)


def said(key, made):
    return [f"{each.place}: {each.message}" for each in order_format(key).problems(made)]


@pytest.mark.parametrize("key", BROKERS)
@pytest.mark.parametrize("symbol", ["912828XY1", "DDD 12/18/2026 50.00 C", "SPAXX**"])
def test_a_symbol_that_no_rule_spells_is_refused(key, symbol):
    [problem] = said(key, one(key, trade(Side.SELL, symbol, 1, 9)))
    assert problem.startswith(f"Brokerage: sell {symbol}: no rule says how ")


@pytest.mark.parametrize(("key", "most"), [("ibkr", 0), ("fidelity", 3), ("alpaca", 9)])
def test_fractions_are_refused_beyond_what_the_broker_takes(key, most):
    fine = Decimal(1) + Decimal(1).scaleb(-most) if most else Decimal(2)
    assert said(key, one(key, trade(Side.BUY, "IWM", fine, 9))) == []
    over = Decimal(1) + Decimal(1).scaleb(-most - 1)
    [problem] = said(key, one(key, trade(Side.BUY, "IWM", over, 9)))
    assert f"this is {over}" in problem


def test_whole_shares_may_be_written_with_idle_zeros():
    assert said("ibkr", one("ibkr", trade(Side.BUY, "IWM", "12.000", 9))) == []


def test_alpaca_takes_no_fractions_at_the_close():
    made = one("alpaca", trade(Side.BUY, "IWM", "1.5", 9), order_type=OrderType.CLOSE)
    [problem] = said("alpaca", made)
    assert problem == (
        "Brokerage: buy IWM: Alpaca takes fractions of a share only for the day, "
        "and this is 1.5 at the close"
    )


@pytest.mark.parametrize("key", ["ibkr", "fidelity"])
def test_every_account_needs_its_number(key):
    problems = order_format(key).problems(basket(record()))
    missing = [each.place for each in problems if each.message == "the account number is missing"]
    assert missing == ["Brokerage", "Roth IRA"]
    assert problems[1].remedy.startswith('give it: --account-number "Roth IRA=')


@pytest.mark.parametrize(
    ("key", "number"),
    [("ibkr", "Z12345678"), ("ibkr", "U123,4567"), ("ibkr", "U1234567 "), ("ibkr", "=U1234567"),
     ("fidelity", "Z123"), ("fidelity", "-12345678"), ("fidelity", "Z1234 5678")],
)  # fmt: skip
def test_a_number_that_is_none_of_the_broker_s_is_refused(key, number):
    made = basket(record(TRADES[:1]), numbers={"Brokerage": number})
    assert said(key, made) == [f"Brokerage: {number!r} is no such account number"]


def test_alpaca_takes_one_account_at_a_time():
    [problem] = order_format("alpaca").problems(basket(record()))
    assert "these are for 2" in problem.message
    assert problem.remedy == 'write one at a time: --account "Brokerage" or --account "Roth IRA"'


def test_no_word_for_the_close_is_made_up_for_fidelity():
    made = one("fidelity", *TRADES[:2], order_type=OrderType.CLOSE)
    assert said("fidelity", made) == [
        "--order close: no word for market-on-close is documented for Fidelity's import"
    ]


def test_fifty_symbols_are_a_basket_at_fidelity_and_one_more_is_not():
    symbols = [f"{first}{second}" for first in "ABCDEFGH" for second in "ABCDEFGH"]
    assert (
        said("fidelity", one("fidelity", *(trade(Side.BUY, s, 1, 9) for s in symbols[:50]))) == []
    )
    [problem] = said("fidelity", one("fidelity", *(trade(Side.BUY, s, 1, 9) for s in symbols[:51])))
    assert problem == "trades: a basket at Fidelity holds at most 50 symbols, and these are 51"


def test_a_quantity_that_fidelity_s_column_has_no_room_for_is_refused():
    [problem] = said("fidelity", one("fidelity", trade(Side.BUY, "IWM", "1234567.891", 9)))
    assert problem == "Brokerage: buy IWM: quantity has more than 10 characters"


@pytest.mark.parametrize("name", ["Jörg", "a\x01b", "Ann\n", "  "])
@pytest.mark.parametrize("key", ["fix", "fix-single"])
def test_a_name_that_no_fix_field_holds_needs_a_number(key, name):
    made = record([trade(Side.BUY, "IWM", 1, 9, account=name)])
    [problem] = order_format(key).problems(basket(made))
    assert problem.place == name
    assert "printable ASCII" in problem.message
    assert order_format(key).problems(basket(made, numbers={name: "12345"})) == []


def test_the_ends_of_a_session_cannot_hold_a_field_s_end():
    made = basket(record())
    broken = replace(made, session=replace(made.session, target="BRO\x01KER"))
    assert [each.place for each in order_format("fix").problems(broken)] == ["--session"]


def test_every_problem_is_told_at_once():
    made = record([trade(Side.BUY, "IWM", "1.5", 9), trade(Side.SELL, "SPAXX**", 1, 1)])
    assert len(order_format("ibkr").problems(basket(made))) == 3


def test_a_basket_has_a_new_header_where_its_fields_change():
    full = one("ibkr", *TRADES[:3])
    first, second, third = full.orders
    mixed = (first, replace(second, type=OrderType.LIMIT, limit=Decimal("1.00")), third)
    lines = order_format("ibkr").content(replace(full, orders=mixed)).decode().split("\r\n")
    assert [line.startswith("Action,") for line in lines] == [1, 0, 1, 0, 1, 0, 0]
    assert "LmtPrice" in lines[2]
    assert "LmtPrice" not in lines[4]


def test_an_ibkr_order_names_the_exchange_that_lists_the_fund():
    text = order_format("ibkr").content(one("ibkr", *TRADES[:3])).decode()
    assert "SELL,21,BRK B,STK,SMART/NYSE,USD,DAY,MKT,al-7e95e6107623,U1234567,al-" in text
    assert ",VTWO,STK,SMART/NASDAQ," in text


def test_where_the_exchange_is_not_known_it_is_left_out_and_said():
    made = one("ibkr", trade(Side.BUY, "XYZ", 1, 9))
    assert b",XYZ,STK,SMART,USD," in order_format("ibkr").content(made)
    assert "XYZ is written without its primary exchange" in order_format("ibkr").remarks(made)[1]


def test_the_plain_list_has_the_lots_of_each_sale():
    rows = order_format("csv").content(one("csv", *TRADES[:2])).decode().split("\r\n")
    assert rows[1].endswith("4 bought 2020-09-14 for 1100.64; 2 bought on a day not known")
    assert rows[2].endswith(",12869.64,1.25,")


def test_a_name_is_no_formula_in_the_plain_list():
    made = record([trade(Side.BUY, "IWM", 1, 9, account='=HYPERLINK("x";"y")')])
    row = order_format("csv").content(basket(made)).decode().split("\r\n")[1]
    assert row.split(",")[1].startswith("\"'=HYPERLINK(")


@pytest.mark.parametrize("key", FORMATS)
@pytest.mark.parametrize(
    "content",
    [b"", b"symbol,shares\r\nIWM,3\r\n", b"[]", b"[1]", b"{}", b"\xff\xfe", b"8=FIX.4.4\x019=5\x01",
     b"[" * 100_000, b"PK\x03\x04", b"Action,Quantity\r\nBUY,1\r\n", b"id,account\r\n",
     b'[{"client_order_id": "mine"}]', b'"'],
)  # fmt: skip
def test_a_file_of_somebody_else_is_never_taken_for_ours(key, content):
    assert not order_format(key).is_ours(content)


@pytest.mark.parametrize("key", ["csv", "ibkr", "alpaca", "fix"])
def test_a_file_with_an_order_that_is_not_ours_is_not_ours(key):
    content = order_format(key).content(one(key, *TRADES[:2]))
    mine = content.replace(b"al-7e95e6107623", b"my-7e95e6107623")
    assert order_format(key).is_ours(content)
    assert not order_format(key).is_ours(mine)


@pytest.mark.parametrize("key", FORMATS)
def test_every_format_says_what_to_know_and_whether_it_names_lots(key):
    made = one(key, trade(Side.SELL, "QQQ", 6, "623.93", lots=LOTS))
    written = order_format(key)
    assert all(remark.endswith(".") for remark in written.remarks(made))
    assert written.remarks(made)
    assert written.names_lots == (key in {"csv", "xlsx"})
    assert written.is_text == (key != "xlsx")
