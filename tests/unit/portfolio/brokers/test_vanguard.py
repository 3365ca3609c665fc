from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from allocator.model.trades import Side
from allocator.portfolio import read_portfolio
from tests.shared_data import SAMPLES

POSITIONS = "Account Number,Investment Name,Symbol,Shares,Share Price,Total Value,"
TRANSACTIONS = (
    "Account Number,Trade Date,Settlement Date,Transaction Type,Transaction Description,"
    "Investment Name,Symbol,Shares,Share Price,Principal Amount,Commissions and Fees,Net Amount,"
    "Accrued Interest,Account Type,"
)
IWM = "111,A FUND,IWM,1.5,200,300,"
VMFXX = "111,VANGUARD FEDERAL MONEY MARKET FUND,VMFXX,50.25,1.0,50.25,"


def deed(kind, symbol="IWM", shares="20", day="2026-04-15"):
    return f"111,{day},2026-04-16,{kind},{kind},A FUND,{symbol},{shares},272.1,-1,0.0,-1,0.0,CASH,"


def export(rows, deeds=(), *, positions=POSITIONS, transactions=TRANSACTIONS):
    lines = [positions, *rows, "", "", "", transactions, *deeds, ""]
    Path("mine.csv").write_text("\r\n".join(lines), encoding="utf-8", newline="")
    return "mine.csv"


def test_blank_lines_end_no_table_and_the_second_header_begins_the_next(here):
    portfolio = read_portfolio(export([IWM, VMFXX, "", "222,B,QQQ,1,600,600,"], [deed("Buy")]))
    assert [(each.name, str(each.cash)) for each in portfolio.accounts] == [
        ("111", "50.25"),
        ("222", "0"),
    ]
    assert [each.symbol for each in portfolio.holdings] == ["IWM", "QQQ"]
    (bought,) = portfolio.transactions
    assert (bought.account, bought.day, bought.symbol) == ("111", date(2026, 4, 15), "IWM")
    assert (bought.side, bought.shares, bought.price) == (Side.BUY, 20, Decimal("272.1"))
    assert bought.place == "mine.csv:10"


def test_nothing_in_the_file_tells_type_cost_and_day(here):
    portfolio = read_portfolio(export([IWM]))
    assert portfolio.as_of is None
    assert portfolio.holdings[0].lots[0].cost_basis is None
    said = "the name '111' does not say how the account is taxed"
    assert [problem.message for problem in portfolio.problems] == [said]


def test_older_files_have_no_trailing_comma_and_another_name_for_fees(here):
    older = TRANSACTIONS.replace("Commissions and Fees", "Commission Fees").rstrip(",")
    path = export(
        [IWM.rstrip(",")],
        [deed("Buy").rstrip(",")],
        positions=POSITIONS.rstrip(","),
        transactions=older,
    )
    portfolio = read_portfolio(path)
    assert (len(portfolio.holdings), len(portfolio.transactions)) == (1, 1)


def test_sales_are_negative_there_and_reinvestments_are_purchases(here):
    deeds = [
        deed("Sell", shares="-3"),
        deed("Reinvestment", day="04/20/2026"),
        deed("Buy (exchange)"),
    ]
    portfolio = read_portfolio(export([IWM], deeds))
    assert [(each.side, str(each.shares)) for each in portfolio.transactions] == [
        (Side.BUY, "20"),
        (Side.SELL, "3"),
        (Side.BUY, "20"),
    ]


def test_what_is_no_trade_is_passed_over_and_said_to_be(here):
    portfolio = read_portfolio(
        export([IWM], [deed("Dividend"), deed("Sweep in"), deed("Dividend")])
    )
    assert portfolio.transactions == ()
    assert portfolio.problems[1].message == (
        "passed over 3 rows that are neither purchase nor sale: Dividend, Sweep in"
    )


def test_a_trade_that_cannot_be_read_is_an_error(here, refused):
    deeds = [deed("Buy", shares="0"), deed("Sell", day="soon"), deed("Buy", symbol="?")]
    problems = refused(read_portfolio, export([IWM], deeds))
    assert [each.partition("\n")[0] for each in problems[1:]] == [
        "error: mine.csv:7: IWM: Shares '0' is zero",
        "error: mine.csv:8: IWM: Trade Date 'soon' has no date",
        "error: mine.csv:9: ?: Symbol '?' is not a ticker symbol",
    ]


def test_a_header_that_cannot_be_split_is_an_error(here, refused):
    path = export([IWM], positions='Account Number,Investment Name,"Symbol')
    assert "a quotation mark is not closed" in refused(read_portfolio, path)[0]


@pytest.mark.realdata("broker_samples")
def test_the_shared_sample_is_read():
    portfolio = read_portfolio(SAMPLES / "vanguard_OfxDownload.csv")
    assert [(each.name, str(each.cash)) for each in portfolio.accounts] == [
        ("11112222", "5120.33"),
        ("33334444", "41.07"),
    ]
    assert [(each.symbol, str(each.shares)) for each in portfolio.holdings] == [
        ("BND", "400"),
        ("IWM", "120"),
        ("VOO", "85.25"),
        ("QQQ", "30"),
        ("VTWO", "210.5"),
    ]
    assert [str(each.price) for each in portfolio.transactions] == ["272.10"]
