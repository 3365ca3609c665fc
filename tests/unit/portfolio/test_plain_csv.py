from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from allocator.model.portfolio import AccountType, Lock, Lot
from allocator.portfolio import read_portfolio

EXAMPLE = Path(__file__).parents[3] / "examples" / "portfolio.csv"
CLOSES = {"VOO": 634.78, "SPY": 690.38, "QQQ": 623.93, "IWM": 252.71, "IWN": 185, "AGG": 100.02}


def test_cash_row_is_the_cash_balance(portfolio):
    """
    symbol,shares,account
    VTI,120,Joint
    CASH,2500.50,Joint
    """
    assert [holding.symbol for holding in portfolio.holdings] == ["VTI"]
    assert str(portfolio.accounts[0].cash) == "2500.50"


def test_every_column_reaches_the_holding(portfolio):
    """
    symbol,shares,account,account_type,price,cost_basis,acquired,index,lock
    XYZ,1.5,Mine,roth,$10.25,12.00,2021-03-15,S&P 500,no-sell
    """
    (holding,) = portfolio.holdings
    assert holding.account == "Mine"
    assert holding.price == Decimal("10.25")
    assert holding.lots == (Lot(Decimal("1.5"), Decimal("12.00"), date(2021, 3, 15)),)
    assert holding.index == "S&P 500"
    assert holding.lock is Lock.NO_SELL
    assert holding.place == "mine.csv:2"
    assert portfolio.accounts[0].type is AccountType.ROTH
    assert portfolio.source == "mine.csv"
    assert portfolio.format == "plain CSV"
    assert portfolio.as_of is None


def test_headings_go_by_many_names(portfolio):
    """
    Ticker ; Qty ; Account Number ; Account-Type ; Last Price ; Cost Basis (Total) ; Purchase Date
    VTI ; 12 ; 7 ; Joint ; 281.40 ; 2,000.00 ; 3/15/2021
    """
    (holding,) = portfolio.holdings
    assert holding.account == "7"
    assert holding.price == Decimal("281.40")
    assert holding.lots == (Lot(Decimal(12), Decimal("2000.00"), date(2021, 3, 15)),)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_read_off_the_header(here, delimiter):
    text = "symbol,shares\nVTI,120\n".replace(",", delimiter)
    (here / "mine.csv").write_text(text, encoding="utf-8")
    assert read_portfolio("mine.csv").holdings[0].shares == 120


def test_blank_lines_and_comments_are_skipped_and_counted(problems):
    """
    # what I own, "all of it

    symbol,shares
    # the core
    VTI,120
    ,
    BND,lots
    """
    assert problems == [
        (
            "error: mine.csv:7: BND: shares 'lots' is not a number\n"
            "    write it as 1234.5, without separators"
        )
    ]


def test_rows_of_one_fund_are_lots_of_one_holding(portfolio):
    """
    symbol,shares,account,price,acquired,lock
    VTI,20,A,,2023-01-02,hold
    VTI,100,B,281.40,2020-01-02,
    vti,10,A,281.40,2021-01-02,hold
    """
    first, second = portfolio.holdings
    assert (first.account, first.shares, first.price) == ("A", 30, Decimal("281.40"))
    assert [lot.shares for lot in first.lots] == [10, 20]
    assert first.lock is Lock.HOLD
    assert (second.account, second.shares) == ("B", 100)


def test_rows_that_contradict_each_other_are_errors(problems):
    """
    symbol,shares,account,account_type,price,index,lock
    VTI,20,A,roth,281.40,S&P 500,hold
    VTI,10,A,hsa,281.41,Russell 2000,
    VTI,10,B,,,Russell 3000,
    CASH,1,A,,,,
    CASH,2,A,,,,
    """
    assert [problem.partition("\n")[0] for problem in problems] == [
        "error: mine.csv:3: VTI has lock none here and hold in line 2",
        "error: mine.csv:3: VTI has price 281.41 here and 281.40 in line 2",
        "error: mine.csv:3: VTI has index Russell 2000 here and S&P 500 in line 2",
        "error: mine.csv:3: account 'A' is hsa here and roth in line 2",
        "error: mine.csv:4: VTI tracks Russell 3000 here and S&P 500 in line 2",
        "error: mine.csv:6: cash appears twice in account 'A', first in line 5",
    ]


def test_accounts_are_sorted_and_have_no_cash_unless_they_say_so(portfolio):
    """
    symbol,shares,account,account_type
    VTI,1,Zoe,
    $CASH,5,Ann,Joint
    VTI,1,Ann,
    """
    found = [(account.name, account.type, account.cash) for account in portfolio.accounts]
    assert found == [("Ann", AccountType.TAXABLE, 5), ("Zoe", AccountType.UNKNOWN, 0)]


@pytest.mark.parametrize("name", ["CASH", "$cash", "Cash & Cash Investments", "usd"])
@pytest.mark.parametrize("price", ["", "1", "$1.00"])
def test_cash_goes_by_several_names(here, name, price):
    text = f"symbol,shares,price\n{name},$100.50,{price}\n"
    (here / "mine.csv").write_text(text, encoding="utf-8")
    portfolio = read_portfolio("mine.csv")
    assert portfolio.holdings == ()
    assert portfolio.accounts[0].cash == Decimal("100.50")
    assert bool(portfolio.problems) is (name == "usd")


def test_a_cash_row_holds_nothing_but_money(problems):
    """
    symbol,shares,account,price,cost_basis,acquired,index,lock
    CASH,10,A,90.5,,,,
    CASH,,B,,,,,
    CASH,-5,C,,,,,
    CASH,7,D,,,,S&P 500,hold
    CASH,7,E,,7,2021-01-02,,none
    """
    assert [problem.partition("\n")[0] for problem in problems] == [
        "error: mine.csv:2: CASH: cash has the price 90.5, not 1",
        "error: mine.csv:3: CASH: shares is empty",
        "error: mine.csv:4: CASH: cash is -5: margin debt",
        "error: mine.csv:5: CASH: cash tracks no index",
        "error: mine.csv:5: CASH: cash cannot be locked",
        "warning: mine.csv:6: CASH: cost_basis is ignored on a cash row",
        "warning: mine.csv:6: CASH: acquired is ignored on a cash row",
    ]


def test_a_row_without_shares_is_skipped_aloud(portfolio):
    """
    symbol,shares
    VTI,120
    BND,0.00
    """
    assert [holding.symbol for holding in portfolio.holdings] == ["VTI"]
    assert [str(warning) for warning in portfolio.problems] == [
        "warning: mine.csv:3: BND: no shares; the row is skipped\n    remove the row"
    ]


def test_every_bad_cell_of_a_file_is_reported_in_one_run(problems):
    """
    Ticker,Qty,price,cost basis,acquired,lock,account type,index
    VTI,twelve,0,-1,someday,maybe,bank,
    SPAXX**,-3,1,000,1,,,
    ,5,,,,,,
    BND,"1,250",nan,,,,,
    TIP,,,,,,,
    """
    assert [problem.partition("\n")[0] for problem in problems] == [
        "error: mine.csv:2: VTI: account type 'bank' is not a known kind of account",
        "error: mine.csv:2: VTI: Qty 'twelve' is not a number",
        "error: mine.csv:2: VTI: price '0' is not above zero",
        "error: mine.csv:2: VTI: cost basis '-1' is negative",
        "error: mine.csv:2: VTI: acquired 'someday' is not a date",
        "error: mine.csv:2: VTI: lock 'maybe' is not a known lock",
        "error: mine.csv:3: SPAXX**: Ticker 'SPAXX**' is not a ticker symbol",
        "error: mine.csv:3: SPAXX**: Qty '-3' is negative",
        "error: mine.csv:3: SPAXX**: acquired '1' is not a date",
        "error: mine.csv:4: Ticker is empty",
        "error: mine.csv:5: BND: Qty '1,250' can mean 1250 or 1.250",
        "error: mine.csv:5: BND: price 'nan' is not a finite number",
        "error: mine.csv:6: TIP: Qty is empty",
    ]


def test_every_error_has_a_remedy(problems):
    """
    symbol,shares,colour,Ticker,tiker,,units total
    "VTI,1
    """
    assert all(problem.partition("\n    ")[2] for problem in problems)


def test_headings_that_mean_nothing_or_the_same_are_errors(problems):
    """
    symbol,shares,colour,Ticker,acount,,
    VTI,1,red,VTI,A,,
    """
    assert problems == [
        (
            "error: mine.csv:1: unknown column 'colour'\n    remove it; known columns are: symbol, "
            "shares, account, account_type, price, cost_basis, acquired, index, lock"
        ),
        (
            "error: mine.csv:1: columns 'symbol' and 'Ticker' both mean symbol\n"
            "    keep one of the two"
        ),
        (
            "error: mine.csv:1: unknown column 'acount'\n"
            "    did you mean 'account' (its name or number)? If not, remove the column"
        ),
    ]


def test_a_column_without_a_name_is_an_error(problems):
    """
    symbol,,shares
    VTI,,1
    """
    assert problems == ["error: mine.csv:1: column 2 has no name\n    name it, or remove it"]


def test_a_cost_per_share_is_not_taken_for_the_total(problems):
    """
    symbol,shares,average cost basis
    VTI,1,200
    """
    assert "'cost_basis' (the total paid, not per share)" in problems[0]


def test_a_missing_column_is_named_with_those_found(problems):
    """
    symbol,price
    VTI,281.40
    """
    assert problems == [
        (
            "error: mine.csv:1: there is no column shares (how many; dollars on a CASH row)\n"
            "    name it in the first row; it has 'symbol', 'price'"
        )
    ]


def test_a_misspelt_header_is_still_a_header(problems):
    """
    symbl,sharess
    VTI,281.40
    """
    assert "did you mean 'symbol'" in problems[0]
    assert "did you mean 'shares'" in problems[1]


def test_rows_that_do_not_fit_the_header_are_errors(problems):
    """
    symbol,shares,price
    VTI,120
    BND,1,250,72.90
    TIP,5,,,,
    """
    assert [problem.partition("\n")[0] for problem in problems] == [
        "error: mine.csv:2: 2 cells under 3 columns",
        "error: mine.csv:3: 4 cells under 3 columns",
    ]


def test_a_quote_that_is_not_closed_swallows_no_holding(problems):
    """
    symbol,shares,account
    VTI,120,"A
    BND,lots,A
    TIP,3,A"
    QQQ,3,"A"b
    """
    assert [problem.partition("\n")[0] for problem in problems] == [
        "error: mine.csv:2: a quotation mark is not closed on this line",
        "error: mine.csv:3: BND: shares 'lots' is not a number",
        "warning: mine.csv:4: TIP: accounts 'A' and 'A\"' are taken as two",
        "error: mine.csv:5: a quotation mark stands inside a cell",
    ]


def test_a_cell_as_long_as_a_book_is_an_error(here, refused):
    text = f"symbol,shares\nVTI,1\n{'A' * 200_000},5\n"
    (here / "mine.csv").write_text(text, encoding="utf-8")
    (problem,) = refused(read_portfolio, "mine.csv")
    assert problem.startswith("error: mine.csv:3: a cell is longer than 131,072 letters")


def test_an_account_is_named_on_every_row_or_on_none(problems):
    """
    symbol,shares,account
    VTI,120,Joint
    BND,50,
    """
    assert problems == [
        "error: mine.csv:3: BND: account is empty\n    fill it in, or remove the row"
    ]


def test_an_account_column_left_empty_is_no_account(portfolio):
    """
    symbol,shares,account
    VTI,120,
    CASH,50,
    """
    assert [account.name for account in portfolio.accounts] == ["portfolio"]


def test_accounts_spelled_alike_are_two_and_said_to_be(portfolio):
    """
    symbol,shares,account
    VTI,120,Roth IRA
    BND,50,roth-ira
    """
    assert len(portfolio.accounts) == 2
    assert "accounts 'Roth IRA' and 'roth-ira' are taken as two" in str(portfolio.problems[0])


@pytest.mark.parametrize("rows", ["", "VTI,0\n", "CASH,0\n"])
def test_a_file_that_holds_nothing_is_an_error(here, refused, rows):
    (here / "mine.csv").write_text(f"symbol,shares\n{rows}", encoding="utf-8")
    assert "error: mine.csv: holds no fund and no cash" in refused(read_portfolio, "mine.csv")[0]


def test_a_header_that_cannot_be_split_leaves_no_rows_to_read(problems):
    """
    symbol,"shares
    """
    assert problems[0].startswith("error: mine.csv:1: a quotation mark is not closed")


def test_control_characters_never_reach_the_terminal(here, refused):
    text = "symbol,shares,account\n\x1b[31mRED,5,A\nVTI,\x1b[0m,A\n"
    (here / "mine.csv").write_text(text, encoding="utf-8")
    assert "\x1b" not in "".join(refused(read_portfolio, "mine.csv"))


def test_the_example_is_the_realistic_portfolio_it_claims_to_be():
    portfolio = read_portfolio(EXAMPLE)
    values = {h.symbol: float(h.shares) * CLOSES[h.symbol] for h in portfolio.holdings}
    cash = float(portfolio.accounts[0].cash)
    total = sum(values.values()) + cash
    equity = total - cash - values["AGG"]

    assert values.keys() == CLOSES.keys()
    assert total == pytest.approx(250_000, rel=0.01)
    assert 0.08 < (values["IWM"] + values["IWN"]) / equity < 0.09
    assert 0.80 < equity / total < 0.85
    assert values["AGG"] / total == pytest.approx(0.12, abs=0.005)
    assert cash / total == pytest.approx(0.04, abs=0.005)
    assert portfolio.problems == ()
