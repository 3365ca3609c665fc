"""Any file: what is no data is named, what may not be seen changes nothing, nothing escapes."""

import io
import zipfile
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from allocator.market.formats import list_file, read_file, read_text
from allocator.market.formats.known import FORMATS
from allocator.market.formats.unpack import MOST_BYTES
from allocator.market.series import Kind

AS_OF = date(2020, 6, 30)
LINES = st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]))
LATER = st.dates(date(2020, 7, 1), date(2150, 12, 31))
GARBAGE = st.lists(st.tuples(LATER, LINES), min_size=1, max_size=5)
KNOWN = {
    "prices_adjclose.csv": "Date,IWM,SPY\n2020-06-29,140.1,300\n2020-06-30,,301.5\n",
    "unknown.csv": "Date,IWM\n2020-06-30,140.1\n",
    "DGS10.csv": "DATE,VALUE\n\n2020-06-29,.\n2020-06-30,0.66\n",
    "CPI.csv": "DATE,CPIAUCSL\n2020-04-01,256.1\n2020-05-01,255.9\n2020-06-01,257.2\n",
    "slash.csv": "Date,DGS10\n06/15/2020,1\n06/30/2020,2\n",
    "euro.csv": "Date;DGS10\n2020-06-29;1,5\n2020-06-30;1.000,5\n",
    "IWM.csv": "Date,Close,Adj Close,Dividends\n2020-06-29,2,1,0\n2020-06-30,3,2,0.5\n",
    "VTWV.csv": "Date,Open,Close,Dividends\n2020-06-29,2,1.234567,0\n2020-06-30,3,2,0.5\n",
    "levels.csv": "Price,Adj Close,Close\nTicker,IWM,IWM\nDate,,\n2020-06-30,1,2\n",
    "long.csv": "Date,Ticker,Dividend,Split\n2020-06-30,IWM,1,0\n",
    "f.csv": ",Mkt-RF,RF\n202005,1,2\n202006,-99.99,2\n\n Annual Factors: \n,Mkt-RF,RF\n2019,1,1\n",
    "fomc.csv": "announced,new_upper,new_lower,prev_upper\n2020-03-15,0.25,0,1.25\n",
    "ie.csv": "Date,P,D,E,CPI,CAPE\n2020.05,2919,59,99,256,27\n2020.06,3104,59,98,257,0\n",
    "weights.csv": ",A,B,C,SUM\n06/29/2020,1,2,3,6\n06/30/2020,1,1,1,3\n",
}


def plain(reading):
    """Everything that a reading says, to the bit."""
    series = [(each.key, each.frequency, each.digest, each.origin) for each in reading.series]
    return series, [(each.key, each.digest) for each in reading.tables], reading.problems


def write(day, name):
    """Write a day as the file of that name does."""
    styles = {"slash.csv": "%m/%d/%Y", "weights.csv": "%m/%d/%Y"}
    return day.strftime(
        styles.get(name, {"f.csv": "%Y%m", "ie.csv": "%Y.%m"}.get(name, "%Y-%m-%d"))
    )


@pytest.mark.parametrize("name", KNOWN)
@settings(max_examples=60, deadline=None)
@given(rows=GARBAGE)
@example(rows=[(date(2020, 7, 1), "\0"), (date(2020, 7, 2), '"')])
@example(rows=[(date(2100, 1, 1), ",-1,x,inf,1;1,,,,"), (date(2099, 1, 1), "")])
def test_nothing_after_the_day_changes_anything(name, rows):
    text = KNOWN[name]
    mark = ";" if ";" in text else ","
    more = text + "".join(f"{write(day, name)}{mark}{rest}\n" for day, rest in rows)
    cut = read_file(name, text.encode(), as_of=AS_OF)
    assert plain(read_file(name, more.encode(), as_of=AS_OF)) == plain(cut)
    if not cut.series or name == "CPI.csv":
        return
    assert [each.digest for each in cut.series if each.key.kind is not Kind.RETURN] == [
        each.until(AS_OF).digest
        for each in read_file(name, text.encode()).series
        if each.key.kind is not Kind.RETURN and len(each.until(AS_OF))
    ]


@settings(max_examples=60, deadline=None)
@given(rows=GARBAGE)
def test_days_that_could_be_two_give_nothing_whatever_follows(rows):
    """Which of the later rows are later cannot be told then, so nothing at all is read."""
    text = "Date,DGS10\n01/02/2020,1\n03/04/2020,2\n"
    more = text + "".join(f"{day:%m/%d/%Y},{rest}\n" for day, rest in rows)
    reading = read_file("x.csv", more.encode(), as_of=AS_OF)
    assert not reading.series
    assert reading.problems


def test_bytes_that_are_no_text_count_only_where_they_may_be_seen():
    text = KNOWN["prices_adjclose.csv"].encode()
    later = text + b"2020-07-01,\xff\xfe,\x00\n"
    cut = read_file("adj.csv", text, as_of=AS_OF)
    assert plain(read_file("adj.csv", later, as_of=AS_OF)) == plain(cut)
    (problem,) = read_file("adj.csv", later).problems
    assert str(problem).startswith("error: adj.csv:4: byte 0xFF is not UTF-8 text")


def test_text_in_latin_1_is_refused_with_its_line():
    (problem,) = read_file("x.csv", "Date,Größe\n2020-01-01,1\n".encode("latin-1")).problems
    assert str(problem).startswith("error: x.csv:1: byte 0xF6 is not UTF-8 text")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf  \n", "is empty"),
        (b",,,\n,,,\n", "is empty"),
        (b"<!DOCTYPE html><html>", "is a web page or XML, not a table"),
        (b"  <html>", "is a web page or XML, not a table"),
        (b'{"a": 1}', "is JSON, not a table"),
        ("Date,A".encode("utf-16"), "is text in UTF-16, not a table"),
        (b"\x89PNG\r\n", "is an image, not a table"),
        (b"%PDF-1.7", "is a PDF document, not a table"),
        (b"\x1f\x8b\x08", "is a compressed file, not a table"),
        (b"PAR1\x00\x00", "is a damaged Parquet file"),
        (b"PK\x03\x04rubbish", "is a damaged archive"),
        (b"dear diary", "is written in no way that is known; it begins 'dear diary'"),
        (b"Symbol,Shares\nIWM,5\n", "is written in no way that is known"),
    ],
)
def test_what_is_no_table_is_named(content, message):
    reading = read_file("folder/x.csv", content)
    (problem,) = reading.problems
    assert problem.place == "folder/x.csv"
    assert problem.message.startswith(message)
    assert problem.remedy
    assert not reading.series
    assert not reading.tables


CELLS = st.one_of(
    st.sampled_from(
        [
            *(
                "Date",
                "Ticker",
                "Close",
                "Adj Close",
                "Price",
                "Value",
                "Dividends",
                "IWM",
                "DGS10",
            ),
            *("2020-01-01", "2020-02-30", "03/04/2021", "202001", "19260701", "1871.1", "1.5"),
            *('"1,234"', "1.234", "-99.99", "nan", "inf", ".", "", '"', "announced", "new_upper"),
            *("new_lower", "P", "D", "E", "CPI", "CAPE", "Asset Class", "Market Value", "Name"),
            *("Lo 30", "2-Dec", "Mkt-RF", "kind", "close", "SUM", "Market Cap", "Company", "0"),
        ]
    ),
    st.text(max_size=6),
)
TABLES = st.builds(
    lambda rows, mark: "\n".join(mark.join(row) for row in rows),
    st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=12),
    st.sampled_from(",;\t"),
)


@settings(max_examples=300, deadline=None)
@given(TABLES, st.none() | st.dates(date(1900, 1, 1), date(2030, 1, 1)))
def test_no_table_escapes(text, as_of):
    content = text.encode("utf-8", "replace")
    for name in ("IWM.csv", "x_adjclose.csv", "IWM_2020-01-01.csv"):
        reading = read_file(name, content, as_of=as_of)
        assert all(len(series) for series in reading.series)
        assert len({series.key for series in reading.series}) == len(reading.series)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([b"", b"PAR1", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]), st.binary()
)
def test_no_bytes_escape(begin, rest):
    reading = read_file("x.csv", begin + rest)
    assert reading.problems


@settings(max_examples=100, deadline=None)
@given(st.text(), st.none() | st.just(AS_OF))
def test_no_text_escapes(text, as_of):
    read_text("x", text, source="s", origin="o", as_of=as_of)


def test_text_from_elsewhere_has_the_source_it_is_given():
    reading = read_text(
        "DGS10", "DATE,DGS10\r\n2020-01-02,1.88\r\n", source="fred", origin="https://x/DGS10"
    )
    (series,) = reading.series
    assert str(series.key) == "rate/DGS10 (fred)"
    assert series.origin == "https://x/DGS10"
    (problem,) = read_text("DGS10", "<html>", source="fred", origin="x").problems
    assert problem.place == "DGS10"


def test_a_user_may_name_the_source_of_a_file():
    (series, *_) = read_file("x.csv", b"Date,DGS10\n2020-01-02,1\n", source="me").series
    assert series.key.source == "me"


def frames():
    """Draw frames of prices with gaps."""
    cell = st.floats(0.01, 1e6) | st.none()
    rows = st.lists(st.tuples(cell, cell), min_size=1, max_size=30)
    return rows.map(
        lambda drawn: pd.DataFrame(
            drawn,
            pd.date_range("2020-01-01", periods=len(drawn), name="Date"),
            ["IWM", "SPY"],
            dtype="float64",
        )
    )


def parquet(frame, **how):
    """Write a frame as Parquet bytes."""
    out = io.BytesIO()
    frame.to_parquet(out, **how)
    return out.getvalue()


@settings(max_examples=50, deadline=None)
@given(frames())
def test_parquet_and_csv_read_the_same_to_the_bit(frame):
    csv = read_file("adj.csv", frame.to_csv().encode())
    for content in (
        parquet(frame),
        parquet(frame.reset_index()),
        parquet(frame.set_axis(frame.index.tz_localize("America/New_York"))),
        parquet(frame.set_axis(frame.index.strftime("%Y-%m-%d"))),
    ):
        reading = read_file("adj.csv", content)
        assert [(s.key, s.digest) for s in reading.series] == [
            (s.key, s.digest) for s in csv.series
        ]
        assert [s.values.tolist() for s in reading.series] == [
            frame[name].dropna().tolist() for name in frame if frame[name].notna().any()
        ]


def test_long_parquet_is_read_with_its_words():
    frame = pd.DataFrame(
        {
            "date": pd.to_datetime(["2020-01-02", "2020-01-02", "2020-01-03"]),
            "ticker": pd.Categorical(["IWM", "SPY", "IWM"]),
            "close": np.array([1.5, 2.5, 1.75], dtype="float32"),
            "adj close": [1.0, 2.0, 1.5],
        }
    )
    found = {str(s.key): s.values.tolist() for s in read_file("x.parquet", parquet(frame)).series}
    assert found == {
        "close/IWM (x)": [1.5, 1.75],
        "adjusted/IWM (x)": [1.0, 1.5],
        "close/SPY (x)": [2.5],
        "adjusted/SPY (x)": [2.0],
    }


def test_problems_of_parquet_name_the_row():
    frame = pd.DataFrame({"Date": ["2020-01-01", "soon"], "DGS10": [1.0, 2.0]})
    (problem,) = read_file("x.parquet", parquet(frame)).problems
    assert problem.place == "x.parquet:2"


def test_parquet_of_lists_is_no_table():
    frame = pd.DataFrame({"Date": ["2020-01-01"], "A": [[1, 2]]})
    (problem,) = read_file("x.parquet", parquet(frame)).problems
    assert problem.message.startswith("is a damaged Parquet file, or one of another sort")


def archive(**members):
    """Put members into a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "."), content)
    return out.getvalue()


def test_members_of_an_archive_are_files_of_their_own():
    content = archive(F__CSV=",Mkt-RF\n192607, 2.89\n", readme__txt="hello", x__bin="?")
    reading = read_file("french.zip", content)
    (series,) = reading.series
    assert (str(series.key), series.origin) == (
        "return/Mkt-RF (F)",
        "french.zip/F.CSV: its first table",
    )
    assert [problem.place for problem in reading.problems] == [
        "french.zip/readme.txt",
        "french.zip/x.bin",
    ]


def test_a_new_workbook_is_named_and_not_read():
    content = archive(**{"[Content_Types]__xml": "<a/>", "xl": "b"})
    (problem,) = read_file("x.xlsx", content).problems
    assert problem.message == "is an Excel workbook, not a table"


def test_an_archive_that_would_not_fit_is_not_unpacked(monkeypatch):
    monkeypatch.setattr("allocator.market.formats.unpack.MOST_BYTES", 10)
    (problem,) = read_file("x.zip", archive(a__csv="x" * 11)).problems
    assert problem.message == "is too large when unpacked"
    assert MOST_BYTES > 10**8


def test_a_damaged_member_is_a_problem_and_no_more():
    content = bytearray(archive(a__csv="Date,DGS10\n2020-01-02,1\n" * 9, b__csv=KNOWN["DGS10.csv"]))
    at = content.index(b"2020-01-02")
    content[at : at + 4] = b"1999"
    reading = read_file("x.zip", bytes(content))
    assert next(iter(reading.problems)).place == "x.zip/a.csv"
    assert "cannot be unpacked" in reading.problems[0].message


def large(rows):
    """Write a table too large to be read for its keys alone."""
    days = pd.bdate_range("1990-01-01", periods=rows)
    frame = pd.DataFrame({"IWM": 1.5, "SPY": 2.5}, days)
    frame.loc[: days[rows // 2], "IWM"] = np.nan
    return frame.to_csv(index_label="Date")


def test_a_large_table_is_listed_by_its_begin_and_some_lines():
    text = large(6000)
    listing = list_file("adj.csv", text.encode())
    assert [str(key) for key in listing.keys] == ["adjusted/IWM (adj)", "adjusted/SPY (adj)"]
    assert listing.keys == tuple(each.key for each in read_file("adj.csv", text.encode()).series)


def test_a_column_that_no_line_proves_is_looked_for_by_reading():
    """By 1995 there is no IWM yet; nothing but reading tells that nowhere there is one."""
    content = large(6000).encode()
    assert list_file("adj.csv", content, as_of=date(1995, 1, 1)) is None
    read = read_file("adj.csv", content, as_of=date(1995, 1, 1))
    assert [each.key.name for each in read.series] == ["SPY"]
    assert len(list_file("adj.csv", content, as_of=date(2012, 1, 1)).keys) == 2


@pytest.mark.parametrize(
    "content", [b"Date,A\n" * 20, b"PAR1" + b"x" * 70000, b"<" + b"x\n" * 50000]
)
def test_small_and_strange_files_are_not_listed(content):
    assert list_file("adj.csv", content) is None


def test_every_layout_has_a_name_of_its_own():
    assert len({each.name for each in FORMATS}) == len(FORMATS)


def test_what_begins_later_is_not_listed_by_its_begin():
    assert list_file("adj.csv", large(6000).encode(), as_of=date(1989, 1, 1)) is None


def test_columns_that_cannot_be_are_not_listed():
    content = large(6000).replace("SPY", "IWM").encode()
    assert list_file("adj.csv", content) is None


@pytest.mark.parametrize(
    ("begin", "line", "name", "key"),
    [
        (
            "Ticker,Name,Asset Class,Market Value,Weight (%)",
            "A,Agilent,Equity,10,100",
            "IWM_2020-01-02.csv",
            "holdings/IWM of 2020-01-02 (IWM_2020-01-02)",
        ),
        (
            "No.,Ticker,Company,Industry,Country,Market Cap",
            "1,NVDA,Nvidia,Chips,USA,4264000.0",
            "finviz_2020-01-02.csv",
            "companies/finviz of 2020-01-02 (finviz_2020-01-02)",
        ),
        ("fund_ticker,report_date,pct_weight", "VONG,11/30/19,8.07", "v.csv", None),
    ],
)
def test_large_tables_of_a_day_are_listed_by_their_begin(begin, line, name, key):
    content = "\n".join([begin, *[line] * 5000]).encode()
    listing = list_file(name, content)
    assert [str(each) for each in listing.table_keys] == ([key] if key else [])
    assert len(listing.problems) == (key is None)
    if key:
        assert list_file(name, content, as_of=date(2020, 1, 1)).table_keys == ()
        assert list_file("nameless.csv", content) is None


def test_parquet_of_too_many_cells_is_not_read(monkeypatch):
    monkeypatch.setattr("allocator.market.formats.binary.MOST_CELLS", 3)
    frame = pd.DataFrame({"Date": ["2020-01-01", "2020-01-02"], "DGS10": [1.0, 2.0]})
    (problem,) = read_file("x.parquet", parquet(frame)).problems
    assert problem.message == "has more than 3 cells"


def test_a_page_is_named_whatever_it_is_packed_in():
    (problem,) = read_file("x.zip", archive(a__csv="<html>")).problems
    assert (problem.place, problem.message) == (
        "x.zip/a.csv",
        "is a web page or XML, not a table",
    )
