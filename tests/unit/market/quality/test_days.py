from dataclasses import replace

import numpy as np
import pytest

from allocator.errors import Severity
from allocator.market.quality.days import closed_days, gaps, monthly_beginning
from allocator.market.series import Frequency, Kind
from allocator.market.sessions import bond_days, contained, sessions
from allocator.model.quality import Check

WARNING = Severity.WARNING


def between(first, last):
    return sessions(np.datetime64(first, "D"), np.datetime64(last, "D"))


def ones(make, kind, days, name="SPY", frequency=Frequency.DAILY):
    return make(kind, name, days, np.linspace(1, 2, len(days)), frequency)


@pytest.mark.parametrize(
    "closed",
    [
        "2001-09-11",  # to the 14th
        "2012-10-29",  # and the 30th
        "2018-12-05",  # mourning
        "1994-04-27",  # mourning
        "2022-06-20",  # Juneteenth, observed
        "2021-12-24",  # Christmas, observed
    ],
)
def test_the_calendar_knows_the_days_the_exchange_was_closed(closed):
    assert len(between(closed, closed)) == 0


@pytest.mark.parametrize("opened", ["2021-12-31", "1999-12-31", "1970-01-02", "2026-04-06"])
def test_the_calendar_knows_days_that_look_like_holidays(opened):
    assert len(between(opened, opened)) == 1


def test_the_calendar_begins_in_1970_and_goes_on_beyond_today():
    assert str(between("1960-01-01", "1970-01-10")[0]) == "1970-01-02"
    assert str(between("2031-01-01", "2045-06-30")[-1]) == "2045-06-30"


def test_no_day_is_among_none():
    days = between("2024-01-02", "2024-01-05")
    assert not contained(days, days[:0]).any()
    assert len(contained(days[:0], days)) == 0


def test_missing_sessions_are_counted_with_their_longest_run(make):
    days = between("2024-01-02", "2024-03-28")
    gone = np.isin(np.arange(len(days)), [5, 20, 21, 22, 40])
    (found,) = gaps(ones(make, Kind.CLOSE, days[~gone]))
    assert (found.check, found.severity, found.count) == (Check.GAP, WARNING, 5)
    assert found.message == (
        f"5 sessions missing from {days[5]} to {days[40]}, 3 of them in a row from {days[20]}"
    )
    assert gaps(ones(make, Kind.CLOSE, days)) == ()


@pytest.mark.parametrize(("since", "missing"), [("1969-12-01", 0), ("1970-01-02", 1)])
def test_before_1970_nothing_is_missed(make, since, missing):
    days = between("1970-01-02", "1970-03-31")
    days = np.concatenate([np.array(["1969-12-01"], dtype="M8[D]"), days])
    days = days[days >= np.datetime64(since)]
    gone = days == (np.datetime64("1969-12-08") if missing == 0 else np.datetime64("1970-02-02"))
    assert sum(found.count for found in gaps(ones(make, Kind.CLOSE, days[~gone]))) == missing


def test_yields_keep_the_calendar_of_bonds_and_overnight_rates_that_of_days(make):
    first, last = np.datetime64("2023-01-03"), np.datetime64("2023-12-29")
    of_bonds, every = bond_days(first, last), np.arange(first, last + 1)
    columbus = np.datetime64("2023-10-09")
    assert columbus not in of_bonds
    assert columbus in between(first, last)
    assert gaps(ones(make, Kind.RATE, of_bonds, "DGS10")) == ()
    assert gaps(ones(make, Kind.RATE, every, "DFF")) == ()
    (found,) = gaps(ones(make, Kind.RATE, of_bonds[of_bonds != of_bonds[50]], "DGS10"))
    assert found.message == f"1 day missing on {of_bonds[50]}"
    (found,) = gaps(ones(make, Kind.RATE, every[every != every[5]], "DFF"))
    assert found.message == f"1 day missing on {every[5]}"


def test_before_1986_nobody_knows_on_which_days_there_were_yields(make):
    days = between("1984-01-03", "1985-12-31")
    assert gaps(ones(make, Kind.RATE, days[::3], "DGS10")) == ()


def test_missing_months_are_named_but_for_one_that_never_was(make):
    """October 2025 was not collected: the government was shut down."""
    ends = (np.arange("2025-01", "2026-05", dtype="M8[M]") + 1).astype("M8[D]") - 1
    without = ends[ends != np.datetime64("2025-10-31")]
    month = Frequency.MONTHLY
    assert gaps(ones(make, Kind.MACRO, without, "CPIAUCSL", month)) == ()
    (found,) = gaps(ones(make, Kind.MACRO, without, "PCEPILFE", month))
    assert found.message == "1 month missing: 2025-10"
    assert str(found.first) == "2025-10-31"
    few = ends[[0, 1, 4, 15]]
    (found,) = gaps(ones(make, Kind.MACRO, few, "CPIAUCSL", month))
    assert found.count == 11
    assert found.message.startswith("11 months missing: 2025-03, 2025-04, 2025-06, 2025-07 and 7")


def test_events_and_single_rows_have_no_gaps(make):
    days = between("2024-01-02", "2024-06-28")[::20]
    assert gaps(ones(make, Kind.DISTRIBUTION, days, frequency=Frequency.EVENTS)) == ()
    assert gaps(ones(make, Kind.CLOSE, days[:1])) == ()
    assert gaps(ones(make, Kind.CLOSE, days[:0])) == ()


def test_economic_indexes_by_the_day_are_on_no_calendar(make):
    days = between("2024-01-02", "2024-06-28")[::2]
    assert gaps(ones(make, Kind.MACRO, days, "x")) == ()


def months_then_days():
    ends = (np.arange("1991-01", "1991-12", dtype="M8[M]") + 1).astype("M8[D]") - 1
    return np.concatenate([ends, between("1991-12-02", "1992-06-30")])


def test_a_beginning_of_months_is_told_once_and_not_checked_for_days(make):
    """The Russell growth indexes at FRED; month-ends fall on weekends."""
    series = ones(make, Kind.TOTAL_RETURN, months_then_days(), "RU1000GTR")
    (found,) = monthly_beginning(series)
    assert (found.check, found.severity, found.count) == (Check.GAP, WARNING, 11)
    assert found.message == "daily only from 1991-12-02: 11 months before it"
    assert gaps(series) == closed_days(series) == ()


@pytest.mark.parametrize(
    ("rows", "months", "missing"), [(0, 0, 0), (1, 0, 0), (2, 0, 20), (3, 3, 0)]
)
def test_two_rows_far_apart_are_a_gap_and_three_a_beginning_of_months(make, rows, months, missing):
    """November 1991 had twenty sessions."""
    series = ones(make, Kind.TOTAL_RETURN, months_then_days()[11 - rows :], "RU1000GTR")
    assert sum(found.count for found in monthly_beginning(series)) == months
    assert sum(found.count for found in gaps(series)) == missing


def test_a_daily_series_of_months_only_is_all_beginning(make):
    series = ones(make, Kind.TOTAL_RETURN, months_then_days()[:11], "RU1000GTR")
    (found,) = monthly_beginning(series)
    assert found.count == 10
    assert gaps(series) == ()


def test_rows_of_closed_days_that_moved_are_told_from_those_that_repeat(make):
    days = np.arange(np.datetime64("2001-09-06"), np.datetime64("2001-09-18"))
    days = days[np.is_busday(days)]
    series = make(Kind.TOTAL_RETURN, "RU2000TR", days, [100, 101, 102, 102, 102.03, 102, 102, 98])
    (found,) = closed_days(series)
    assert (found.check, found.severity, found.count) == (Check.CLOSED, WARNING, 4)
    assert found.message == (
        "4 rows of days on which the exchange was closed, which repeat the row before: 2001-09-11, "
        "2001-09-12, 2001-09-13, 2001-09-14"
    )
    moved = replace(series, values=np.array([100, 101, 102, 103, 102, 102, 102, 98]))
    (found,) = closed_days(moved)
    assert ", 2 of them with a move: " in found.message


def test_returns_of_closed_days_repeat_if_they_are_nothing(make):
    days = np.array(["2024-07-03", "2024-07-04", "2024-07-05"], dtype="M8[D]")
    (found,) = closed_days(make(Kind.RETURN, "Mkt-RF", days, [1.0, 0.0, 1.0]))
    assert "which repeat" in found.message
    (found,) = closed_days(make(Kind.RETURN, "Mkt-RF", days, [1.0, 1.0, 1.0]))
    assert "1 of them with a move" in found.message


def test_only_what_is_traded_by_the_day_has_closed_days(make):
    days = np.arange(np.datetime64("2024-07-01"), np.datetime64("2024-07-09"))
    assert closed_days(ones(make, Kind.CLOSE, days))
    assert closed_days(ones(make, Kind.RATE, days, "DFF")) == ()
    assert closed_days(ones(make, Kind.CLOSE, days[6:7], frequency=Frequency.MONTHLY)) == ()
    assert closed_days(ones(make, Kind.CLOSE, days[:0])) == ()
    old = days - np.timedelta64(365 * 60, "D")
    assert closed_days(ones(make, Kind.CLOSE, old)) == ()


def test_days_before_june_1970_are_not_closed(make):
    days = np.arange(np.datetime64("1970-05-20"), np.datetime64("1970-06-08"))
    (found,) = closed_days(ones(make, Kind.CLOSE, days))
    assert [str(found.first), str(found.last), found.count] == ["1970-06-06", "1970-06-07", 2]
