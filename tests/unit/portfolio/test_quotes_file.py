"""Files of futures quotes: what is understood, and every problem in one run."""

from datetime import date
from decimal import Decimal

import pytest

from allocator.errors import InputError
from allocator.portfolio.quotes_file import MOST_MONTHS, read_quotes


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Write a file of quotes and read it."""
    monkeypatch.chdir(tmp_path)

    def write_and_read(*lines):
        (tmp_path / "q.csv").write_text("\n".join([*lines, ""]))
        return read_quotes("q.csv")

    return write_and_read


@pytest.fixture
def problems(read):
    """Give what is wrong with a file, each as place, message and remedy."""

    def of(*lines):
        with pytest.raises(InputError) as refused:
            read(*lines)
        return [str(problem) for problem in refused.value.problems]

    return of


def test_months_and_contract_codes_are_the_same(read):
    found = read(
        "# settlements",
        "contract,price,as of",
        "ZQF7,96.45,2026-11-20",
        "2026-11,96.36,2026-11-20",
        "ffz26,96.4025,11/20/2026",
    )
    assert found.as_of == date(2026, 11, 20)
    assert found.source == "q.csv"
    assert [(each.month, each.price) for each in found.quotes] == [
        (date(2026, 11, 1), Decimal("96.36")),
        (date(2026, 12, 1), Decimal("96.4025")),
        (date(2027, 1, 1), Decimal("96.45")),
    ]


def test_every_letter_has_its_month(read):
    for number, letter in enumerate("FGHJKMNQUVXZ", start=1):
        (quote,) = read("month,price,as_of", f"ZQ{letter}6,96.4,2026-{number:02}-10").quotes
        assert quote.month == date(2026, number, 1)


def test_one_digit_is_the_nearest_year(read):
    (quote,) = read("month,price,as_of", "ZQF0,96.4,2029-12-10").quotes
    assert quote.month == date(2030, 1, 1)


def test_the_month_before_the_quote_is_of_use_and_no_earlier_one(read, problems):
    (quote,) = read("month,price,as_of", "2026-10,96.4,2026-11-20").quotes
    assert quote.month == date(2026, 10, 1)
    (said,) = problems("month,price,as_of", "ZQU6,96.4,2026-11-20")
    assert "month 'ZQU6' is 2026-09, over long before 2026-11-20" in said


def test_every_problem_is_told_in_one_run_with_its_line_and_remedy(problems):
    found = problems(
        "month,price,as_of",
        "2026-13,96.4,2026-11-20",
        "ZQZ6,3.64,2026-11-20",
        "ZQF7,96.4,2026-11-19",
        "2027-01,96.5,2026-11-20",
        "2029-01,96.5,2026-11-20",
        "2027-02,,2026-11-20",
        "2027-03,96.5,2026-11-20,extra",
        "2027-04,96.5,soon",
    )
    said = "\n".join(found)
    assert [each.split(": ")[1] for each in found] == [f"q.csv:{line}" for line in range(2, 10)]
    assert "q.csv:2: month '2026-13' is not a month\n    write 2026-12, or a contract" in said
    assert "price '3.64' is not the price of a federal funds future\n    write 100 less" in said
    assert "is quoted on 2026-11-19, line 2 on 2026-11-20\n    give quotes of one day" in said
    assert "2027-01 is quoted twice, first in line 4\n    keep one" in said
    assert "month '2029-01' is 2029-01, more than 24 months after 2026-11-20" in said
    assert "q.csv:7: price is empty" in said
    assert "q.csv:8: 4 cells under 3 columns" in said
    assert "as_of 'soon' is not a date" in said


@pytest.mark.parametrize("day", ["9999-12-31", "2101-01-01", "1987-12-31"])
def test_a_year_in_which_nothing_was_or_is_quoted_is_a_slip(problems, day):
    (said,) = problems("month,price,as_of", f"2026-12,96.4,{day}")
    assert f"as_of '{day}' is not in 1988 to 2100" in said


def test_without_a_day_nothing_else_is_made_up(problems):
    """Codes of one digit have no decade then; that they are codes is still checked."""
    found = problems("month,price,as_of", "ZQZ6,96.4,", "ZQF7,96.4,", "ZZZ,96.4,")
    assert [each.split("\n")[0] for each in found] == [
        "error: q.csv:2: as_of is empty",
        "error: q.csv:3: as_of is empty",
        "error: q.csv:4: as_of is empty",
        "error: q.csv:4: month 'ZZZ' is not a month",
    ]


def test_the_header_must_name_the_three_columns_and_no_other(problems):
    found = problems("month,contract,volume", "2026-12,ZQZ6,9")
    assert [each.split("\n")[0].removeprefix("error: q.csv:1: ") for each in found] == [
        "columns 'month' and 'contract' both mean month",
        "unknown column 'volume'",
        "there is no column price (100 less the rate)",
        "there is no column as_of (the day of the quote)",
    ]


def test_a_misspelt_column_is_suggested(problems):
    found = problems("month,prise,as_of", "2026-12,96.4,2026-11-20")
    assert "unknown column 'prise'\n    did you mean 'price' (100 less the rate)?" in found[0]


@pytest.mark.parametrize("lines", [["month,price,as_of"], ["# nothing here"]])
def test_a_file_without_quotes_is_refused(problems, lines):
    (said,) = problems(*lines)
    assert said.startswith("error: q.csv: holds no quote\n")


def test_more_months_than_are_traded_are_refused(read, problems):
    """The month before, this one, and 24 ahead are within reach, but 24 is the most."""
    months = [(2026, 10), (2026, 11), (2026, 12)]
    months += [(year, number) for year in (2027, 2028) for number in range(1, 13)]
    rows = [f"{year}-{number:02},96.4,2026-11-20" for year, number in months]
    assert len(read("month,price,as_of", *rows[:MOST_MONTHS]).quotes) == MOST_MONTHS
    (said,) = problems("month,price,as_of", *rows[: MOST_MONTHS + 1])
    assert "quotes 25 months; at most 24 are read" in said


def test_bounds_of_prices_are_rates_that_have_been_or_might_be(read, problems):
    rows = ["2026-11,75,2026-11-20", "2026-12,101,2026-11-20"]
    assert len(read("month,price,as_of", *rows).quotes) == 2
    rows = ["2026-11,74.99,2026-11-20", "2026-12,101.01,2026-11-20"]
    assert len(problems("month,price,as_of", *rows)) == 2
