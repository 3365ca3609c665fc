from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from allocator.model.portfolio import AccountType, OtherKind
from allocator.portfolio import read_portfolio
from tests.shared_data import SAMPLES

HEADINGS = (
    "Account Number,Account Name,Symbol,Description,Quantity,Last Price,Last Price Change,"
    "Current Value,Today's Gain/Loss Dollar,Cost Basis Total,Average Cost Basis,Type"
)
SPAXX = "Z1,Individual,SPAXX**,HELD IN MONEY MARKET,,,,$500.25,,,,Cash,"
IWM = "Z1,Individual,IWM,A FUND,10,$200.00,+$0.55,$2000.00,-$20.00,$1500.50,$150.05,Cash,"
DATE = '"Date downloaded Apr-30-2026 4:20 p.m ET"'
SMALL_PRINT = '"The data and information in this spreadsheet is provided to you, with commas"'


def export(*rows, headings=HEADINGS, end=DATE):
    lines = [headings, *rows, "", SMALL_PRINT, "", end, ""]
    Path("mine.csv").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    return "mine.csv"


def test_the_comma_too_many_shifts_no_column(here):
    portfolio = read_portfolio(export(SPAXX, IWM))
    (holding,) = portfolio.holdings
    assert (holding.symbol, holding.shares, holding.price) == ("IWM", 10, Decimal("200.00"))
    assert holding.lots[0].cost_basis == Decimal("1500.50")
    assert portfolio.accounts[0].cash == Decimal("500.25")
    assert portfolio.accounts[0].type is AccountType.TAXABLE
    assert portfolio.as_of == date(2026, 4, 30)
    assert portfolio.format == "Fidelity positions"


def test_sentence_case_and_views_without_costs_are_read(here):
    headings = "Account number,Account name,Symbol,Description,Quantity,Last price,Current value"
    row = "Z1,Roth IRA,IWM,A FUND,10,$200.00,$2000.00,"
    portfolio = read_portfolio(export(row, headings=headings))
    assert portfolio.holdings[0].lots[0].cost_basis is None
    assert portfolio.accounts[0].type is AccountType.ROTH


@pytest.mark.parametrize("fund", ["SPAXX**", "FDRXX**", "FZFXX**", "SPAXX"])
def test_core_positions_without_quantity_and_price_are_cash(here, fund):
    portfolio = read_portfolio(export(SPAXX.replace("SPAXX**", fund), IWM))
    assert portfolio.accounts[0].cash == Decimal("500.25")
    assert portfolio.problems[0].message == (
        f"{fund}: a money-market fund, counted as cash of its account: $500.25"
    )


@pytest.mark.parametrize("core", ["FCASH**", "USD***", "CORE**", "FDIC**"])
def test_core_cash_is_in_no_fund(here, core):
    portfolio = read_portfolio(export(SPAXX.replace("SPAXX**", core), IWM))
    assert portfolio.accounts[0].cash == Decimal("500.25")
    assert portfolio.problems == ()


def test_the_fund_whose_ticker_is_usd_is_no_cash(here):
    portfolio = read_portfolio(export(IWM.replace("IWM", "USD").replace("$200.00", "--")))
    assert [each.symbol for each in portfolio.holdings] == ["USD"]


def test_a_debt_in_core_cash_is_a_debt_and_meets_no_cash_of_another_account(here):
    debt = SPAXX.replace("$500.25", "-$5020.00")
    roth = SPAXX.replace("Z1,Individual", "Z2,Roth IRA")
    portfolio = read_portfolio(export(debt, roth))
    assert {each.name: str(each.cash) for each in portfolio.accounts} == {
        "Individual": "0",
        "Roth IRA": "500.25",
    }
    assert [(each.kind, each.value) for each in portfolio.others] == [(OtherKind.DEBT, -5020)]
    assert [each.message for each in portfolio.problems] == [
        "margin debt of $5,020.00 in account Individual: left as it is",
        "SPAXX**: a debt of $5,020.00 in account Individual: more is owed than it has",
        "SPAXX**: a money-market fund, counted as cash of its account: $500.25",
    ]


def test_a_debt_in_core_cash_that_other_cash_covers_is_taken_out_of_it(here):
    rows = [SPAXX.replace("$500.25", "-$20.00"), SPAXX.replace("SPAXX**", "FCASH**")]
    portfolio = read_portfolio(export(*rows))
    assert portfolio.accounts[0].cash == Decimal("480.25")
    (said,) = portfolio.problems
    assert said.message == (
        "SPAXX**: a debt of $20.00 in account Individual: taken out of its cash"
    )


@pytest.mark.parametrize("end", ["12/24/2025 10:00 PM ET", "Dec-24-2025 4:20 p.m ET"])
def test_both_ways_of_dating_the_download_are_read(here, end):
    portfolio = read_portfolio(export(IWM, end=f'"Date downloaded {end}"'))
    assert portfolio.as_of == date(2025, 12, 24)


@pytest.mark.parametrize(
    "end", ["", '"Date downloaded yesterday"', '"Date downloaded Foo-01-2026"']
)
def test_a_file_without_its_date_may_be_cut_short(here, end):
    portfolio = read_portfolio(export(IWM, end=end))
    assert portfolio.as_of is None
    assert "does not say when it was downloaded" in portfolio.problems[0].message


@pytest.mark.parametrize(
    "row",
    [
        "Z1,Individual,Pending Activity,,,,-$50.25,,,,,,",
        "Z1,Individual,Pending activity,,,,,-$50.25,,,,,",
    ],
)
def test_money_on_its_way_out_is_no_cash_wherever_it_stands(here, row):
    """Its amount stands under Last Price Change in some exports."""
    portfolio = read_portfolio(export(row, SPAXX))
    assert portfolio.accounts[0].cash == Decimal("450.00")
    (other,) = portfolio.others
    assert (other.kind, other.value) == (OtherKind.PENDING, 0)
    said = "$50.25 to go, taken out of the cash of account Individual"
    assert said in portfolio.problems[0].message


def test_money_on_its_way_in_is_told_and_not_spent(here):
    portfolio = read_portfolio(export(SPAXX, "Z1,Individual,Pending Activity,,,,,$70.00,,,,,"))
    assert portfolio.accounts[0].cash == Decimal("500.25")
    assert [(each.kind, each.value) for each in portfolio.others] == [(OtherKind.PENDING, 70)]


def test_more_on_its_way_out_than_there_is_cash_is_an_error(here, refused):
    path = export(SPAXX, "Z1,Individual,Pending Activity,,,,,-$500.26,,,,,")
    errors = [each for each in refused(read_portfolio, path) if each.startswith("error")]
    assert "$500.26 to go, more than the cash of account Individual" in errors[0]


def test_a_pending_amount_that_cannot_be_read_is_an_error(here, refused):
    rows = [
        "Z1,Individual,Pending Activity,,,,,soon,,,,,",
        "Z1,Individual,Pending Activity,,,,,,,,,,",
    ]
    errors = refused(read_portfolio, export(*rows))
    assert "Current Value 'soon' is not a number" in errors[0]
    assert "Current Value is empty" in errors[1]


def test_lots_in_cash_and_on_margin_are_one_holding(here):
    portfolio = read_portfolio(
        export(IWM, IWM.replace(",Cash,", ",Margin,").replace("1500", "1600"))
    )
    (holding,) = portfolio.holdings
    assert [str(lot.cost_basis) for lot in holding.lots] == ["1500.50", "1600.50"]


def test_options_bonds_and_unnamed_funds_are_held_and_told(here):
    portfolio = read_portfolio(
        export(
            "Z1,Individual, -EEE261218C50,EEE DEC 18 2026 $50 CALL,-1,$5.10,+$0.10,-$510.00,,--,--,Margin,",
            "Z1,Individual,91282CJL6,US TREAS NTS 4.875% 11/30/2025,1000,$100.02,,$1000.20,,--,--,Cash,",
            "Z1,Individual,84679P173,SP 500 INDEX PL CL C,10,$200.00,,$2000.00,,--,--,,",
            IWM,
        )
    )
    assert {each.description.split(",")[0]: each.kind for each in portfolio.others} == {
        "-EEE261218C50": OtherKind.OPTION,
        "91282CJL6": OtherKind.BOND,
        "84679P173": OtherKind.UNKNOWN,
    }
    assert sum(each.value for each in portfolio.others) == Decimal("2490.20")
    assert all(problem.severity.value == "warning" for problem in portfolio.problems)


def test_two_accounts_of_one_name_are_told_apart_by_number(here):
    portfolio = read_portfolio(
        export(IWM, IWM.replace("Z1", "Z2"), IWM.replace("Z1,Ind", "Z3,X Ind"))
    )
    assert [each.name for each in portfolio.accounts] == [
        "Individual Z1",
        "Individual Z2",
        "X Individual",
    ]
    assert {each.type for each in portfolio.accounts} == {AccountType.TAXABLE}


def test_a_row_cut_short_is_an_error_and_no_small_print(here, refused):
    assert "1 cell under 12 columns" in refused(read_portfolio, export(IWM, "Z1"))[0]


def test_a_lone_cell_between_rows_is_an_error(here, refused):
    assert "1 cell under 12" in refused(read_portfolio, export(IWM, "Not insured", SPAXX))[0]


def test_what_stands_alone_below_the_last_row_is_passed_over_and_told_once(here):
    portfolio = read_portfolio(export(SPAXX, IWM, "Not insured", '"By nobody, at all",'))
    assert [each.symbol for each in portfolio.holdings] == ["IWM"]
    assert [(each.place, each.message) for each in portfolio.problems[1:]] == [
        (
            "mine.csv:4",
            "passed over what stands alone below the last row: 'Not insured', 'By nobody, at all'",
        )
    ]


def test_a_header_that_cannot_be_used_is_an_error(here, refused):
    problems = refused(
        read_portfolio, export(IWM, headings=HEADINGS.replace("Last Price,", "Bid,"))
    )
    assert "there is no column Last Price\n    add it to the view at Fidelity" in problems[0]


@pytest.mark.realdata("broker_samples")
def test_the_shared_sample_is_read():
    (sample,) = SAMPLES.glob("fidelity_*.csv")
    portfolio = read_portfolio(sample)
    assert [(each.name, str(each.cash)) for each in portfolio.accounts] == [
        ("Individual", "4870.33"),
        ("ROTH IRA", "41.07"),
    ]
    assert [each.symbol for each in portfolio.holdings] == ["BND", "IWM", "VOO", "QQQ", "VTWO"]
    assert portfolio.as_of == date(2026, 4, 30)
