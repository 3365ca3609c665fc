"""Files that are newest first say the same as files that are oldest first."""

import numpy as np
import pytest

from tests.unit.market.formats.test_records import history

WIDE = "Date,DGS10,FEDFUNDS\n2020-01-02,1.88,\n2020-01-03,1.8,1.55\n2020-01-06,1.81,1.56\n"
LONG = (
    "Date,Ticker,Kind,Value\n2020-01-02,IWM,close,1\n2020-01-02,SPY,close,5\n"
    "2020-01-03,IWM,close,2\n2020-01-03,SPY,close,6\n"
)
PRICES = (
    "Date,Price,Close\n2020-01-02,99.0,100\n2020-01-03,99.99,101\n2020-01-06,100.98,102\n"
    "2020-01-07,103,103\n2020-01-08,104,104\n2020-01-09,105,105\n"
)


def reversed_rows(text):
    header, *rows = text.rstrip("\n").split("\n")
    return "\n".join([header, *rows[::-1]]) + "\n"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (WIDE, "fred.csv"),
        (LONG, "long.csv"),
        (PRICES, "IWM.csv"),
        (history(adjusted=True), "VTWV.csv"),
        (history(adjusted=False, opens=False), "VTWV.csv"),
    ],
    ids=["wide", "long", "price beside close", "adjusted", "as traded"],
)
def test_newest_first_reads_as_oldest_first_and_is_said(read, numbers, said, text, name):
    """What prices are is told from their order too."""
    there, back = read(text, name), read(reversed_rows(text), name)
    assert numbers(there)
    assert numbers(back) == numbers(there)
    assert all(series.is_ordered for series in back.series)
    (line,) = set(said(back)) - set(said(there))
    newest = max(str(series.days[-1]) for series in there.series)
    assert line == (
        f"warning {name}: its newest day comes first, {newest}; it was read from its last row to "
        "its first"
    )


def test_quarters_that_are_newest_first_are_no_months(read, said):
    text = "Date,CPIAUCSL\n2020-07-01,3\n2020-04-01,2\n2020-01-01,1\n"
    assert read(text).series == ()
    assert "a number every 3 months" in "\n".join(said(read(text)))


def test_a_wrong_cell_keeps_its_line(read, said):
    text = "Date,DGS10\n2020-01-06,oops\n2020-01-03,1\n2020-01-02,2\n"
    assert "error file.csv:2: DGS10: 'oops' is not a number" in said(read(text))


@pytest.mark.parametrize(
    "days",
    [
        ["2020-01-02"],
        ["2020-01-02", "2020-01-02"],
        ["2020-01-06", "2020-01-02", "2020-01-03"],
        ["2020-01-02", "2020-01-06", "2020-01-03"],
    ],
)
def test_no_other_order_is_mended(read, days):
    reading = read("Date,DGS10\n" + "".join(f"{day},{at}\n" for at, day in enumerate(days)))
    (series,) = reading.series
    assert [str(day) for day in series.days] == days
    assert series.values.tolist() == list(range(len(days)))
    assert reading.problems == ()


def test_a_doubled_day_stays_doubled(read):
    (series,) = read("Date,DGS10\n2020-01-03,1\n2020-01-02,2\n2020-01-02,3\n").series
    assert [str(day) for day in series.days] == ["2020-01-02", "2020-01-02", "2020-01-03"]


def test_rows_of_later_days_change_nothing(read, numbers, said):
    """They are cut before the order is looked at."""
    as_of = np.datetime64("2020-01-03").item()
    known, more = reversed_rows(WIDE), reversed_rows(WIDE) + "2020-02-01,9,9\n2020-01-31,9,9\n"
    assert numbers(read(more, as_of=as_of)) == numbers(read(known, as_of=as_of))
    assert said(read(more, as_of=as_of)) == said(read(known, as_of=as_of))
