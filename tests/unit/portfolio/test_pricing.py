"""Holdings priced: whose price counts, and what is refused."""

from dataclasses import replace
from decimal import Decimal

import pytest

from allocator.errors import Severity
from allocator.model.assets import PriceBasis
from allocator.portfolio.pricing import value_holdings
from tests.situations import FUNDS, holding, market, portfolio

MARKET = market()


def valued(*holdings, snapshot=MARKET):
    return value_holdings(portfolio({}, "0", *holdings), snapshot)


def refused(*holdings, snapshot=MARKET):
    """The one problem with these holdings, none of which can be valued."""
    found, (problem,) = valued(*holdings, snapshot=snapshot)
    assert found == ()
    assert problem.severity is Severity.ERROR
    return problem


def unpriced(symbol):
    return market(funds=MARKET.funds | {symbol: replace(MARKET.funds[symbol], price=None)})


def test_without_a_price_in_the_file_the_snapshots_is_used():
    (found,), problems = valued(holding("VOO", "1.5"))
    assert found.price == Decimal(FUNDS["VOO"][1])
    assert found.price_basis is PriceBasis.CLOSE
    assert found.value == Decimal("952.17")
    assert problems == ()


def test_the_files_own_price_wins():
    (found,), problems = valued(holding("VOO", 2, price="600.50"))
    assert found.price == Decimal("600.50")
    assert found.price_basis is PriceBasis.FILE
    assert found.value == Decimal("1201.00")
    assert problems == ()


def test_a_price_given_in_one_account_holds_in_every_account():
    found, problems = valued(holding("VOO", 1, "a", price=600), holding("VOO", 1, "b"))
    assert [each.price for each in found] == [600, 600]
    assert [each.price_basis for each in found] == [PriceBasis.FILE, PriceBasis.FILE]
    assert problems == ()


def test_two_prices_for_one_ticker_are_refused():
    _, (problem,) = valued(holding("VOO", 1, "a", price=600), holding("VOO", 1, "b", price=601))
    assert problem.message == "VOO has two prices: 600 and 601"
    assert problem.severity is Severity.ERROR


def test_the_same_price_twice_is_one_price_however_it_is_written():
    _, problems = valued(holding("VOO", 1, "a", price="600"), holding("VOO", 1, "b", price="600.0"))
    assert problems == ()


def test_an_unknown_ticker_is_refused_with_the_nearest_one():
    problem = refused(holding("VOOO", 1))
    assert problem.message == "unknown ticker 'VOOO'"
    assert "did you mean 'VOO'? If not, say in the columns index and price" in problem.remedy
    assert problem.place == "made-up:VOOO"


def test_an_unknown_ticker_like_no_other_is_told_how_to_be_declared():
    problem = refused(holding("XXXXXX", 1))
    assert problem.remedy.startswith("say in the columns index and price")


def test_a_declared_ticker_is_an_ordinary_fund_that_is_never_bought():
    """Its fee is not known: it is charged 9.45 bp, that of the dearest fund on the index."""
    (found,), problems = valued(holding("MINE", 10, price=5, index="S&P 500"))
    assert problems == ()
    assert found.value == 50
    assert (found.fund.index, found.fund.multiple) == ("S&P 500", 1.0)
    assert found.fund.expense_ratio == pytest.approx(9.45e-4)
    assert not found.fund.buyable


def test_a_declared_ticker_on_an_index_that_no_fund_tracks_is_charged_nothing():
    funds = {symbol: fund for symbol, fund in MARKET.funds.items() if fund.index != "Gold"}
    (found,), _ = valued(holding("MINE", 1, price=5, index="Gold"), snapshot=market(funds=funds))
    assert found.fund.expense_ratio == 0.0


def test_a_declared_ticker_needs_a_price():
    problem = refused(holding("MINE", 10, index="S&P 500"))
    assert problem.message == "MINE: no price, neither in the file nor in the snapshot"
    assert "2025-12-24" in problem.remedy


def test_a_declared_index_that_does_not_exist_is_refused_with_the_nearest_one():
    problem = refused(holding("MINE", 10, price=5, index="Russel 2000"))
    assert problem.message == "MINE: no index is called 'Russel 2000'"
    assert problem.remedy == "did you mean 'Russell 2000'?"


def test_where_no_index_is_near_foreign_stocks_are_said_not_to_be_covered():
    problem = refused(holding("ACWX", 10, price=5, index="MSCI ACWI ex US"))
    assert problem.remedy.startswith("known are: ")
    assert problem.remedy.endswith(
        ". Foreign stocks are not covered: leave the row out (docs/files.md)"
    )


def test_a_known_ticker_with_another_index_is_refused():
    problem = refused(holding("VOO", 10, index="Russell 2000"))
    assert problem.message == "VOO tracks S&P 500, but the file says Russell 2000"


def test_a_known_ticker_with_its_own_index_is_fine():
    (found,), problems = valued(holding("VOO", 10, index="S&P 500"))
    assert found.fund is MARKET.funds["VOO"]
    assert problems == ()


def test_a_known_fund_that_the_snapshot_cannot_price_needs_a_price_in_the_file():
    assert "no price" in refused(holding("IWN", 10), snapshot=unpriced("IWN")).message
    (found,), problems = valued(holding("IWN", 10, price=180), snapshot=unpriced("IWN"))
    assert found.price == 180
    assert problems == ()


@pytest.mark.parametrize(
    ("price", "is_far"), [("75.00", False), ("75.01", True), ("33.34", False), ("33.33", True)]
)
def test_a_price_half_as_high_again_or_two_thirds_as_high_is_said_to_be_far(price, is_far):
    """TNA is at 50 in the snapshot: up to 75, down to 33.33."""
    (found,), problems = valued(holding("TNA", 1, price=price))
    assert found.price == Decimal(price)
    assert [problem.severity for problem in problems] == [Severity.WARNING] * is_far


def test_every_problem_is_told_at_once():
    _, problems = valued(
        holding("VOOO", 1), holding("QQQ", 1, index="Gold"), holding("MINE", 1, index="Nowhere")
    )
    assert [problem.place for problem in problems] == [
        "made-up:MINE",
        "made-up:QQQ",
        "made-up:VOOO",
    ]
