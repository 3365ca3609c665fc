from datetime import date

import pytest

from allocator.market.series import Frequency

FACTORS = """This file was created using the 202512 CRSP database.
The 1-month TBill rate data until 202405 are from Ibbotson Associates.

,Mkt-RF,SMB,HML,RF
192607,   2.89,  -2.55, -99.99,   0.22
192608,   2.64,  -1.14,   -999,   0.25
192609,   0.38,  -1.36,   0.05,   0.23

 Annual Factors: January-December
,Mkt-RF,SMB,HML,RF
  1927,  29.44,  -2.20,  -4.58,   3.12

Copyright 2025 Eugene F. Fama and Kenneth R. French
"""
VALUE, EQUAL = "  Value Weight Returns -- Monthly", "  Equal Weight Returns -- Monthly"
HEADER = ",<= 0,Lo 30,Hi 30,Dec 2"
PORTFOLIOS = f"""This file was created by CMPT_ME_RETS using the 202412 CRSP database.
It contains value- and equal-weighted returns for portfolios formed on ME.
Missing data are indicated by -99.99 or -999.

{VALUE}
{HEADER}
192607, -99.99,   0.14,   3.42,   0.52
192608, -99.99,   3.19,   1.50,   2.55


{EQUAL}
{HEADER}
192607, -99.99,  -0.43,   2.68,   0.29
192608, -99.99,   3.74,   2.09,   2.59


  Value Weight Returns -- Annual from January to December
{HEADER}
  1927, -99.99,  30.00,  30.00,  30.00

  Number of Firms in Portfolios
{HEADER}
192607,      0,    153,    152,     51

  Average Firm Size
{HEADER}
192607, -99.99,   3.26, 151.07,   3.36

  Value-Weighted Average of Prior Returns
{HEADER}
192607,  1,  2,  3,  4

Copyright 2024 Eugene F. Fama and Kenneth R. French
"""


def test_factors_are_read_and_years_are_not(read, numbers, said):
    reading = read(FACTORS, "F-F.csv")
    assert numbers(reading) == {
        ("return", "Mkt-RF"): {"1926-07-31": 2.89, "1926-08-31": 2.64, "1926-09-30": 0.38},
        ("return", "SMB"): {"1926-07-31": -2.55, "1926-08-31": -1.14, "1926-09-30": -1.36},
        ("return", "HML"): {"1926-09-30": 0.05},
        ("return", "RF"): {"1926-07-31": 0.22, "1926-08-31": 0.25, "1926-09-30": 0.23},
    }
    assert said(reading) == ["warning F-F.csv: not used: Annual Factors: January-December"]
    assert {each.frequency for each in reading.series} == {Frequency.MONTHLY}


def test_returns_are_public_at_the_end_of_the_next_month(read):
    """Of portfolios too, whose names no catalogue has."""
    for text in (FACTORS, PORTFOLIOS.replace("Dec 2", "SMALL LoBM")):
        for series in read(text).series:
            first = {"1926-07-31": "1926-08-31", "1926-09-30": "1926-10-31"}
            assert str(series.known[0]) == first[str(series.days[0])]


def test_only_the_value_weighted_months_are_read(read, numbers, said):
    reading = read(PORTFOLIOS, "ME.csv")
    assert numbers(reading) == {
        ("return", "Lo 30"): {"1926-07-31": 0.14, "1926-08-31": 3.19},
        ("return", "Hi 30"): {"1926-07-31": 3.42, "1926-08-31": 1.5},
        ("return", "Dec 2"): {"1926-07-31": 0.52, "1926-08-31": 2.55},
    }
    assert {each.origin for each in reading.series} == {"ME.csv: Value Weight Returns -- Monthly"}
    unused, empty = said(reading)
    assert unused.startswith("warning ME.csv: not used: Equal Weight Returns -- Monthly; Value We")
    assert "Number of Firms in Portfolios; Average Firm Size; Value-Weighted Average" in unused
    assert empty.endswith("its column '<= 0' holds no number")


def test_the_order_of_tables_does_not_matter(read, numbers):
    value, equal = PORTFOLIOS.index(VALUE), PORTFOLIOS.index(EQUAL)
    years = PORTFOLIOS.index("  Value Weight Returns -- Annual")
    turned = PORTFOLIOS[:value] + PORTFOLIOS[equal:years] + PORTFOLIOS[value:equal]
    assert numbers(read(turned + PORTFOLIOS[years:])) == numbers(read(PORTFOLIOS))


@pytest.mark.parametrize("title", ["  Average Value Weighted Returns -- Monthly", ""])
def test_the_value_weighted_table_is_found_under_other_titles(read, numbers, title):
    """Also where someone cut the first title off: the equal-weighted one is named."""
    preamble = PORTFOLIOS.index(VALUE)
    text = PORTFOLIOS[preamble:] if not title else PORTFOLIOS
    assert numbers(read(text.replace(VALUE, title, 1))) == numbers(read(PORTFOLIOS))


def test_returns_without_any_title_are_refused(read, said):
    text = f"{HEADER}\n192607, 1, 2, 3, 4\n"
    assert read(text).series == ()
    assert "does not say which of its tables they are" in said(read(text))[0]


def test_equal_weighted_years_do_not_show_what_untitled_months_are(read, said):
    years = "  Equal Weight Returns -- Annual from January to December"
    text = f"{HEADER}\n192607, 1, 2, 3, 4\n\n{years}\n{HEADER}\n1927, 1, 2, 3, 4\n"
    assert read(text).series == ()
    assert "does not say which of its tables they are" in said(read(text))[0]


def test_equal_weighted_returns_alone_are_refused(read, said):
    text = PORTFOLIOS[PORTFOLIOS.index(EQUAL) :]
    assert read(text).series == ()
    assert "holds no value-weighted returns" in said(read(text))[0]


def test_what_excel_makes_of_deciles_is_undone_and_said(read, numbers, said):
    """`Dec 2` resaved is 2-Dec, and every row has trailing commas."""
    resaved = "\n".join(line + ",,," for line in PORTFOLIOS.replace("Dec 2", "2-Dec").split("\n"))
    reading = read(resaved)
    assert numbers(reading) == numbers(read(PORTFOLIOS))
    assert any("2-Dec: read as deciles" in line for line in said(reading))


def test_days_are_days(read, numbers):
    text = "\n,Mkt-RF,RF\n19260701,   0.09,  0.01\n19260702,   0.45,  0.01\n\nCopyright 2025\n"
    reading = read(text)
    assert numbers(reading)["return", "Mkt-RF"] == {"1926-07-01": 0.09, "1926-07-02": 0.45}
    assert {each.frequency for each in reading.series} == {Frequency.DAILY}


def test_weeks_are_not_taken_for_days(read, said):
    text = ",Mkt-RF\n19260702, 1\n19260710, 2\n19260717, 3\n"
    assert read(text).series == ()
    assert "by the week" in said(read(text))[0]


def test_a_row_of_a_later_month_changes_nothing(read, numbers):
    as_of = date(1926, 10, 15)
    cut = read(FACTORS, as_of=as_of)
    more = FACTORS.replace("\n\n Annual", "\n192610, rubbish\n192611,\n\n Annual")
    assert numbers(read(more, as_of=as_of)) == numbers(cut)
    assert list(numbers(cut)["return", "SMB"]) == ["1926-07-31", "1926-08-31"]


def test_nothing_is_said_of_a_file_that_begins_later(read):
    reading = read(FACTORS, as_of=date(1926, 6, 30))
    assert (reading.series, reading.problems) == ((), ())


def test_a_month_that_is_none_refuses_the_file(read, said):
    reading = read(FACTORS.replace("192608", "192613"), "F-F.csv")
    assert reading.series == ()
    assert "error F-F.csv:6: '192613' is no day" in said(reading)


def test_a_number_that_is_none_is_named_with_its_line(read, said, numbers):
    reading = read(FACTORS.replace("2.64", "2,64x"), "F-F.csv")
    assert any("F-F.csv:6: Mkt-RF" in line or "F-F.csv:6: has" in line for line in said(reading))
    assert ("return", "Mkt-RF") not in numbers(reading)


def test_two_columns_of_one_name_are_an_error(read, said):
    assert said(read(",SMB,SMB\n192607,1,2\n")) == [
        "error file.csv: SMB: more than one column of that name"
    ]
