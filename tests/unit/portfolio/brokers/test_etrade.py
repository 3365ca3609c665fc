from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from allocator.model.portfolio import AccountType, OtherKind
from allocator.portfolio import read_portfolio

TOP = [
    "Account Summary",
    "Account,Net Account Value,Total Gain $",
    '"Roth IRA -2203",596.82,1.00',
    "",
    "View Summary - All Positions",
    "Filters applied: ",
    "Symbol,Security type(s),Sort by,Sort order,",
    ",All,Symbol,Asc,",
    "",
]
HEADINGS = (
    "Symbol,Last Price $,Change $,Change %,Quantity,Price Paid $,Day's Gain $,Total Gain $,"
    "Total Gain %,Value $"
)
IWM = "IWM,200.00,.40,.2,2.5000,150.1234,1.00,1.00,1.00,500.0000"
CASH = "CASH,,,,,,,,,96.82,"
END = "Generated at Apr 30 2026 04:22 PM ET"


def export(*rows, total="TOTAL,,,,166.76,-34.86,-41.87,-2.49,596.82,", top=TOP, end=END):
    lines = [*top, HEADINGS, *rows, total, "", "", end]
    Path("mine.csv").write_text("\n".join(lines), encoding="utf-8")
    return "mine.csv"


def test_the_rows_of_filters_are_no_headings(here):
    portfolio = read_portfolio(export(IWM, CASH))
    (holding,), (account,) = portfolio.holdings, portfolio.accounts
    assert (holding.symbol, str(holding.shares), holding.price) == ("IWM", "2.5000", 200)
    assert (account.name, account.type) == ("Roth IRA -2203", AccountType.ROTH)
    assert account.cash == Decimal("96.82")
    assert portfolio.as_of == date(2026, 4, 30)
    assert portfolio.problems == ()


def test_what_was_paid_is_for_one_share(here):
    """2.5 shares at 150.1234 are 375.3085, to the cent 375.31."""
    assert read_portfolio(export(IWM, CASH)).holdings[0].lots[0].cost_basis == Decimal("375.31")


@pytest.mark.parametrize(
    "cash", [CASH, "CASH,,,,,,,,,96.82", "CASH,1.0000,0.00,0.00,96.8200,1.0000,0,0,0,96.82"]
)
@pytest.mark.parametrize(
    "total", ["TOTAL,,,,166.76,1,2,3,596.82,", "TOTAL,,,,,166.76,1,2,3,596.82,"]
)
def test_cash_and_total_may_have_a_cell_too_many(here, cash, total):
    assert read_portfolio(export(IWM, cash, total=total)).accounts[0].cash == Decimal("96.82")


def test_a_bank_whose_ticker_is_cash_is_no_cash(here):
    bank = "CASH,80.00,.40,.2,2.0000,70.00,1.00,1.00,1.00,160.0000"
    portfolio = read_portfolio(export(IWM, bank, CASH, total="TOTAL,,,,,,,,756.82,"))
    assert [each.symbol for each in portfolio.holdings] == ["CASH", "IWM"]
    assert portfolio.accounts[0].cash == Decimal("96.82")


def test_lots_beside_their_positions_break_the_total(here, refused):
    lot = "03/11/2024,200.00,.40,.2,2.5000,150.1234,1.00,1.00,1.00,500.0000"
    errors = [each for each in refused(read_portfolio, export(IWM, lot, CASH)) if "error" in each]
    assert "the rows add up to 1,096.82" in errors[0]


def test_numbers_without_a_leading_zero_are_read(here):
    row = "IWM,.40,.10,.2,1250.0000,.30,.40,.40,.40,500.0000"
    assert read_portfolio(export(row, CASH)).holdings[0].price == Decimal("0.40")


def test_certificates_and_options_have_names_for_symbols(here):
    rows = [
        "KEY BANK CD CLEVELAND OH CD 3.85% 08/24/2026,99.9934,--,--,100.0000,100.00,3.74,-7.2,-.0066,99.9900",
        "QQQ Dec 31 '26 $600 Put,14.16,0.00,0.00,-1.0000,50.35,.0000,-3628.1600,-72.0493,-1407.5000",
        "SOME THING,1,1,1,1,1,1,1,1,1.00",
    ]
    total = "TOTAL,,,,,,,,-709.69,"
    portfolio = read_portfolio(export(IWM, CASH, *rows, total=total))
    assert {each.description: (each.kind, each.value) for each in portfolio.others} == {
        "KEY BANK CD CLEVELAND OH CD 3.85% 08/24/2026": (OtherKind.BOND, Decimal("99.99")),
        "QQQ Dec 31 '26 $600 Put": (OtherKind.OPTION, Decimal("-1407.5")),
        "SOME THING": (OtherKind.UNKNOWN, 1),
    }


def test_marks_without_width_are_nothing(here):
    top = ["\u200bAccount Summary", *TOP[1:]]
    portfolio = read_portfolio(export(f"\u200b{IWM}", f"\ufeff{CASH}", top=top))
    assert portfolio.holdings[0].symbol == "IWM"
    assert portfolio.accounts[0].cash == Decimal("96.82")


def test_a_total_that_is_a_cent_off_or_missing_is_an_error(here, refused):
    problems = refused(read_portfolio, export(IWM, CASH, total="TOTAL,,,,,,,,596.83,"))
    assert "TOTAL: the rows add up to 596.82, but the file's total is 596.83" in problems[1]
    assert "the total row is missing" in refused(read_portfolio, export(IWM, CASH, total=""))[0]
    assert "TOTAL: 'x' is not a number" in refused(read_portfolio, export(IWM, total="TOTAL,x"))[0]


@pytest.mark.parametrize(
    ("net", "warned"),
    [("596.82", False), ('"$1,000.00"', True), ("596.81", True), ("", False), ("--", False)],
)
def test_the_net_account_value_is_held_against_the_total(here, net, warned):
    top = [line.replace("596.82", net) for line in TOP]
    said = [each.message for each in read_portfolio(export(IWM, CASH, top=top)).problems]
    assert len(said) == warned
    assert all("Net Account Value is $" in each and "TOTAL is $596.82" in each for each in said)


def test_a_summary_without_a_net_account_value_is_held_against_nothing(here):
    top = [line.replace("Net Account Value", "Net Something") for line in TOP]
    assert read_portfolio(export(IWM, CASH, top=top)).problems == ()


def test_cash_that_cannot_be_read_leaves_no_total_to_check(here, refused):
    assert [
        each.partition("\n")[0] for each in refused(read_portfolio, export(IWM, "CASH,,,x"))
    ] == ["error: mine.csv:12: CASH: 'x' is not a number"]


def test_what_is_missing_is_named(here, refused):
    problems = refused(read_portfolio, export(IWM, CASH, top=["Account Summary"]))
    assert "does not name its account" in problems[0]
    Path("mine.csv").write_text("\n".join(TOP), encoding="utf-8")
    assert "has no row of headings" in refused(read_portfolio, "mine.csv")[0]


def test_a_last_line_without_a_date_is_said(here):
    portfolio = read_portfolio(export(IWM, CASH, end="Generated at noon"))
    assert portfolio.as_of is None
    assert "the last line has no date" in portfolio.problems[0].message
