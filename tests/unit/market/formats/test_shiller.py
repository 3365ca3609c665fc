from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.market.formats import read_file
from allocator.market.series import Frequency

NAMES = ["Date", "P", "D", "E", "CPI", "Fraction", "Rate GS10", "Price", "Dividend", "Price"]
NAMES += ["Earnings", "Earnings", "CAPE", "", "TR CAPE"]
TITLE = ["", "", "Stock Market Data Used in Irrational\nExuberance"]
ROWS = [
    [1871.01, 4.44, 0.26, 0.4, 12.46, 1871.04, 5.32, 118.5, 6.9, 119.0, 10.7, 10.7, "NA", "", "NA"],
    [1871.1, 4.59, 0.26, 0.4, 12.36, 1871.79, 5.34, 123.0, 6.9, 124.0, 10.7, 10.7, 18.4, "", 24.0],
    [1871.11, 4.64, 0.26, 0.4, 12.36, 1871.87, 5.35, 124.0, 6.9, 125.0, 10.8, 10.8, 18.5, "", 24.1],
    [
        1871.12,
        4.74,
        None,
        None,
        12.6,
        1871.96,
        5.35,
        125.0,
        None,
        125.9,
        None,
        None,
        18.6,
        "",
        24.2,
    ],
]
NOTE = [None, "Dec price is Dec 8th close"]
READ = {"price", "dividend", "earnings", "CPI", "long rate", "CAPE", "TR CAPE"}

TABLE = """Date,SP500,Dividend,Earnings,Consumer Price Index,Long Interest Rate,Real Price,PE10
2023-05-01,4146.17,68.54,179.17,304.13,3.57,4152.4,28.8
2023-06-01,4345.37,68.71,181.17,305.11,3.75,4345.4,30.0
2023-07-01,4508.08,0.0,0.0,0.0,3.9,0.0,0.0
"""


def sheet(rows):
    return [TITLE, [], ["S&P", "", "Dividend"], NAMES, *rows]


@pytest.fixture
def workbook(old_excel):
    return old_excel({"Disclaimer": [["none"]], "Data": sheet([*ROWS, NOTE])})


def test_his_workbook_is_read_as_it_is(workbook, numbers, said):
    reading = read_file("ie_data.xls", workbook)
    found = numbers(reading)
    assert {name for _, name in found} == {f"Shiller {name}" for name in READ}
    assert {kind for kind, _ in found} == {"valuation"}
    assert found["valuation", "Shiller price"]["1871-10-31"] == 4.59
    assert found["valuation", "Shiller CAPE"] == {
        "1871-10-31": 18.4,
        "1871-11-30": 18.5,
        "1871-12-31": 18.6,
    }
    assert said(reading) == [
        "warning ie_data.xls:9: says below its rows: Dec price is Dec 8th close"
    ]


def test_october_is_neither_january_nor_lost(workbook, numbers):
    """Excel writes 1871.10 as 1871.1."""
    months = list(numbers(read_file("ie_data.xls", workbook))["valuation", "Shiller price"])
    assert months == ["1871-01-31", "1871-10-31", "1871-11-30", "1871-12-31"]


def test_a_workbook_saved_as_csv_reads_the_same(workbook, read, numbers):
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in sheet(ROWS)]
    saved = "\n".join(lines).replace("\nExuberance", " Exuberance")
    assert numbers(read(saved)) == numbers(read_file("ie_data.xls", workbook))


def test_prices_say_that_they_are_averages(workbook):
    by_name = {each.key.name: each for each in read_file("ie_data.xls", workbook).series}
    assert by_name["Shiller price"].origin == "ie_data.xls: averages of months"
    assert by_name["Shiller earnings"].origin == "ie_data.xls"
    assert {each.frequency for each in by_name.values()} == {Frequency.MONTHLY}


def test_real_prices_are_not_taken_for_prices(workbook, numbers):
    """In his sheet Price and Dividend are in the dollars of the month it was made in."""
    found = numbers(read_file("ie_data.xls", workbook))
    assert found["valuation", "Shiller price"]["1871-01-31"] == 4.44
    assert found["valuation", "Shiller dividend"]["1871-01-31"] == 0.26


def test_earnings_are_public_four_months_later_and_prices_at_once(workbook):
    by_name = {each.key.name: each for each in read_file("ie_data.xls", workbook).series}
    assert str(by_name["Shiller earnings"].known[0]) == "1871-05-31"
    assert str(by_name["Shiller price"].known[0]) == "1871-01-31"


def test_zeros_of_missing_numbers_are_left_out_and_counted(read, numbers, said):
    """The trap of datasets/s-and-p-500, after June 2023."""
    reading = read(TABLE)
    found = numbers(reading)
    for name in ("dividend", "earnings", "CPI", "CAPE"):
        assert list(found["valuation", f"Shiller {name}"]) == ["2023-05-31", "2023-06-30"]
    assert found["valuation", "Shiller price"]["2023-07-31"] == 4508.08
    zeros = [line for line in said(reading) if "zeros" in line]
    assert [line.split(": ")[1] for line in zeros] == [
        f"Shiller {name}" for name in ("dividend", "earnings", "CPI", "CAPE")
    ]
    assert all("1 zeros stand for missing numbers" in line for line in zeros)


def test_rows_that_are_none_are_told(read, said):
    assert "'soon' is no day" in said(read(TABLE.replace("2023-06-01", "soon")))[0]
    assert said(read(TABLE.split("\n", maxsplit=1)[0])) == [
        "error file.csv: has a header and no rows"
    ]


def test_a_price_of_zero_is_not_silently_a_missing_one(read, numbers):
    found = numbers(read(TABLE.replace("4508.08", "0.0")))
    assert found["valuation", "Shiller price"]["2023-07-31"] == 0.0


def test_a_workbook_is_cut_like_any_table(workbook):
    reading = read_file("ie_data.xls", workbook, as_of=date(1871, 12, 1))
    assert {str(each.last) for each in reading.series if each.key.name == "Shiller price"} == {
        "1871-11-30"
    }
    assert reading.problems == ()


def test_a_workbook_of_something_else_says_so(old_excel, said):
    book = old_excel({"One": [["a"]], "Two": [["b"]]})
    assert "2 sheets, none of them called Data" in said(read_file("x.xls", book))[0]
    (problem,) = said(read_file("x.xls", old_excel({"One": [["a", "b"]]})))
    assert "written in no way that is known" in problem


@pytest.mark.parametrize("size", [8, 600, 1100, 3000])
def test_a_damaged_workbook_is_a_problem(workbook, size, capsys):
    """Also one that xlrd would talk about on standard output."""
    (problem,) = read_file("ie_data.xls", workbook[:size]).problems
    assert problem.message.startswith("is no workbook that can be read")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
def test_a_first_cell_that_is_no_finite_number_is_no_month(old_excel, said, value):
    (line,) = said(read_file("x.xls", old_excel({"Data": [["Date", "P"], [value, 1.0]]})))
    assert line.startswith("error x.xls: is written in no way that is known")


def test_a_damaged_workbook_says_how_it_is_damaged(old_excel):
    """The number of the sector with the table of all sectors is another."""
    book = bytearray(old_excel({"Data": [["a", "b"]]}))
    book[76:80] = b"\x01\x02\x03\x04"
    (problem,) = read_file("x.xls", bytes(book)).problems
    assert problem.message.startswith(
        "is no workbook that can be read: CompDocError, OLE2 stream 'directory'"
    )


@settings(max_examples=300, deadline=None)
@given(
    places=st.lists(st.tuples(st.integers(8, 2000), st.integers(0, 255)), max_size=8),
    end=st.integers(8, 6000),
)
def test_no_damage_to_a_workbook_escapes(old_excel, places, end):
    """Wherever bytes are changed or missing, the file is read or refused in words."""
    rows = [["Date", "P", "D"], *([1871.01 + month / 100, 4.4, "NA"] for month in range(12))]
    book = bytearray(old_excel({"Data": rows}))
    for place, byte in places:
        book[place] = byte
    reading = read_file("ie_data.xls", bytes(book[:end]))
    assert reading.series or reading.problems
