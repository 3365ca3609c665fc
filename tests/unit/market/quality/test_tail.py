from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pytest

from allocator.errors import Severity
from allocator.market.quality.tail import due_among, due_by, stale, standing_still, unfinished_day
from allocator.market.series import Frequency, Kind
from allocator.market.sessions import sessions
from allocator.model.quality import Check

DAYS = sessions(np.datetime64("2023-01-03"), np.datetime64("2024-06-28"))
MONTHS = (np.arange("2023-01", "2024-05", dtype="M8[M]") + 1).astype("M8[D]") - 1


def day(text):
    return np.datetime64(text, "D")


@pytest.mark.parametrize(("due", "found"), [("2024-07-05", 0), ("2024-07-06", 1)])
def test_a_week_is_allowed(make, due, found):
    series = make(Kind.CLOSE, "SPY", DAYS, np.arange(1, len(DAYS) + 1))
    assert len(stale(series, day(due), due)) == found


def test_a_stale_series_says_since_when(make):
    series = make(Kind.CLOSE, "SPY", DAYS, np.arange(1, len(DAYS) + 1))
    (found,) = stale(series, day("2024-12-31"), "2024-12-31")
    assert (found.check, found.severity, found.count) == (Check.STALE, Severity.WARNING, 1)
    assert found.message == "ends on 2024-06-28, 186 days before 2024-12-31"
    assert found.first == found.last == date(2024, 6, 28)


def test_events_may_stay_away(make):
    series = make(Kind.DISTRIBUTION, "SPY", DAYS[::60], np.ones(7), Frequency.EVENTS)
    assert stale(series, day("2030-01-01"), "then") == ()


@pytest.mark.parametrize("name", ["DFEDTAR", "RU2000TR", "RU1000GPR"])
def test_what_fred_carries_no_further_is_not_stale(make, name):
    series = make(Kind.RATE, name, DAYS, np.ones(len(DAYS)))
    assert stale(series, day("2030-01-01"), "then") == ()
    longer = replace(series, key=replace(series.key, name=name + "U"))
    assert stale(longer, day("2030-01-01"), "then")


@pytest.mark.parametrize(
    ("kind", "name", "as_of", "due"),
    [
        (Kind.CLOSE, "SPY", "2024-12-29", "2024-12-29"),
        (Kind.RATE, "DGS10", "2024-12-30", "2024-12-29"),  # Friday's, out on Monday
        (Kind.RETURN, "Mkt-RF", "2024-12-30", "2024-10-31"),  # French: by the end of the next month
    ],
)
def test_a_daily_series_is_due_as_far_as_its_numbers_are_public(make, kind, name, as_of, due):
    series = make(kind, name, DAYS, np.ones(len(DAYS)))
    assert str(due_by(series, date.fromisoformat(as_of))) == due


@pytest.mark.parametrize(
    ("kind", "name", "as_of", "due"),
    [
        (Kind.ADJUSTED, "SPY", "2024-12-30", "2024-11-30"),
        (Kind.ADJUSTED, "SPY", "2024-12-31", "2024-12-31"),
        (Kind.MACRO, "CPIAUCSL", "2024-12-15", "2024-10-31"),
        (Kind.MACRO, "CPIAUCSL", "2024-12-16", "2024-11-30"),
        (Kind.VALUATION, "Shiller earnings", "2024-12-30", "2024-07-31"),
    ],
)
def test_a_monthly_series_is_due_as_far_as_its_months_are_public(make, kind, name, as_of, due):
    series = make(kind, name, MONTHS, np.ones(len(MONTHS)), Frequency.MONTHLY)
    assert str(due_by(series, date.fromisoformat(as_of))) == due


@pytest.mark.parametrize(("as_of", "found"), [("2024-06-29", 0), ("2024-06-30", 1)])
def test_a_monthly_series_may_miss_one_month_beyond_its_rule(make, as_of, found):
    series = make(Kind.ADJUSTED, "SPY", MONTHS, np.ones(len(MONTHS)), Frequency.MONTHLY)
    due = due_by(series, date.fromisoformat(as_of))
    assert len(stale(series, due, as_of)) == found


def test_most_of_a_crawl_decide_and_of_two_halves_the_later(make):
    ends = ["2024-05-31", "2024-06-28", "2024-06-28", "2024-12-31"]
    crawl = [make(Kind.CLOSE, str(n), [end], [1.0]) for n, end in enumerate(ends)]
    assert str(due_among(crawl)) == "2024-06-28"
    assert str(due_among(crawl[:2])) == "2024-06-28"


def test_a_price_that_stands_still_at_the_end_is_found(make):
    values = np.arange(1.0, len(DAYS) + 1)
    values[-6:] = 400.0
    (found,) = standing_still(make(Kind.CLOSE, "SPY", DAYS, values))
    assert (found.check, found.severity, found.count) == (Check.STALE, Severity.WARNING, 6)
    assert found.message == (
        f"stands at 400 from {DAYS[-6]} to 2024-06-28, longer than ever before"
    )
    assert standing_still(make(Kind.CLOSE, "SPY", DAYS[:-1], values[:-1])) == ()


def test_what_stood_as_long_before_may_do_so_again(make):
    """Bills: nineteen days in 2011."""
    values = np.arange(1.0, len(DAYS) + 1)
    values[100:108], values[-8:] = 50.0, 400.0
    bills = make(Kind.CLOSE, "BIL", DAYS, values)
    assert standing_still(bills) == ()
    assert standing_still(replace(bills, values=np.append(values[1:], values[-1])))


def test_rates_and_months_may_stand_still(make):
    still = np.ones(len(DAYS))
    assert standing_still(make(Kind.CLOSE, "SPY", DAYS, still))
    assert standing_still(make(Kind.RATE, "DFEDTARU", DAYS, still)) == ()
    monthly = make(Kind.CLOSE, "SPY", MONTHS, np.ones(len(MONTHS)), Frequency.MONTHLY)
    assert standing_still(monthly) == ()
    assert standing_still(make(Kind.CLOSE, "SPY", DAYS[:1], [1.0])) == ()


@pytest.mark.parametrize(
    ("fetched", "found"),
    [
        ("2024-06-28T12:00-04:00", 1),
        ("2024-06-28T16:29-04:00", 1),
        ("2024-06-28T16:31-04:00", 0),
        ("2024-06-27T23:00-04:00", 1),
        ("2024-07-01T09:00-04:00", 0),
    ],
)
def test_the_last_row_counts_half_an_hour_after_the_close(make, fetched, found):
    series = make(Kind.CLOSE, "SPY", DAYS, np.arange(1, len(DAYS) + 1))
    assert len(unfinished_day(series, datetime.fromisoformat(fetched))) == found


def test_an_unfinished_day_is_told_with_the_moment(make):
    series = make(Kind.ADJUSTED, "SPY", DAYS, np.arange(1, len(DAYS) + 1))
    (found,) = unfinished_day(series, datetime.fromisoformat("2024-06-28T17:00+00:00"))
    assert (found.check, found.severity, found.count) == (Check.INTRADAY, Severity.ERROR, 1)
    assert found.message == (
        "its last row, 2024-06-28, was fetched at 2024-06-28 17:00 UTC, before the session was "
        "over: it is no close"
    )


def test_rates_and_months_have_no_session(make):
    early = datetime.fromisoformat("2024-06-28T09:00-04:00")
    assert unfinished_day(make(Kind.RATE, "DFF", DAYS, np.ones(len(DAYS))), early) == ()
    monthly = make(Kind.CLOSE, "SPY", DAYS[-1:], [1.0], Frequency.MONTHLY)
    assert unfinished_day(monthly, early) == ()
