from datetime import date
from decimal import Decimal
from pathlib import Path

from allocator.model.trades import Side
from allocator.portfolio import examine_portfolio
from allocator.portfolio.brokers.robinhood import LAYOUT

TEXT = """"Activity Date","Process Date","Settle Date","Instrument","Description","Trans Code","Quantity","Price","Amount"
"4/6/2026","4/6/2026","4/7/2026","IWM","iShares Russell 2000 ETF
CUSIP: 464287655
Recurring","Buy","7.2","$250.00","($1,800.00)"
"3/2/2026","3/2/2026","3/3/2026","VOO","Vanguard","Sell","2","$1,629.00","$3,258.00"
"3/1/2026","3/1/2026","3/1/2026","","ACH Deposit","ACH","","","$1,000.00"
"","","","","","","","","The data provided is for informational purposes only."
"""


def test_a_description_may_go_over_several_lines():
    bought = LAYOUT.read(TEXT, "mine.csv").transactions[1]
    assert (bought.day, bought.side) == (date(2026, 4, 6), Side.BUY)
    assert (bought.shares, bought.price) == (Decimal("7.2"), 250)
    assert bought.place == "mine.csv:2"


def test_the_rows_after_it_keep_their_lines():
    sold = LAYOUT.read(TEXT, "mine.csv").transactions[0]
    assert (sold.symbol, sold.side, sold.price) == ("VOO", Side.SELL, 1629)
    assert sold.place == "mine.csv:5"


def test_deposits_are_passed_over_and_small_print_is_no_row():
    (said,) = LAYOUT.read(TEXT, "mine.csv").problems
    assert said.place == "mine.csv:6"
    assert said.message == "passed over 1 row that is neither purchase nor sale: ACH"


def test_it_holds_transactions_only(here):
    Path("mine.csv").write_text(TEXT, encoding="utf-8")
    portfolio = examine_portfolio("mine.csv")
    assert (portfolio.accounts, portfolio.holdings) == ((), ())
    assert portfolio.problems[-1].message == "holds transactions only, and no holdings"


def test_a_quotation_mark_that_is_not_closed_is_an_error():
    found = LAYOUT.read(TEXT.replace('Recurring",', "Recurring,"), "mine.csv")
    assert "a quotation mark" in found.problems[0].message


def test_headings_that_are_not_closed_leave_nothing_to_read():
    found = LAYOUT.read(TEXT.replace('"Amount"', '"Amount'), "mine.csv")
    assert found.transactions == ()
    assert found.problems[0].place == "mine.csv:1"
