from datetime import date

import numpy as np
import pytest

from allocator.market.series import Frequency, Kind

OHLC = """Date,Open,High,Low,Close,Adj Close,Volume,Dividends,Stock Splits
2020-01-02,10,11,9,10.5,10.0,100,0.0,0.0
2020-01-03,10,11,9,10.6,10.1,100,0.25,0.0
2020-01-06,5,6,4,5.3,5.05,100,0.0,2.0
"""
DISTRIBUTIONS = """Date,Ticker,Dividend,Split,CapitalGain,Source
2020-03-20,IWM,0.5,0.0,0.25,a
2020-03-23,SPY,1.4,0.0,0.0,b
2020-04-01,IWM,0.0,2.0,0.0,a
"""
CLOSE, ADJUSTED = Kind.CLOSE, Kind.ADJUSTED


def history(adjusted, *, opens=True, rows=120, every=25, ticker=""):
    """Write rows as Yahoo's `history()` does: closes of a fund that pays 2 dollars, or adjusted."""
    rng = np.random.default_rng(3)
    days = np.busday_offset("2020-01-02", np.arange(rows), roll="forward")
    paid = np.where((np.arange(rows) % every == 0) & (np.arange(rows) > 0), 2.0, 0.0)
    close = np.round(100 * np.exp(np.cumsum(rng.normal(0, 0.006, rows))) - np.cumsum(paid), 2)
    factor = np.ones(rows)
    for at in np.flatnonzero(paid):
        factor[:at] *= 1 - paid[at] / close[at - 1]
    shown = close * factor if adjusted else close
    opening = np.r_[shown[0], shown[:-1] - (0 if adjusted else 1) * paid[1:]]
    names = ["Date", "Open", "Close", "Dividends", "Capital Gains", *(["ticker"] if ticker else [])]
    lines = [",".join(name for name in names if opens or name != "Open")]
    for at, day in enumerate(days):
        cells = [f"{day} 00:00:00-05:00", *([repr(float(opening[at]))] if opens else [])]
        cells += [repr(float(shown[at])), str(paid[at]), "0.0", *([ticker] if ticker else [])]
        lines.append(",".join(cells))
    return "\n".join(lines)


def test_each_field_becomes_what_it_is(read, numbers):
    reading = read(OHLC, "VOO.csv")
    assert numbers(reading) == {
        ("close", "VOO"): {"2020-01-02": 10.5, "2020-01-03": 10.6, "2020-01-06": 5.3},
        ("adjusted", "VOO"): {"2020-01-02": 10.0, "2020-01-03": 10.1, "2020-01-06": 5.05},
        ("distribution", "VOO"): {"2020-01-03": 0.25},
        ("split", "VOO"): {"2020-01-06": 2.0},
    }
    assert reading.problems == ()
    assert [each.frequency for each in reading.series] == [
        Frequency.DAILY,
        Frequency.DAILY,
        Frequency.EVENTS,
        Frequency.EVENTS,
    ]


@pytest.mark.parametrize("spelling", ["AdjClose", "adj_close", "Adjusted Close", "Adjusted_close"])
def test_adjusted_closes_are_known_by_many_names(read, numbers, spelling):
    assert ("adjusted", "VOO") in numbers(read(OHLC.replace("Adj Close", spelling), "VOO.csv"))


def test_an_adjusted_close_may_come_alone(read, numbers):
    text = "Date,Adj Close\n2020-01-02,10.0\n"
    assert numbers(read(text, "VOO.csv")) == {("adjusted", "VOO"): {"2020-01-02": 10.0}}


def test_a_quotation_mark_swallows_no_rows(read, said):
    text = 'Date,Ticker,Close,Adj Close\n2020-01-02,"IWM,2,1\n2020-01-03,SPY",2,1\n'
    reading = read(text)
    assert reading.series == ()
    assert said(reading)[0].startswith("error file.csv:2: a quotation mark is not closed")


def test_a_row_that_is_none_refuses_the_file(read, said):
    text = "Date,Ticker,Close,Adj Close\n2020-01-02,IWM,2,1\n2020-01-03,IWM\n"
    reading = read(text)
    assert reading.series == ()
    assert said(reading) == ["error file.csv:3: has 2 cells, and the header has 4"]


@pytest.mark.parametrize(
    ("name", "ticker"),
    [
        ("VOO.csv", "VOO"),
        ("ohlc_adjclose_dividends_VOO.csv", "VOO"),
        ("BRK-B.csv", "BRK-B"),
        ("SPY (1993-2024).csv", "SPY"),
        ("^XYZ.csv", "XYZ"),
    ],
)
def test_a_fund_goes_by_the_ticker_in_the_name_of_its_file(read, name, ticker):
    assert {each.key.name for each in read(OHLC, name).series} == {ticker}


@pytest.mark.parametrize("name", ["prices.csv", "SPY_IWM.csv", "download.csv", "ETF_OHLC.csv"])
def test_a_fund_without_a_name_is_asked_for(read, said, name):
    reading = read(OHLC, name)
    assert reading.series == ()
    assert said(reading) == [f"error {name}: nothing says which fund it is of"]


def test_an_index_is_one_whatever_its_columns_are_called(read, numbers):
    reading = read(OHLC, "^RUT.csv")
    assert ("price-index", "RUT") in numbers(reading)
    assert not {("close", "RUT"), ("adjusted", "RUT")} & set(numbers(reading))


def test_an_adjusted_close_that_is_not_adjusted_is_refused(read, numbers, said):
    """The trap of two collections: Adj Close copied from Close."""
    same = "\n".join(
        ",".join([*cells[:5], cells[4], *cells[6:]]) if at else ",".join(cells)
        for at, cells in enumerate(line.split(",") for line in OHLC.strip().split("\n"))
    )
    reading = read(same, "VOO.csv")
    assert ("adjusted", "VOO") not in numbers(reading)
    assert ("close", "VOO") in numbers(reading)
    assert "Adj Close is Close on every day, though 1 distributions were paid" in said(reading)[0]
    nothing_paid = read(same.replace(",0.25,", ",0.0,"), "GLD.csv")
    assert ("adjusted", "GLD") in numbers(nothing_paid)
    assert said(nothing_paid)[0].startswith("warning GLD.csv")


def test_distributions_are_dividends_and_gains_together(read, numbers):
    reading = read(DISTRIBUTIONS, "etf_distributions.csv")
    assert numbers(reading) == {
        ("distribution", "IWM"): {"2020-03-20": 0.75},
        ("split", "IWM"): {"2020-04-01": 2.0},
        ("distribution", "SPY"): {"2020-03-23": 1.4},
    }


def test_dividends_whose_gains_cannot_be_read_are_not_kept(read, numbers, said):
    """They would fall short of what was paid."""
    reading = read(DISTRIBUTIONS.replace("0.25,a", "some,a"))
    assert set(numbers(reading)) == {("split", "IWM")}
    assert said(reading) == ["error file.csv:2: CapitalGain: 'some' is not a number"]


def test_a_split_of_one_for_one_is_none(read, numbers):
    text = "Date,Ticker,Dividend,Split\n2020-03-20,IWM,0.5,1.0\n"
    assert set(numbers(read(text))) == {("distribution", "IWM")}


@pytest.mark.parametrize("opens", [True, False])
def test_history_that_is_adjusted_is_found_out(read, opens):
    """Its field Close falls short of what was traded, and nothing in the file says so."""
    (prices, *_) = read(history(adjusted=True, opens=opens), "VTWV.csv").series
    assert prices.key.kind is ADJUSTED


@pytest.mark.parametrize("opens", [True, False])
def test_history_as_traded_is_found_out(read, opens):
    (prices, paid) = read(history(adjusted=False, opens=opens), "VTWV.csv").series
    assert (prices.key.kind, paid.key.kind) == (CLOSE, Kind.DISTRIBUTION)
    assert paid.values.tolist() == [2.0, 2.0, 2.0, 2.0]


def test_a_ticker_in_the_rows_comes_before_the_name_of_the_file(read):
    found = read(history(adjusted=True, ticker="VTWV"), "IWM.csv").series
    assert {each.key.name for each in found} == {"VTWV"}


def test_a_close_nobody_can_tell_is_asked_for(read, said):
    reading = read(history(adjusted=True, rows=4), "VTWV.csv")
    assert "its numbers do not tell whether they are adjusted" in said(reading)[0]
    named = read(history(adjusted=True, rows=4), "VTWV_adjusted.csv")
    assert [each.key.kind for each in named.series] == [ADJUSTED]


def test_a_name_that_the_numbers_contradict_is_not_believed(read, said):
    reading = read(history(adjusted=True), "VTWV_close.csv")
    assert CLOSE not in {each.key.kind for each in reading.series}
    assert "its numbers look adjusted, and the name of the file says close" in said(reading)[0]


def test_a_user_is_believed_and_told(read, said):
    reading = read(history(adjusted=True), "VTWV.csv", kind=CLOSE)
    assert reading.series[0].key.kind is CLOSE
    assert "read as close, as asked, though its numbers look adjusted" in said(reading)[0]
    assert said(read(history(adjusted=True), "VTWV.csv", kind=ADJUSTED)) == []
    index = read(history(adjusted=True), "VTWV.csv", kind=Kind.TOTAL_RETURN)
    assert (index.series[0].key.kind, said(index)) == (Kind.TOTAL_RETURN, [])


def test_unordered_rows_are_kept_and_not_judged(read, said):
    header, first, second, *rest = history(adjusted=False).split("\n")
    reading = read("\n".join([header, second, first, *rest]), "VTWV.csv")
    assert "do not tell" in said(reading)[0]
    asked = read("\n".join([header, second, first, *rest]), "VTWV.csv", kind=CLOSE)
    assert [str(day) for day in asked.series[0].days[:2]] == ["2020-01-03", "2020-01-02"]


LEVELS = """Price,Adj Close,Adj Close,Close,Close,Volume,Volume
Ticker,IWM,SPY,IWM,SPY,IWM,SPY
Date,,,,,,
2020-01-02,160.0,300.0,165.78,323.64,1,2
2020-01-03,160.1,,165.00,,1,2
"""


def test_rows_of_headers_name_field_and_fund(read, numbers):
    assert numbers(read(LEVELS)) == {
        ("adjusted", "IWM"): {"2020-01-02": 160.0, "2020-01-03": 160.1},
        ("adjusted", "SPY"): {"2020-01-02": 300.0},
        ("close", "IWM"): {"2020-01-02": 165.78, "2020-01-03": 165.0},
        ("close", "SPY"): {"2020-01-02": 323.64},
    }


def test_rows_of_headers_come_in_either_order_and_without_labels(read, numbers):
    first, second, third, *rows = LEVELS.split("\n")
    turned = "\n".join([second, first, third, *rows])
    bare = "\n".join([first.removeprefix("Price"), second.removeprefix("Ticker"), third, *rows])
    assert numbers(read(turned)) == numbers(read(bare)) == numbers(read(LEVELS))


def test_two_rows_of_tickers_must_agree(read, numbers, said):
    """The trap of a collection that wrote the tickers twice."""
    first, second, *rest = LEVELS.split("\n")
    assert numbers(read("\n".join([first, second, second, *rest]))) == numbers(read(LEVELS))
    other = second.replace("SPY", "QQQ")
    reading = read("\n".join([first, second, other, *rest]))
    assert (reading.series, said(reading)) == ((), ["error file.csv:1: two rows of tickers differ"])


@pytest.mark.parametrize("ticker", ["LOW", "OPEN", "CLOSE"])
def test_a_ticker_may_be_the_name_of_a_field(read, numbers, ticker):
    found = numbers(read(LEVELS.replace("IWM", ticker)))
    assert found["close", ticker] == {"2020-01-02": 165.78, "2020-01-03": 165.0}


def test_rows_of_headers_that_do_not_fit_are_an_error(read, said):
    short = LEVELS.replace("Ticker,IWM,SPY,IWM,SPY,IWM,SPY", "Ticker,IWM,SPY,IWM,SPY,IWM,")
    assert said(read(short)) == ["error file.csv:1: a column has no ticker"]
    twice = LEVELS.replace("Adj Close,Adj Close,Close,Close", "Adj Close,Adj Close,Adj Close,Close")
    assert said(read(twice)) == ["error file.csv:1: adjusted: more than one column"]


def price_beside_close(price):
    close = [100.0, 101.0, 99.0, 98.0, 102.0, 103.0, 104.0]
    rows = [f"2020-01-{at + 2:02d},{price(at, c)!r},{c}" for at, c in enumerate(close)]
    return "\n".join(["Price,Price,Close", "Ticker,IWM,IWM", "Date,,", *rows])


def test_a_price_beside_a_close_is_the_adjusted_one_if_it_behaves_so(read, numbers, said):
    adjusted = read(price_beside_close(lambda at, c: c * (0.99 if at < 3 else 1)))
    assert set(numbers(adjusted)) == {("close", "IWM"), ("adjusted", "IWM")}
    assert numbers(adjusted)["adjusted", "IWM"]["2020-01-02"] == 99.0
    other = read(price_beside_close(lambda at, c: c + at))
    assert other.series == ()
    assert "Price is neither Close nor Close adjusted" in said(other)[0]
    same = read(price_beside_close(lambda at, c: c))
    assert set(numbers(same)) == {("close", "IWM")}


def test_long_tables_hold_many_funds(read, numbers):
    text = "date,symbol,value\n2020-01-02,IWM,1\n2020-01-02,^RUT,2\n2020-01-03,IWM,3\n"
    assert numbers(read(text, "long_adjusted.csv")) == {
        ("adjusted", "IWM"): {"2020-01-02": 1.0, "2020-01-03": 3.0},
        ("price-index", "RUT"): {"2020-01-02": 2.0},
    }


def test_long_tables_may_say_what_each_value_is(read, numbers, said):
    text = (
        "Date,Ticker,Kind,Value\n2020-01-02,IWM,close,1\n2020-01-02,IWM,adjusted,0.9\n"
        "2020-01-03,IWM,close,2\n2020-01-03,IWM,guess,2\n"
    )
    reading = read(text)
    assert numbers(reading) == {
        ("close", "IWM"): {"2020-01-02": 1.0, "2020-01-03": 2.0},
        ("adjusted", "IWM"): {"2020-01-02": 0.9},
    }
    assert said(reading)[0].startswith("error file.csv:5: IWM: 'guess' is no kind")


def test_long_values_of_no_kind_are_asked_for(read, said):
    text = "Date,Ticker,Value\n2020-01-02,IWM,1\n2020-01-02,CMA,1\n2020-01-02,RUT,2\n"
    reading = read(text)
    assert [each.key.name for each in reading.series] == ["RUT"]
    assert said(reading) == ["error file.csv: nothing says what the numbers of IWM, CMA are"]


def test_a_day_need_not_come_first(read, numbers):
    text = "Ticker,Close,Adj Close,Date\nIWM,2,1,2020-01-02\nIWM,3,2,2020-01-03\n"
    assert numbers(read(text))["close", "IWM"] == {"2020-01-02": 2.0, "2020-01-03": 3.0}
    later = text + "IWM,rubbish,x,2020-01-04\nSPY,-1,,2020-02-04,,,\n"
    cut = read(later, as_of=date(2020, 1, 3))
    assert numbers(cut) == numbers(read(text))
    assert cut.problems == ()


def test_a_row_without_a_ticker_is_an_error(read, said):
    text = "Date,Ticker,Close,Adj Close\n2020-01-02,IWM,2,1\n2020-01-02,,2,1\n"
    assert said(read(text)) == ["error file.csv:3: a row has no ticker"]


def test_columns_nobody_knows_are_named(read, said):
    text = "Date,Close,Adj Close,Mood,High\n2020-01-02,2,1,good,3\n"
    assert said(read(text, "IWM.csv")) == ["warning IWM.csv: columns not used: Mood"]


def test_two_columns_of_one_field_are_an_error(read, said):
    text = "Date,Close,close,Adj Close\n2020-01-02,2,1,3\n"
    assert said(read(text, "IWM.csv")) == ["error IWM.csv:1: close: more than one column"]


def test_rows_that_may_not_be_seen_leave_nothing_to_say(read):
    for text, name in ((OHLC, "VOO.csv"), (LEVELS, "x.csv"), (DISTRIBUTIONS, "d.csv")):
        reading = read(text, name, as_of=date(2019, 12, 31))
        assert (reading.series, reading.problems) == ((), ())


def test_closes_in_cents_without_distributions_are_taken_for_traded_ones_and_said(read, said):
    """Once a file, however many funds it has."""
    rows = "".join(f"2020-01-{day:02},1{day}.25,2{day}.5\n" for day in range(10, 20))
    reading = read(f"Price,Close,Close\nTicker,IWM,SPY\nDate,,\n{rows}", "prices.csv")
    assert [series.key.kind for series in reading.series] == [CLOSE, CLOSE]
    (line,) = said(reading)
    assert line.startswith("warning prices.csv: closes are taken for those as traded")
    assert reading.problems[0].remedy == "say --kind adjusted if they are adjusted"


@pytest.mark.parametrize(
    ("name", "more", "how"),
    [("IWM_close.csv", "", {}), ("IWM.csv", "", {"kind": CLOSE}), ("IWM.csv", ",0.5", {})],
    ids=["by the name of the file", "by the user", "by a distribution"],
)
def test_nothing_is_said_of_closes_that_something_shows_to_be_traded_ones(
    read, said, name, more, how
):
    header = "Date,Close" + (",Dividends" if more else "")
    rows = [f"2020-01-{day},100.{day}{',0' if more else ''}" for day in range(10, 28)]
    rows[14] = f"2020-01-24,99.74{more}"
    reading = read("\n".join([header, *rows]), name, **how)
    assert reading.series[0].key.kind is CLOSE
    assert said(reading) == []


@pytest.mark.parametrize(
    ("days", "how"),
    [((3, 3), "2020-01-03 comes twice"), ((6, 3), "2020-01-03 comes after 2020-01-06")],
)
def test_prices_in_no_order_are_asked_for_in_order(read, said, days, how):
    """Only in the order of days do numbers tell what they are."""
    rows = "".join(
        f"2020-01-{day:02},{300 + at}.25\n" for at, day in enumerate([2, *days, 7, 8, 9])
    )
    reading = read(f"Date,Close\n{rows}", "SPY.csv")
    assert said(reading) == [
        f"error SPY.csv: SPY: {how}, so that its numbers do not tell what they are"
    ]
    assert reading.problems[0].remedy == "sort the rows by day, oldest first, each day once"
