from datetime import date
from decimal import Decimal

import pytest

from allocator.model.trades import Side
from allocator.portfolio.transactions_csv import LAYOUT

HEADER = "account,date,symbol,side,shares,price,gain\n"


def read(*rows, header=HEADER):
    return LAYOUT.read(header + "\n".join(rows) + "\n", "trades.csv")


def first_lines(found):
    return [str(problem).partition("\n")[0] for problem in found.problems]


def test_every_column_is_read():
    bought, sold = read(
        "Roth,2026-04-15,brk/b,Buy,20.5,272.10,", "# a note", "Joint,4/16/2026,IWM,sold,3,,-120.50"
    ).transactions
    assert (bought.account, bought.day, bought.symbol) == ("Roth", date(2026, 4, 15), "BRK.B")
    assert (bought.side, bought.shares, bought.price) == (
        Side.BUY,
        Decimal("20.5"),
        Decimal("272.10"),
    )
    assert (bought.gain, bought.place) == (None, "trades.csv:2")
    assert (sold.side, sold.price, sold.gain) == (Side.SELL, None, Decimal("-120.50"))


@pytest.mark.parametrize(
    "header",
    ["Account Number;Trade Date;Ticker;Action;Quantity\n", "date\tsymbol\tside\tshares\taccount\n"],
)
def test_it_is_told_by_its_columns_for_day_and_side(header):
    assert LAYOUT.recognises(header)


@pytest.mark.parametrize("header", ["symbol,shares,acquired\n", "Date,Close\n", "side,shares\n"])
def test_other_files_are_not_taken_for_it(header):
    assert not LAYOUT.recognises(header)


def test_every_problem_is_told_in_one_run():
    found = read(
        "Roth,soon,IWM,buy,20,,",
        ",2026-04-15,IWM,bye,20,,",
        "Roth,2026-04-15,IWM,sell,-20,0,",
        "Roth,2026-04-15,IWM,buy,20,,5",
        "Roth,2026-04-15",
    )
    assert first_lines(found) == [
        "error: trades.csv:2: IWM: date 'soon' is not a date",
        "error: trades.csv:3: IWM: account is empty",
        "error: trades.csv:3: IWM: side 'bye' is neither buy nor sell",
        "error: trades.csv:4: IWM: shares '-20' is not above zero",
        "error: trades.csv:4: IWM: price '0' is not above zero",
        "error: trades.csv:5: IWM: a purchase realises no gain",
        "error: trades.csv:6: 2 cells under 7 columns",
    ]
    assert all(problem.remedy for problem in found.problems)


def test_a_missing_or_misspelt_column_is_an_error():
    found = read("Roth,2026-04-15,IWM,buy", header="account,date,symbol,side,sharse\n")
    assert first_lines(found) == [
        "error: trades.csv:1: unknown column 'sharse'",
        "error: trades.csv:1: there is no column shares (how many)",
    ]


def test_a_file_without_rows_holds_nothing():
    assert first_lines(read()) == ["error: trades.csv: holds no transaction"]


def test_a_header_that_cannot_be_split_is_an_error():
    assert "is not closed" in first_lines(LAYOUT.read('account,date,"side\n', "trades.csv"))[0]
