from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.market.formats import read_file
from allocator.market.series import Frequency, Kind

PRICES = """Date,IWM,SPY
2020-01-02,165.78,323.64
2020-01-03,,321.19
2020-01-06,165.44,322.41
"""


def test_columns_are_series_of_the_numbers_that_are_there(read, numbers):
    reading = read(PRICES, "prices/etf_adjclose_daily.csv")
    assert numbers(reading) == {
        ("adjusted", "IWM"): {"2020-01-02": 165.78, "2020-01-06": 165.44},
        ("adjusted", "SPY"): {"2020-01-02": 323.64, "2020-01-03": 321.19, "2020-01-06": 322.41},
    }
    assert reading.problems == ()
    series = reading.series[0]
    assert (series.key.source, series.origin) == (
        "etf_adjclose_daily",
        "prices/etf_adjclose_daily.csv",
    )
    assert series.frequency is Frequency.DAILY
    assert (series.known == series.days).all()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("etf_close_unadjusted_daily", Kind.CLOSE),
        ("etf_adjclose_daily", Kind.ADJUSTED),
        ("ETF Adjusted Close", Kind.ADJUSTED),
        ("not-adjusted", Kind.CLOSE),
        ("close", Kind.CLOSE),
        ("adj_close", Kind.ADJUSTED),
    ],
)
def test_the_name_of_a_file_says_whether_its_prices_are_adjusted(read, name, kind):
    assert {each.key.kind for each in read(PRICES, f"{name}.csv").series} == {kind}


def test_prices_of_no_kind_are_asked_for(read, said):
    reading = read(PRICES, "mine.csv")
    assert reading.series == ()
    assert said(reading) == ["error mine.csv: nothing says what the numbers of IWM, SPY are"]
    assert "--kind: close, adjusted, price-index, total-return" in reading.problems[0].remedy


def test_a_user_says_what_prices_are(read, said):
    reading = read(PRICES, "mine.csv", kind=Kind.TOTAL_RETURN)
    assert {each.key.kind for each in reading.series} == {Kind.TOTAL_RETURN}
    contradicted = read(PRICES, "adjclose.csv", kind=Kind.CLOSE)
    assert {each.key.kind for each in contradicted.series} == {Kind.CLOSE}
    assert "though its name says adjusted" in said(contradicted)[0]


def test_names_that_are_known_need_no_word(read, numbers, said):
    text = "Date,^RUT,DGS10,IWM\n2020-01-02,1666.77,1.88,165.78\n"
    reading = read(text, "mine.csv")
    assert set(numbers(reading)) == {("price-index", "RUT"), ("rate", "DGS10")}
    assert "numbers of IWM are" in said(reading)[0]
    asked = read(text, "mine.csv", kind=Kind.CLOSE)
    assert set(numbers(asked)) == {
        ("price-index", "RUT"),
        ("rate", "DGS10"),
        ("close", "IWM"),
    }
    assert said(asked) == ["warning mine.csv: RUT: known by name, which --kind does not change"]


def test_funds_that_share_a_ticker_with_a_factor_are_funds(read, numbers):
    """CMA is a bank, RF another one."""
    reading = read("Date,CMA,IWM\n2020-01-02,71.1,165.78\n", "close.csv")
    assert set(numbers(reading)) == {("close", "CMA"), ("close", "IWM")}
    assert str(reading.series[0].known[0]) == "2020-01-02"


def test_fred_marks_missing_numbers_with_points_and_leaves_rows_blank(read, numbers):
    text = "DATE,DGS10\r\n\r\n2020-01-01,.\r\n2020-01-02,1.88\r\n\r\n2020-01-03,\r\n"
    assert numbers(read(text)) == {("rate", "DGS10"): {"2020-01-02": 1.88}}


def test_fred_dates_months_by_their_first_day(read, numbers):
    reading = read("observation_date,PCEPILFE\n2020-01-01,112.6\n2020-02-01,112.8\n")
    assert numbers(reading) == {("macro", "PCEPILFE"): {"2020-01-31": 112.6, "2020-02-29": 112.8}}
    (series,) = reading.series
    assert series.frequency is Frequency.MONTHLY
    assert str(series.known[0]) == "2020-02-29"


def test_a_file_of_days_and_months_keeps_them_apart(read):
    text = "observation_date,DGS10,CPIAUCSL\n" + "".join(
        f"2020-0{month}-0{day},{month}.{day},{f'25{month}' if day == 1 else ''}\n"
        for month in (1, 2, 3)
        for day in (1, 2, 3)
    )
    days, months = read(text).series
    assert (days.frequency, months.frequency) == (Frequency.DAILY, Frequency.MONTHLY)
    assert [str(day) for day in months.days] == ["2020-01-31", "2020-02-29", "2020-03-31"]
    assert len(days) == 9


def test_month_ends_may_be_trading_days(read):
    """29 March 2024 was Good Friday; the last Monday of May 2021 a holiday."""
    for days, end in (
        (("2021-04-30", "2021-05-28", "2021-06-30"), "2021-05-31"),
        (("2024-02-29", "2024-03-28", "2024-04-30"), "2024-03-31"),
    ):
        rows = "".join(f"{day},1\n" for day in days)
        (series,) = read(f"Date,IWM\n{rows}", "close.csv").series
        assert series.frequency is Frequency.MONTHLY
        assert [str(day) for day in series.days] == [days[0], end, days[2]]


def test_two_days_at_the_end_of_a_month_are_days(read):
    (series,) = read("Date,IWM\n2021-04-29,1\n2021-04-30,2\n", "close.csv").series
    assert series.frequency is Frequency.DAILY


def test_quarters_are_not_taken_for_months(read, said):
    text = "Date,CPIAUCSL\n2020-01-01,1\n2020-04-01,2\n2020-07-01,3\n"
    reading = read(text)
    assert reading.series == ()
    assert "a number every 3 months" in said(reading)[0]


def test_a_column_called_value_goes_by_the_name_of_its_file(read, numbers, said):
    text = "DATE,VALUE\n2020-01-02,1.88\n"
    assert numbers(read(text, "fed/DGS10.csv")) == {("rate", "DGS10"): {"2020-01-02": 1.88}}
    unknown = read(text, "download.csv")
    assert "numbers of download" in said(unknown)[0]
    assert "as DGS10.csv" in unknown.problems[0].remedy
    assert set(numbers(read(text, "download.csv", kind=Kind.CLOSE))) == {("close", "download")}


@pytest.mark.parametrize("word", ["vw", "value"])
def test_portfolios_that_say_so_are_value_weighted(read, numbers, word):
    text = "Date,<= 0,2-Dec\n1926-07-31,-99.99,0.57\n1926-08-31,-999,2.51\n"
    reading = read(text, f"size_{word}_monthly.csv")
    assert numbers(reading) == {("return", "Dec 2"): {"1926-07-31": 0.57, "1926-08-31": 2.51}}
    assert [each.message for each in reading.problems] == [
        "2-Dec: read as deciles, of which a spreadsheet made days",
        "its column '<= 0' holds no number",
    ]


@pytest.mark.parametrize(
    ("word", "what", "severity"),
    [
        ("ew", "equal-weighted returns", "warning"),
        ("nfirms", "numbers or sizes of firms", "warning"),
        ("avgsize", "numbers or sizes of firms", "warning"),
        ("monthly", "does not say whether its portfolios are value-weighted", "error"),
        ("vw_and_ew", "does not say whether its portfolios are value-weighted", "error"),
    ],
)
def test_other_tables_of_portfolios_never_become_returns(read, said, word, what, severity):
    reading = read("Date,Lo 30,Hi 30\n1926-07-31,1,2\n", f"size_portfolios_{word}.csv")
    assert reading.series == ()
    (line,) = said(reading)
    assert line.startswith(severity)
    assert what in line


def test_factors_need_no_word(read, numbers):
    text = "Date,Mkt-RF,SMB,RF\n1926-07-31,2.89,-2.55,0.22\n1926-08-31,2.64,-1.14,0.25\n"
    reading = read(text, "ff3.csv")
    assert set(numbers(reading)) == {("return", "Mkt-RF"), ("return", "SMB"), ("return", "RF")}
    assert str(reading.series[0].known[0]) == "1926-08-31"


def test_a_column_that_cannot_be_read_keeps_the_others(read, numbers, said):
    reading = read(PRICES.replace("321.19", "n.a.").replace("322.41", "?"), "close.csv")
    assert set(numbers(reading)) == {("close", "IWM")}
    assert said(reading) == [
        "error close.csv:3: SPY: 'n.a.' is not a number",
        "error close.csv:4: SPY: '?' is not a number",
    ]


@pytest.mark.parametrize("cell", ["inf", "-inf", "-nan", "1e999", "1_0", "5%"])
def test_what_is_no_finite_number_is_none(read, said, cell):
    (line,) = said(read(f"Date,DGS10\n2020-01-02,{cell}\n"))
    assert line == f"error file.csv:2: DGS10: '{cell}' is not a number"


def test_a_quotation_mark_swallows_no_lines(read, said):
    text = 'Date,DGS10,CPIAUCSL\n2020-01-02,1,"2\n2020-01-03,1,2"\n'
    (line,) = said(read(text))
    assert line.startswith("error file.csv:2: a quotation mark is not closed")
    assert read(text).series == ()


def test_many_wrong_cells_are_counted(read, said):
    rows = "".join(f"2020-01-{day:02d},x\n" for day in range(1, 11))
    *named, rest = said(read(f"Date,DGS10\n{rows}"))
    assert len(named) == 3
    assert rest == "error file.csv: and 7 more such lines, the last one line 11"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2020-01-07,1", "has 2 cells, and the header has 3"),
        ("2020-02-30,1,2\n2020-03-01,1,2", "'2020-02-30' is no day"),
        ("2020-01-07,1,2,3", "has 4 cells, and the header has 3"),
        ('2020-01-07,"1,2', "a quotation mark is not closed"),
        ("2020-13-07,1,2", "'2020-13-07' is no day"),
        ("Source: FRED,,", "'Source: FRED' is no day"),
    ],
)
def test_a_row_that_is_none_refuses_the_file(read, said, row, message):
    reading = read(PRICES + row + "\n", "close.csv")
    assert reading.series == ()
    (line,) = said(reading)
    assert line.startswith("error close.csv:5: ")
    assert message in line


def test_cells_that_spreadsheets_append_are_no_cells(read, numbers):
    padded = PRICES.replace("\n", ",,\n") + ",,,,\n"
    assert numbers(read(padded, "close.csv")) == numbers(read(PRICES, "close.csv"))


@pytest.mark.parametrize("header", ["Date,IWM,IWM", "Date,RUT,^RUT", "Date,Dec 2,2-Dec"])
def test_two_columns_of_one_name_are_an_error(read, said, header):
    reading = read(f"{header}\n2020-01-02,1,2\n", "close.csv")
    assert reading.series == ()
    assert "more than one column of that name" in said(reading)[0]


def test_a_column_without_a_name_is_an_error(read, said):
    assert "a column has no name" in said(read("Date,,IWM\n2020-01-02,1,2\n", "close.csv"))[0]


def test_doubled_and_unordered_days_stay_as_they_are(read):
    """The checks of quality find them; a reader mends nothing."""
    text = "Date,DGS10\n2020-01-03,1\n2020-01-02,2\n2020-01-02,3\n2020-01-06,4\n"
    (series,) = read(text).series
    assert [str(day) for day in series.days] == [
        "2020-01-03",
        "2020-01-02",
        "2020-01-02",
        "2020-01-06",
    ]
    assert series.values.tolist() == [1, 2, 3, 4]


def test_american_days_are_read_where_one_proves_the_order(read, numbers, said):
    assert numbers(read("Date,DGS10\n01/02/2020,1\n01/15/2020,2\n")) == {
        ("rate", "DGS10"): {"2020-01-02": 1.0, "2020-01-15": 2.0}
    }
    reading = read("Date,DGS10\n01/02/2020,1\n02/03/2020,2\n")
    assert reading.series == ()
    (line,) = said(reading)
    assert line.startswith("error file.csv:2: '01/02/2020' can be two days")


def test_european_numbers_are_read_where_one_proves_the_style(read, numbers, said):
    text = "Date;DGS10;FEDFUNDS\n2020-01-02;1,88;1.234\n"
    assert numbers(read(text)) == {
        ("rate", "DGS10"): {"2020-01-02": 1.88},
        ("rate", "FEDFUNDS"): {"2020-01-02": 1234.0},
    }
    doubtful = read('Date,RUT\n2020-01-02,"1,666"\n')
    assert said(doubtful) == [
        "error file.csv:2: '1,666' can mean two numbers, and no other cell proves which is meant"
    ]
    by_semicolons = read("Date;DGS10\n2020-01-02;1.234\n")
    assert "'1.234' can mean two numbers" in said(by_semicolons)[0]
    mixed = read('Date,RUT,DGS10\n2020-01-02,"1,66",1.88\n')
    assert "some cells have a decimal comma and some a decimal point" in said(mixed)[0]


def test_american_thousands_are_read_where_a_point_proves_them(read, numbers):
    text = 'Date,RUT\n2020-01-02,"1,666.77"\n2020-01-03,"1,660"\n'
    assert numbers(read(text)) == {
        ("price-index", "RUT"): {"2020-01-02": 1666.77, "2020-01-03": 1660.0}
    }


@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20),
    st.booleans(),
)
def test_both_ways_of_reading_give_the_same_bits(values, quoted):
    """A cell in brackets keeps Arrow from reading the file; the others must not change."""
    days = [str(date.fromordinal(737000 + at)) for at in range(len(values) + 1)]
    mark = '"' if quoted else ""
    rows = [f"{day},{mark}{value!r}{mark}" for day, value in zip(days[1:], values, strict=True)]
    plain = read_file("DGS10.csv", "\n".join(["Date,DGS10", f"{days[0]},7", *rows]).encode())
    odd = read_file("DGS10.csv", "\n".join(["Date,DGS10", f"{days[0]},$7", *rows]).encode())
    assert plain.series[0].digest == odd.series[0].digest
    assert plain.series[0].values.tolist() == [7.0, *values]


def test_times_of_day_are_left_out_and_said(read, numbers, said):
    text = "Date,DGS10\n2020-01-02 00:00:00-05:00,1\n2020-01-03 15:59:00-05:00,2\n"
    reading = read(text)
    assert list(numbers(reading)["rate", "DGS10"]) == ["2020-01-02", "2020-01-03"]
    assert "warning file.csv:3" in said(reading)[0]
    assert said(read(text.replace("15:59", "00:00"))) == []


def test_a_header_without_rows_is_told_unless_rows_may_come(read, said):
    assert said(read("Date,IWM\n")) == ["error file.csv: has a header and no rows"]
    assert read("Date,IWM\n", as_of=date(2020, 1, 1)).problems == ()


def test_what_is_not_public_yet_is_not_there(read):
    text = "Date,CPIAUCSL\n2020-01-01,1\n2020-02-01,2\n2020-03-01,3\n"
    (series,) = read(text, as_of=date(2020, 3, 15)).series
    assert [str(day) for day in series.days] == ["2020-01-31"]
    (series,) = read(text, as_of=date(2020, 3, 16)).series
    assert [str(day) for day in series.days] == ["2020-01-31", "2020-02-29"]


@pytest.mark.parametrize("day", ["5/1/26", "12/31/25", "1.5.26", "05-01-26", "1-May-26"])
@pytest.mark.parametrize("header", ["Date,DGS10", "Date,Close", "Date,DGS10\n2026-04-30,1"])
def test_a_year_of_two_digits_is_asked_for_with_four(read, day, header):
    reading = read(f"{header}\n{day},4.25\n", "IWM.csv")
    (problem,) = reading.problems
    assert problem.place == f"IWM.csv:{header.count(chr(10)) + 2}"
    assert problem.message == f"{day!r} has a year of two digits"
    assert problem.remedy == "write the year with four digits, as 2021-04-03"
    assert reading.series == ()
