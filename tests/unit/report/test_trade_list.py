import csv
from dataclasses import replace
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.model.trades import Side, Trade
from allocator.report.trade_list import HEADER, as_csv, is_trade_list


def a_trade(account="Joint", shares="2"):
    cents = Decimal("9.50")
    return Trade(account, "IWM", Side.BUY, Decimal(shares), cents, 2 * cents, Decimal("0.01"))


def test_nothing_to_do_is_a_header_only():
    assert as_csv(()) == "account,symbol,side,shares,price,value,cost\r\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_can_begin_a_formula(start):
    account = f"{start}HYPERLINK(A1)"
    [row] = list(csv.DictReader(StringIO(as_csv([a_trade(account)]), newline="")))
    assert row["account"] == "'" + account


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_every_account_name_reads_back(account):
    [row] = list(csv.DictReader(StringIO(as_csv([a_trade(account)]), newline="")))
    assert row["account"].replace("'", "") == account.replace("'", "")
    assert row["cost"] == "0.01"


def test_shares_are_written_without_an_exponent():
    assert ",1000,9.50," in as_csv([a_trade(shares="1E+3")])


def test_no_zeros_are_idle():
    trade = replace(a_trade(shares="88.000"), price=Decimal("48.1000"))
    assert ",88,48.10," in as_csv([trade])


def test_our_own_list_is_recognised_and_others_are_not():
    assert is_trade_list(as_csv([a_trade()]).encode())
    assert is_trade_list(",".join(HEADER).encode() + b"\n")
    assert not is_trade_list(b"symbol,shares\nIWM,3\n")
    assert not is_trade_list(b"")
