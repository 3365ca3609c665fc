from decimal import Decimal

import pytest

from allocator import load_snapshot
from allocator.bundled import SNAPSHOT
from allocator.model.portfolio import Holding, Lock, Lot, OtherKind, Portfolio
from allocator.portfolio.set_aside import with_unknown_set_aside


def held(symbol, *, index=None, price="10.005", exported=True):
    cost = None if price is None else Decimal(price)
    lots = (Lot(Decimal("1.5"), None, None),)
    return Holding("Roth", symbol, lots, cost, index, Lock.NONE, "mine.csv:3", exported)


@pytest.fixture(scope="module")
def known():
    return load_snapshot(SNAPSHOT)


def aside(known, *holdings):
    return with_unknown_set_aside(Portfolio((), holdings, "mine.csv", "x", None), known)


def test_a_ticker_that_only_the_broker_knows_is_held_and_told(known):
    found = aside(known, held("IWM"), held("AAPL"))
    assert [each.symbol for each in found.holdings] == ["IWM"]
    (other,), (said,) = found.others, found.problems
    assert (other.description, other.kind) == ("AAPL, 1.5 shares", OtherKind.UNKNOWN)
    assert other.value == Decimal("15.01")
    assert said.message == "AAPL is not a fund that is known, worth $15.01: held as it is"
    assert (said.place, said.severity.value) == ("mine.csv:3", "warning")


def test_a_known_fund_that_nobody_prices_is_held_and_told(known):
    """TNA has no price in the bundled snapshot, IWM has one."""
    assert known.funds["TNA"].price is None
    found = aside(known, held("IWM", price=None), held("TNA", price=None))
    assert [each.symbol for each in found.holdings] == ["IWM"]
    assert [(each.kind, each.value) for each in found.others] == [(OtherKind.INCOMPLETE, None)]
    assert "TNA: no price, neither in the file nor in the snapshot" in found.problems[0].message


def test_a_price_in_another_row_prices_a_fund(known):
    priced, unpriced = held("TNA"), held("TNA", price=None)
    assert aside(known, priced, unpriced).holdings == (priced, unpriced)


def test_in_a_file_of_ones_own_a_fund_without_a_price_is_not_set_aside(known):
    mine = held("TNA", price=None, exported=False)
    assert aside(known, mine).holdings == (mine,)


def test_what_was_never_priced_has_no_value(known):
    assert aside(known, held("AAPL", price=None)).others[0].value is None


@pytest.mark.parametrize("holding", [held("AAPL", exported=False), held("AAPL", index="S&P 500")])
def test_a_row_of_ones_own_is_left_for_others_to_judge(known, holding):
    assert aside(known, holding).holdings == (holding,)


def test_doing_it_twice_changes_nothing_more(known):
    once = aside(known, held("AAPL"))
    assert with_unknown_set_aside(once, known) == once
