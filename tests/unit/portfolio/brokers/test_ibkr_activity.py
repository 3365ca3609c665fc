from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from allocator.model.portfolio import AccountType, Lot, OtherKind
from allocator.portfolio import read_portfolio
from tests.shared_data import SAMPLES

TOP = """Statement,Header,Field Name,Field Value
Statement,Data,Period,"April 1, 2026 - April 30, 2026"
Account Information,Header,Field Name,Field Value
Account Information,Data,Account,U1
Account Information,Data,Customer Type,IRA-Roth
Account Information,Data,Base Currency,USD
""".splitlines()
CASH = """Cash Report,Header,Currency Summary,Currency,Total,Securities,Futures,
Cash Report,Data,Starting Cash,Base Currency Summary,9,9,0,
Cash Report,Data,Ending Cash,Base Currency Summary,20.50,20.50,0,
Cash Report,Data,Ending Cash,USD,20.50,20.50,0,
""".splitlines()
HEADER = "Open Positions,Header,DataDiscriminator,Asset Category,Currency,Symbol,Quantity,Mult,Cost Price,Cost Basis,Close Price,Value,Unrealized P/L,Code"
IWM = "Open Positions,Data,Summary,Stocks,USD,IWM,10,1,150,1500,200,2000,500,"
TOTAL = "Open Positions,Total,,Stocks,USD,,,,,1500,,2000,500,"
LOT = 'Open Positions,Data,Lot,Stocks,USD,IWM,"2025-02-10, 10:30:00",{},,150,{},200,1200,0,LT'


def statement(*rows, top=TOP, cash=CASH):
    lines = [*top, *cash, *rows]
    Path("mine.csv").write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    return "mine.csv"


def test_a_statement_is_read_section_by_section(here):
    portfolio = read_portfolio(statement(HEADER, IWM, TOTAL))
    (account,), (holding,) = portfolio.accounts, portfolio.holdings
    assert (account.name, account.type, account.cash) == ("U1", AccountType.ROTH, Decimal("20.50"))
    assert (holding.symbol, holding.price) == ("IWM", 200)
    assert holding.lots == (Lot(Decimal(10), Decimal(1500), None),)
    assert portfolio.as_of == date(2026, 4, 30)
    assert portfolio.problems == ()


def test_lots_repeat_the_shares_of_the_summary_and_count_once(here):
    portfolio = read_portfolio(
        statement(HEADER, IWM, LOT.format(6, 900), LOT.format(4, 600), TOTAL)
    )
    assert portfolio.holdings[0].lots == (
        Lot(Decimal(4), Decimal(600), date(2025, 2, 10)),
        Lot(Decimal(6), Decimal(900), date(2025, 2, 10)),
    )
    assert portfolio.problems == ()


def test_shares_beyond_the_lots_are_one_more_lot_without_a_date(here):
    portfolio = read_portfolio(statement(HEADER, IWM, LOT.format(6, 900)))
    assert portfolio.holdings[0].lots == (
        Lot(Decimal(4), Decimal(600), None),
        Lot(Decimal(6), Decimal(900), date(2025, 2, 10)),
    )
    assert "lots are given for all but 4 shares" in portfolio.problems[0].message


def test_lots_that_cost_more_than_their_position_leave_an_unknown_cost(here):
    portfolio = read_portfolio(statement(HEADER, IWM, LOT.format(6, 1501)))
    assert portfolio.holdings[0].lots[0] == Lot(Decimal(4), None, None)


def test_lots_of_more_shares_than_the_position_are_an_error(here, refused):
    problems = refused(read_portfolio, statement(HEADER, IWM, LOT.format(11, 900)))
    assert "IWM: its lots hold 1 shares more than it does" in problems[0]


def test_lots_alone_add_up_to_the_position(here):
    lots = [LOT.format(6, 900), LOT.format(6, 800)]
    portfolio = read_portfolio(statement(HEADER, *lots))
    assert portfolio.holdings[0].shares == 12


def test_older_headings_have_a_column_for_the_day(here):
    header = HEADER.replace("Open Positions", "Long Open Positions").replace(
        "Symbol,", "Symbol,Open,"
    )
    rows = [
        "Long Open Positions,Data,Summary,Stocks,USD,IWM,-,10,1,150,1500,200,2000,500,",
        'Long Open Positions,Data,Lot,Stocks,USD,IWM,"2024-05-06, 10:00:00",10,1,150,1500,200,2000,,',
    ]
    portfolio = read_portfolio(statement(header.replace(",Code", ",% of NAV,Code"), *rows))
    assert portfolio.holdings[0].lots == (Lot(Decimal(10), Decimal(1500), date(2024, 5, 6)),)


def test_headings_of_a_section_may_come_again_with_other_columns(here):
    again = HEADER.replace("Symbol,Quantity,Mult", "Symbol,Mult,Quantity")
    rows = [
        "Open Positions,Data,Summary,Equity and Index Options,USD,SPY 16JAN26 700 C,100,-1,4,-400,4.10,-410,0,",
        "Open Positions,Data,Summary,Bonds,USD,T 4 1/2 05/15/30,1,1000,99,990,1,1000,0,",
        "Open Positions,Data,Summary,Futures,USD,MESM6,5,1,0,0,7000,35000,0,",
    ]
    portfolio = read_portfolio(statement(HEADER, IWM, again, *rows))
    assert {each.description: (each.kind, each.value) for each in portfolio.others} == {
        "SPY 16JAN26 700 C": (OtherKind.OPTION, -410),
        "T 4 1/2 05/15/30": (OtherKind.BOND, 1000),
        "MESM6": (OtherKind.UNKNOWN, None),
    }
    assert [each.symbol for each in portfolio.holdings] == ["IWM"]


def test_a_share_class_after_a_blank_is_a_ticker(here):
    row = IWM.replace("IWM", "BRK B")
    assert read_portfolio(statement(HEADER, row)).holdings[0].symbol == "BRK.B"


def test_a_statement_without_any_total_may_be_cut_short(here):
    (said,) = read_portfolio(statement(HEADER, IWM)).problems
    assert (said.place, said.severity.value) == ("mine.csv:12", "warning")
    assert said.message == "states no total of what is held"


def test_the_total_of_a_category_is_held_against_its_rows(here, refused):
    total = "Open Positions,Total,,Stocks,USD,,,,,1500,,{},500,"
    assert read_portfolio(statement(HEADER, IWM, total.format(2000))).problems == ()
    problems = refused(read_portfolio, statement(HEADER, IWM, total.format("2000.01")))
    assert "Stocks: the rows add up to 2,000.00, but the file's total is 2,000.01" in problems[0]


def test_the_net_asset_value_counts_accruals_and_everything_else(here, refused):
    value = [
        "Net Asset Value,Header,Asset Class,Prior Total,Current Long,Current Short,Current Total,Change",
        "Net Asset Value,Data,Cash ,0,0,0,20.50,0",
        "Net Asset Value,Data,Dividend Accruals,0,0,0,3.25,0",
        "Net Asset Value,Data,Interest Accruals,0,0,0,-0.50,0",
        "Net Asset Value,Data,Total,0,0,0,2023.25,0",
    ]
    portfolio = read_portfolio(statement(HEADER, IWM, *value))
    assert portfolio.accounts[0].cash == Decimal("20.00")
    assert [(each.description, str(each.value)) for each in portfolio.others] == [
        ("pending dividend accruals", "3.25"),
        ("pending interest accruals, $0.50 out of the cash", "0"),
    ]
    value[-1] = value[-1].replace("2023.25", "2023.26")
    errors = [
        each for each in refused(read_portfolio, statement(HEADER, IWM, *value)) if "error" in each
    ]
    assert "net asset value: the rows add up to 2,023.25" in errors[0]


def test_other_currencies_are_held_and_told(here):
    cash = [
        *CASH[:-1],
        "Cash Report,Data,Ending Cash,USD,15,15,0,",
        "Cash Report,Data,Ending Cash,EUR,5,5,0,",
    ]
    row = IWM.replace("USD,IWM", "EUR,SXR8")
    portfolio = read_portfolio(statement(HEADER, IWM, row, cash=cash))
    assert portfolio.accounts[0].cash == 15
    assert [(each.description, each.value) for each in portfolio.others] == [
        ("5 EUR of cash", Decimal("5.50")),
        ("SXR8", None),
    ]
    said = "5 EUR of cash: is not in dollars, worth $5.50: held as it is"
    assert said in [each.message for each in portfolio.problems]
    assert portfolio.others[0].kind is OtherKind.FOREIGN_CASH


def test_a_difference_may_be_the_worth_of_what_has_no_value(here):
    value = [
        "Net Asset Value,Header,Asset Class,Current Total,Change",
        "Net Asset Value,Data,Total,2030.50,0",
    ]
    foreign = IWM.replace("USD,IWM", "EUR,SXR8")
    portfolio = read_portfolio(statement(HEADER, IWM, foreign, *value))
    warned = portfolio.problems[0]
    assert "a difference of 10.00" in warned.message
    assert warned.remedy == "it is taken for the worth of SXR8, for which no value is given"


def test_negative_cash_is_debt(here):
    cash = [line.replace("20.50", "-20.50") for line in CASH]
    portfolio = read_portfolio(statement(HEADER, IWM, cash=cash))
    assert portfolio.accounts[0].cash == 0
    assert [(each.kind, str(each.value)) for each in portfolio.others] == [
        (OtherKind.DEBT, "-20.50")
    ]


def test_interest_on_a_debt_adds_to_it(here):
    cash = [line.replace("20.50", "-20.50") for line in CASH]
    value = [
        "Net Asset Value,Header,Asset Class,Current Total,Change",
        "Net Asset Value,Data,Interest Accruals,-0.75,0",
        "Net Asset Value,Data,Total,1978.75,0",
    ]
    portfolio = read_portfolio(statement(HEADER, IWM, *value, cash=cash))
    assert portfolio.accounts[0].cash == 0
    assert [(each.kind, str(each.value)) for each in portfolio.others] == [
        (OtherKind.DEBT, "-20.50"),
        (OtherKind.PENDING, "-0.75"),
    ]


def test_a_statement_without_a_cash_report_says_so(here):
    portfolio = read_portfolio(statement(HEADER, IWM, cash=()))
    assert portfolio.accounts[0].cash == 0
    assert "account U1: no cash is stated" in portfolio.problems[0].message


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("Base Currency,USD", "Base Currency,EUR", "account U1 is kept in EUR"),
        ("Data,Account,U1", "Data,Alias,U1", "does not name its account"),
    ],
)
def test_what_cannot_be_advised_on_is_refused(here, refused, old, new, why):
    top = [line.replace(old, new) for line in TOP]
    assert any(why in each for each in refused(read_portfolio, statement(HEADER, IWM, top=top)))


def test_a_statement_of_several_accounts_is_refused(here, refused):
    header = HEADER.replace("Asset Category", "Account,Asset Category")
    row = IWM.replace("Stocks", "U1,Stocks")
    assert (
        "is a statement of several accounts" in refused(read_portfolio, statement(header, row))[0]
    )


def test_cells_that_cannot_be_read_are_named_by_section_and_column(here, refused):
    rows = [IWM.replace(",10,1,", ",ten,1,")]
    cash = [CASH[0], "Cash Report,Data,Ending Cash,USD,much,0,0,"]
    top = [line.replace("April 1, 2026 - April 30, 2026", "all time") for line in TOP]
    problems = [
        each.partition("\n")[0]
        for each in refused(read_portfolio, statement(HEADER, *rows, top=top, cash=cash))
    ]
    assert "warning: mine.csv:2: the period 'all time' has no date" in problems
    assert "error: mine.csv:8: Cash Report, total 'much' is not a number" in problems
    assert "error: mine.csv:10: IWM: Open Positions, quantity 'ten' is not a number" in problems


@pytest.mark.realdata("broker_samples")
def test_the_shared_sample_is_read():
    (sample,) = SAMPLES.glob("ibkr_activity_*.csv")
    portfolio = read_portfolio(sample)
    assert [(each.symbol, str(each.shares)) for each in portfolio.holdings] == [
        ("BND", "400"),
        ("IWM", "120"),
        ("VOO", "85.25"),
    ]
    assert [(str(lot.shares), str(lot.cost_basis)) for lot in portfolio.holdings[1].lots] == [
        ("60", "12094"),
        ("60", "12006"),
    ]
    assert portfolio.accounts[0].cash == Decimal("5120.33")
