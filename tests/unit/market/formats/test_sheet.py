from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.market.formats.reading import About
from allocator.market.formats.sheet import Sheet, first_cell

LINES = st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"]))
AS_OF = date(2020, 6, 30)
LATER = st.dates(date(2020, 7, 1), date(2199, 12, 31))
EARLIER = st.dates(date(1800, 1, 1), AS_OF)


def sheet(text, as_of=None, first_line=1):
    return Sheet.of(text, About("x.csv", "x", "x.csv", as_of, first_line=first_line))


def test_lines_keep_the_numbers_they_have_in_the_file():
    found = sheet("\nDate,A\n\n,,,\n2020-01-01,1\n \u00a0\n2020-01-02,2\n")
    assert found.texts == ("Date,A", "2020-01-01,1", "2020-01-02,2")
    assert found.numbers == (2, 5, 7)
    assert sheet("a\nb", first_line=0).numbers == (0, 1)


@pytest.mark.parametrize("writing", ["%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%d.%m.%Y", '"%b %d, %Y"'])
@given(early=EARLIER, late=LATER, rest=LINES)
def test_later_days_are_gone_whatever_follows_them(writing, early, late, rest):
    begin = f"Date,A,B\n{early.strftime(writing)},1,2\n"
    found = sheet(begin + f"{late.strftime(writing)},{rest}", AS_OF)
    assert found.texts == sheet(begin, AS_OF).texts == sheet(begin).texts
    assert found.delimiter == sheet(begin).delimiter
    assert found.is_cut


def test_a_month_is_later_until_it_is_over():
    rows = "Date,A\n202005,1\n202006,2\n202007,3\n"
    assert sheet(rows, AS_OF).firsts == ("Date", "202005", "202006")
    assert sheet(rows, date(2020, 6, 29)).firsts == ("Date", "202005")


def test_the_day_itself_is_kept():
    rows = "Date,A\n2020-06-30,1\n2020-07-01,2\n"
    assert sheet(rows, AS_OF).firsts == ("Date", "2020-06-30")
    assert not sheet(rows, date(2020, 7, 1)).is_cut


def test_what_the_month_is_is_not_learnt_from_later_rows():
    """By 30 June, 8/1/2020 is later if the month comes first; 12/25/2020 would prove that it does."""
    doubtful = "Date,A\n03/04/2020,1\n08/01/2020,2\n"
    assert sheet(doubtful, AS_OF).firsts[1:] == ("03/04/2020", "08/01/2020")
    assert sheet(doubtful + "12/25/2020,3\n", AS_OF).firsts[1:] == ("03/04/2020", "08/01/2020")
    assert sheet("Date,A\n03/14/2020,0\n08/01/2020,2\n", AS_OF).firsts[1:] == ("03/14/2020",)


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("Date,A\n2020-01-01,1", ","),
        ("Date;A\n2020-01-01;1,5", ";"),
        ("Date\tA\n2020-01-01\t1", "\t"),
        ("Date|A\n2020-01-01|1", "|"),
        ("iShares\nTicker,Name\nA,B", ","),
        ("Date;A\nJan 3, 2020;1,5", ";"),
    ],
)
def test_what_separates_cells_is_found_above_the_rows(text, delimiter):
    assert sheet(text).delimiter == delimiter


@given(LINES)
def test_cells_never_raise(line):
    assert isinstance(sheet("Date,A").cells(line), list)


def test_a_cell_longer_than_csv_allows_is_a_cell():
    assert len(sheet("Date,A").cells("2020-01-01," + "x" * 200_000)) == 2


@pytest.mark.parametrize(
    ("line", "cell"),
    [('"2020-01-01",1', "2020-01-01"), (" 2020 ,1", "2020"), ("\u00a0a,1", "a"), ("a", "a")],
)
def test_the_first_cell_is_bare(line, cell):
    assert first_cell(line, ",") == cell
    assert sheet(line).firsts == (cell,)


def test_bytes_that_are_no_text_are_named_with_their_line():
    found = sheet("Date,A\n2020-01-01,\udce9\n")
    assert str(found.fault).startswith("error: x.csv:2: byte 0xE9 is not UTF-8 text")
    assert str(sheet("a\n\0").fault).startswith("error: x.csv:2: byte 0x00")
    assert sheet("Date,A\n2020-01-01,é").fault is None
