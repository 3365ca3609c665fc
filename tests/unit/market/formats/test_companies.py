from datetime import date

import numpy as np
import pytest

FINVIZ = """No.,Ticker,Company,Sector,Industry,Country,Market Cap,P/E
1,A,"Agilent, Inc",Healthcare,Diagnostics,USA,33834.95,29.38
2,AAA,A fund,Financial,Exchange Traded Fund,USA,,
3,NA,Nano Labs,Technology,Chips,China,50.5,
4,NVDA,Nvidia,Technology,Chips,USA,4264000.0,56
"""
MEMBERS = """Symbol,Name,Sector,Price,Price/Earnings,Market Cap
MMM,3M,Industrial,178.96,31.78,92293693440.0
NVDA,Nvidia,Chips,177.0,56,4264000000000.0
"""


def test_market_values_are_dollars_whatever_the_list_writes(read):
    (finviz,) = read(FINVIZ, "finviz_universe_2025-08-21.csv").tables
    (members,) = read(MEMBERS, "sp500_financials_2026-08-22.csv").tables
    assert str(finviz.key) == "companies/finviz of 2025-08-21 (finviz_universe_2025-08-21)"
    assert str(members.key).startswith("companies/s-and-p-500 of 2026-08-22")
    columns = ["ticker", "company", "sector", "market_value"]
    assert list(finviz.lines) == list(members.lines) == columns
    assert finviz.lines["market_value"].iloc[3] == members.lines["market_value"].iloc[1] == 4.264e12


def test_sectors_are_kept_where_the_list_has_any(read):
    """The list of the S&P 500's members calls industries sectors: two lists would not agree."""
    (finviz,) = read(FINVIZ, "finviz_universe_2025-08-21.csv").tables
    (members,) = read(MEMBERS, "sp500_financials_2026-08-22.csv").tables
    assert finviz.lines["sector"].tolist() == ["Healthcare", "Financial", *["Technology"] * 2]
    assert set(members.lines["sector"]) == {""}
    bare = "\n".join(
        ",".join(
            line.replace('"Agilent, Inc"', "Agilent").split(",")[:3]
            + line.replace('"Agilent, Inc"', "Agilent").split(",")[4:]
        )
        for line in FINVIZ.splitlines()
    )
    (without,) = read(bare, "finviz_2025-08-21.csv").tables
    assert set(without.lines["sector"]) == {""}
    assert without.lines["market_value"].iloc[3] == 4.264e12


def test_lines_without_a_value_and_odd_tickers_are_kept(read):
    (table,) = read(FINVIZ, "finviz_2025-08-21.csv").tables
    assert table.lines["ticker"].tolist() == ["A", "AAA", "NA", "NVDA"]
    assert table.lines["company"].iloc[0] == "Agilent, Inc"
    assert np.isnan(table.lines["market_value"].iloc[1])


@pytest.mark.parametrize(("old", "new"), [("4264000.0", "4264.0"), ("4264000.0", "4264000000000")])
def test_a_unit_that_cannot_be_is_refused(read, said, old, new):
    reading = read(FINVIZ.replace(old, new), "finviz_2025-08-21.csv")
    assert reading.tables == ()
    assert "its largest company would be worth" in said(reading)[0]


def test_the_day_must_be_in_the_name(read, said):
    assert said(read(FINVIZ, "finviz.csv")) == ["error finviz.csv: does not say which day it is of"]


def test_a_later_list_may_not_be_seen(read):
    name = "finviz_2025-08-21.csv"
    assert read(FINVIZ, name, as_of=date(2025, 8, 20)).tables == ()
    assert read(FINVIZ, name, as_of=date(2025, 8, 20)).problems == ()
    assert len(read(FINVIZ, name, as_of=date(2025, 8, 21)).tables) == 1


def test_a_value_that_is_no_number_is_named(read, said):
    reading = read(FINVIZ.replace("50.5", "50.5M"), "finviz_2025-08-21.csv")
    assert said(reading) == ["error finviz_2025-08-21.csv:4: Market Cap: '50.5M' is not a number"]
    assert reading.tables == ()


def test_a_list_without_lines_is_said(read, said):
    assert (
        "no rows"
        in said(read(FINVIZ.split("\n", maxsplit=1)[0] + "\n", "finviz_2025-08-21.csv"))[0]
    )
