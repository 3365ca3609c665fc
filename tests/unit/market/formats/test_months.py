"""Months with odd days in between are neither months nor days, and are refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.market.formats.made import are_months, odd_days
from allocator.market.series import Frequency

FIRSTS = np.arange("2020-01", "2022-01", dtype="M8[M]").astype("M8[D]")
LASTS = FIRSTS - 1
TRADING = np.busday_offset(FIRSTS, -1, roll="forward")


def table(days, name="CPIAUCSL"):
    return f"Date,{name}\n" + "".join(f"{day},{200 + at}\n" for at, day in enumerate(days))


@pytest.mark.parametrize("months", [FIRSTS, LASTS, TRADING], ids=["firsts", "lasts", "trading"])
@pytest.mark.parametrize("odd", ["2020-06-15", "2021-12-14"])
def test_a_month_with_an_odd_day_is_refused_with_the_day(read, said, months, odd):
    """As Yahoo's months end in a row of today."""
    days = np.sort(np.append(months, np.datetime64(odd)))
    reading = read(table(days))
    assert reading.series == ()
    (line,) = said(reading)
    assert line.startswith("error file.csv: CPIAUCSL: 1 of 25 days stand for no month of their own")
    assert line.endswith(f"as all others do, first {odd}")
    assert "remove such rows" in reading.problems[0].remedy


def test_a_second_day_of_one_month_is_odd(read, said):
    days = np.sort(np.append(TRADING, TRADING[5] - 1))
    (line,) = said(read(table(days)))
    assert line.endswith(f"first {TRADING[5] - 1}")


def test_only_the_series_that_is_odd_is_refused(read):
    rows = "".join(f"{day},1,2\n" for day in FIRSTS[:14])
    reading = read(f"Date,CPIAUCSL,UNRATE\n{rows}2021-03-17,1,\n")
    assert [series.key.name for series in reading.series] == ["UNRATE"]
    assert reading.series[0].frequency is Frequency.MONTHLY


@pytest.mark.parametrize(
    "days",
    [
        FIRSTS,
        FIRSTS[:2],
        np.append(FIRSTS[:10], np.datetime64("2020-10-14")),
        np.append(FIRSTS[:20], FIRSTS[:3] + 14),
        np.arange("2020-01-01", "2020-03-01", dtype="M8[D]"),
        np.arange("2020-01-03", "2024-01-01", 7, dtype="M8[D]"),
        FIRSTS + 14,
        FIRSTS[::3],
    ],
    ids=["months", "two", "eleven rows", "many odd", "days", "weeks", "middles", "quarters"],
)
def test_nothing_else_is_odd(days):
    assert len(odd_days(np.sort(days))) == 0


@given(
    first=st.integers(0, 20000),
    count=st.integers(1, 400),
    gap=st.sampled_from([1, 7, 14]),
    missing=st.sets(st.integers(0, 399), max_size=40),
)
def test_days_and_weeks_never_are(first, count, gap, missing):
    days = (np.arange(count) * gap + first).astype("M8[D]")
    assert len(odd_days(days[~np.isin(np.arange(count), list(missing))])) == 0


@given(places=st.sets(st.integers(0, 23), min_size=12), months=st.sampled_from([FIRSTS, LASTS]))
def test_months_never_are(places, months):
    """Nor with holes."""
    days = months[sorted(places)]
    assert are_months(days)
    assert len(odd_days(days)) == 0
