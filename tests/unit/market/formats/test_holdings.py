from datetime import date

import numpy as np
import pytest

RAW = """\ufeffiShares Russell 2000 ETF
Fund Holdings as of,"May 05, 2026"
Inception Date,"May 22, 2000"
Shares Outstanding,"278,750,000.00"
Stock,"-"
\u00a0
Ticker,Name,Sector,Asset Class,Market Value,Weight (%),Notional Value,Quantity,Price,Location
"BE","BLOOM ENERGY, CLASS A","Industrials","Equity","6,000.50","60.01","6,000.50","20.00","300.03","US"
"USD","USD CASH","Cash and/or Derivatives","Cash","3,000.00","30.00","3,000.00","3,000.00","1.00","US"
"NA","NANO LABS","Technology","Equity","999.00","9.99","999.00","10.00","99.90","US"
"ADRO","CHINOOK","Health Care","Equity","0.25","0.00","0.25","1.00","0.25","US"
"ADRO","CHINOOK CVR","Health Care","Equity","0.25","0.00","0.25","1.00","0.25","US"
"-","OMNIAB Prvt","Health Care","Equity","0.00","-","0.00","9.00","0.00","US"
"RTYM6","EMINI JUN 26","Cash and/or Derivatives","Futures","0.00","0.00","9,000.00","3.00","3,000.00","-"
\u00a0
"The content contained herein is owned by Bloomberg, BlackRock, LLC, Cboe, Cohen, EPRA, FTSE, ICE, MSCI, S&P.

Holdings subject to change."
"""
NAMES = ["ticker", "name", "sector", "asset_class", "value", "weight", "quantity", "price"]


@pytest.fixture
def table(read):
    def of(text, name="x.csv", **how):
        reading = read(text, name, **how)
        assert [str(each) for each in reading.problems] == []
        (found,) = reading.tables
        return found

    return of


def test_every_line_is_kept_as_it_is(table):
    found = table(RAW)
    assert str(found.key) == "holdings/IWM of 2026-05-05 (x)"
    assert list(found.lines) == NAMES
    assert found.lines["ticker"].tolist() == ["BE", "USD", "NA", "ADRO", "ADRO", "-", "RTYM6"]
    assert found.lines["value"].tolist() == [6000.5, 3000, 999, 0.25, 0.25, 0, 0]
    assert found.lines["asset_class"].tolist().count("Equity") == 5
    assert np.isnan(found.lines["weight"].iloc[5])
    assert found.lines.iloc[0].tolist() == [
        *("BE", "BLOOM ENERGY, CLASS A", "Industrials", "Equity"),
        *(6000.5, 60.01, 20.0, 300.03),
    ]


def test_the_layout_of_2026_names_weights_otherwise(table):
    new = RAW.replace("Ticker,Name,Sector", "Ticker,Name,Type,Sector")
    new = new.replace(
        "Asset Class,Market Value,Weight (%)", "Asset Class,Market Value,Market Weight"
    )
    new = "\n".join(
        line.replace('","', '","EQUITY","', 1) if line.startswith('"') and '","' in line else line
        for line in new.split("\n")
    )
    assert 'BE","EQUITY","BLOOM' in new
    assert table(new).digest != table(RAW).digest
    assert table(new).lines["weight"].tolist()[:2] == [60.01, 30.0]
    assert table(new).lines["name"].tolist()[0] == "EQUITY"


def test_excel_resaves_days_and_appends_commas(table):
    resaved = RAW.replace('"May 05, 2026"', "5-May-26").replace("\u00a0", "\u00a0,,,,")
    lines = [
        line + "," if line.startswith(("Ticker", '"')) else line for line in resaved.split("\n")
    ]
    assert table("\n".join(lines[:15])).digest == table(RAW).digest


def test_a_plain_table_has_its_day_and_fund_in_its_name(table, read, said):
    plain = "\n".join(RAW.split("\n")[6:14])
    found = table(plain, "holdings/IWM_holdings_2026-05-05.csv")
    assert str(found.key) == "holdings/IWM of 2026-05-05 (IWM_holdings_2026-05-05)"
    assert found.digest == table(RAW).digest
    assert said(read(plain, "IWM.csv")) == ["error IWM.csv: does not say which day it is of"]
    assert said(read(plain, "2026-05-05.csv")) == [
        "error 2026-05-05.csv: does not say which fund it is of"
    ]


def test_a_name_may_hold_figures_that_are_no_day(read, said):
    plain = "\n".join(RAW.split("\n")[6:14])
    assert "which day" in said(read(plain, "IWM_2026-13-45.csv"))[0]
    assert "which day" in said(read(plain, "IWM_2026-05-05_2026-05-06.csv"))[0]


def test_a_fund_nobody_knows_goes_by_the_file_or_its_title(table):
    other = RAW.replace("Russell 2000", "Whatever")
    assert table(other).key.name == "iShares Whatever ETF"
    assert table(other, "ABC_holdings.csv").key.name == "ABC"
    assert table(RAW, "ABC_holdings.csv").key.name == "IWM"


def test_a_later_day_may_not_be_seen(read):
    assert read(RAW, as_of=date(2026, 5, 4)).tables == ()
    assert len(read(RAW, as_of=date(2026, 5, 5)).tables) == 1


def test_weights_that_do_not_add_up_are_said(read, said):
    """Rounding is told from missing lines by the values of the lines."""
    without = "\n".join(line for line in RAW.split("\n") if not line.startswith('"USD"'))
    (line,) = said(read(without))
    assert line.endswith("add up to 70.00%; lines may be missing")
    wrong = RAW.replace('"60.01"', '"59.91"')
    (line,) = said(read(wrong))
    assert line.endswith("a weight differs by 0.10 points from its part of the value of all lines")


def test_weights_that_only_rounding_keeps_from_a_hundred_say_so(read, said):
    """2,500 lines of 0.004 per cent each are written as 0.00."""
    head = RAW.split("\n")[:7]
    large = '"A","A","S","Equity","90,000.00","90.00","","1.00","1.00","US"'
    small = '"B","B","S","Equity","4.00","0.00","","1.00","1.00","US"'
    (line,) = said(read("\n".join([*head, large, *[small] * 2500])))
    assert line.endswith("its 2,501 lines add up to 90.00%; each is right to its two decimals")


@pytest.mark.parametrize("cut", ['"NA","NANO', '"NA","NANO LABS","Technology","Equity","999.00'])
def test_a_file_that_is_cut_short_is_refused(read, said, cut):
    text = RAW[: RAW.index('"NA"')] + cut
    assert read(text).tables == ()
    assert "x.csv:10" in said(read(text, "x.csv"))[0]


def test_holdings_below_the_end_of_the_table_are_not_lost(read, said):
    second = RAW + "\n".join(["", *RAW.split("\n")[6:9]])
    assert read(second).tables == ()
    assert "the header has 10" in said(read(second))[0]


def test_a_number_that_is_none_refuses_the_table(read, said):
    reading = read(RAW.replace('"999.00","9.99"', '"999.00 USD","9.99"'), "x.csv")
    assert reading.tables == ()
    assert said(reading) == ["error x.csv:10: '999.00 USD' is not a number"]


VANGUARD = """Holdings details

Total World Stock ETF (VT)


Equity,as of 09/30/2020

,SEDOL,HOLDINGS,TICKER,% OF FUNDS*,SECTOR,COUNTRY,SECURITY DEPOSITORY RECEIPT TYPE,MARKET VALUE*,SHARES
,2046251,Apple Inc.,AAPL,75.00%,Technology Hardware,US,---,"$7,500.50","5,646"
,2588173,Microsoft Corp.,MSFT,24.99%,Systems Software,US,---,"$2,499.00","2,619"
,6338857,Pihsiang Co. Ltd.,1729,<0.01%,Health Care,TW,---,$0.50,38
,B96RL59,Repco Home Ltd.,REPCOHOME,<0.01%,Consumer Finance,IN,---,---,---


Fixed income,as of 09/30/2020

,SEDOL,HOLDINGS,TICKER,% OF FUNDS*,MARKET VALUE*,FACE AMOUNT,COUPON,MATURITY DATE
,BMVZ900,United States Cash Management Bill,CMB,0.03%,"$5,198,960.00","$5,200,000.00",<0.01%,12/15/2020

Short-term reserves,as of 09/30/2020

,SEDOL,HOLDINGS,TICKER,% OF FUNDS*,FACE AMOUNT
,---,SLBBH1142,---,0.63%,"$129,279,860.69"
"** There may be deviations when applying fair value."
"""


def test_shares_of_a_vanguard_fund_are_read(read, said):
    """
    The layout as R and Python programs of others read it; no file of Vanguard's was at hand.
    """
    reading = read(VANGUARD, "download.csv")
    (table,) = reading.tables
    assert str(table.key) == "holdings/VT of 2020-09-30 (download)"
    assert table.lines["ticker"].tolist() == ["AAPL", "MSFT", "1729", "REPCOHOME"]
    assert table.lines["name"].tolist()[0] == "Apple Inc."
    assert table.lines["value"].tolist()[:3] == [7500.5, 2499.0, 0.5]
    assert table.lines["weight"].tolist()[:2] == [75.0, 24.99]
    assert table.lines["weight"].isna().tolist() == [False, False, True, True]
    assert table.lines["quantity"].tolist()[:3] == [5646.0, 2619.0, 38.0]
    assert set(table.lines["asset_class"]) == {"Equity"}
    assert said(reading) == [
        "warning download.csv: sections not used: Fixed income, Short-term reserves"
    ]


def test_an_older_order_of_vanguards_columns_is_read(read):
    old = (
        "Vanguard 500 Index Fund\n,SEDOL,Ticker,Holding name,Shares,Market value,% of fund*,Sector,\n"
        ',"2046251","AAPL  ","Apple Inc.","11,111","$11,111.10","100.00000","Technology",\n'
        "Bond holdings\n"
    )
    (table,) = read(old, "VOO_holdings_2020-09-30.csv").tables
    assert str(table.key).startswith("holdings/VOO of 2020-09-30")
    assert table.lines.iloc[0].tolist()[:3] == ["AAPL", "Apple Inc.", "Technology"]
    assert table.lines["value"].tolist() == [11111.1]


def test_a_vanguard_file_must_say_fund_and_day(read, said):
    for text in (VANGUARD.replace("(VT)", ""), VANGUARD.replace("as of", "on")):
        (line,) = said(read(text, "download.csv"))
        assert line == "error download.csv: does not say which fund it is of, and on which day"
    short = VANGUARD.replace('"$2,499.00","2,619"', "")
    assert "download.csv:10: has" in said(read(short, "download.csv"))[0]
