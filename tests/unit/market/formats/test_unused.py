from datetime import date

import pytest

from allocator.market.series import Kind

WEIGHTS = """,AAPL,MSFT,AMZN,SUM
07/09/2021,5.35,5.02,3.83,14.2
07/12/2021,5.43,0.0,3.91,9.34
"""
WHOLE = """Date,AAPL,MSFT,CASH
2021-07-09,60.5,30.0,9.5
2021-07-12,59.0,31.5,9.5
"""
USED = "holds the weights of a fund's members by the day, which nothing here uses"


@pytest.mark.parametrize("kind", [None, Kind.CLOSE])
@pytest.mark.parametrize("text", [WEIGHTS, WHOLE, WHOLE.replace("60.5", "60.4")])
def test_weights_are_never_prices(read, said, text, kind):
    """Not even if the name of their file or the user says so."""
    reading = read(text, "close_IWB.csv", kind=kind)
    assert reading.series == ()
    assert said(reading) == [f"warning close_IWB.csv: {USED}"]


def test_fractions_of_one_are_weights_too(read, said):
    fractions = "Date,AAPL,MSFT,CASH\n2021-07-09,0.6,0.3,0.1\n"
    assert said(read(fractions, "close.csv")) == [f"warning close.csv: {USED}"]


def test_prices_are_not_taken_for_weights(read):
    prices = "Date,A,B,C\n2021-07-09,60,30,10\n2021-07-12,61,30,19\n"
    assert len(read(prices, "close.csv").series) == 3
    sums = "Date,A,B,SUM\n2021-07-09,60,30,91\n2021-07-12,61,30,95\n"
    assert len(read(sums, "close.csv").series) == 3


def test_weights_that_may_not_be_seen_leave_nothing_to_say(read):
    assert read(WEIGHTS, as_of=date(2021, 7, 8)).problems == ()
    assert len(read(WEIGHTS, as_of=date(2021, 7, 9)).problems) == 1


def test_holdings_of_many_quarters_are_named(read, said):
    text = "fund_ticker,report_date,quarter,security_name,ticker,pct_weight\nVONG,11/30/19,x,Apple,AAPL,8\n"
    assert said(read(text)) == [
        "warning file.csv: holds a fund's holdings by the quarter, which nothing here uses"
    ]
