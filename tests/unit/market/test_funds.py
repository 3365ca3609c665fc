from datetime import date

import pandas as pd
import pytest

from allocator.bundled import FACTS
from allocator.market.facts import read_facts
from allocator.market.funds import list_funds

DAY = date(2025, 6, 30)
MONTHS = [f"2024-{month:02d}-03" for month in range(5, 13)]
MONTHS += [f"2025-{month:02d}-03" for month in range(1, 7)]


@pytest.fixture(scope="module")
def facts():
    return read_facts(FACTS)


@pytest.fixture
def listed(facts, history_of):
    """Cash and gold; bills close at 100 and pay 0.36 a month, of which 12 make a year."""
    days = pd.bdate_range("2024-05-01", DAY)
    close = pd.DataFrame({"BIL": 100.0, "GLD": 300.0}, days)
    paid = pd.DataFrame({"BIL": 0.36}, pd.to_datetime(MONTHS))
    wanted = tuple(f for f in facts.funds if f.index in {"US Treasury Bills", "Gold"})

    def make(*, payouts=facts.payouts, paid=paid):
        return list_funds(wanted, history_of(DAY, close=close, paid=paid), payouts).funds

    return make


def test_what_a_fund_paid_is_taxed_as_its_index_is(listed):
    income = listed()["BIL"].income
    assert (income.rate, income.qualified, income.exempt) == (0.0432, 0.0, 0.0)
    assert income.source.startswith("12 distributions of 2024-07-03 to 2025-06-03 over the price")


def test_a_money_fund_pays_as_bills_do_with_the_difference_of_fees(listed):
    """BIL charges 0.1356 % and pays 4.32 %: before fees 4.4556 %; VMFXX charges 0.11 %."""
    funds = listed()
    assert funds["VMFXX"].income.rate == pytest.approx(0.044556 - 0.0011)
    assert funds["SWVXX"].income.rate == pytest.approx(0.044556 - 0.0034)
    assert "that of BIL" in funds["VMFXX"].income.source


def test_gold_pays_nothing_and_that_is_known(listed):
    assert listed()["GLD"].income.rate == 0


def test_where_nothing_is_known_there_is_no_income(listed):
    """Of a cash balance nobody says what it pays; without bills no money fund can be told."""
    assert listed()["FCASH"].income is None
    assert {f.income for f in listed(payouts=()).values()} == {None}
    without = listed(paid=None)
    assert {symbol for symbol, fund in without.items() if fund.income} == {"GLD"}
