"""Which quotes fit a snapshot, and what is read off them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from allocator.beliefs.market_reading import read_market
from allocator.beliefs.policy_path import policy_path
from allocator.bundled import FOMC_MEETINGS
from allocator.errors import InputError
from allocator.model.inflation import CoreInflation, PauseRecord
from allocator.model.policy_path import FuturesQuote, FuturesQuotes
from allocator.portfolio.meetings_file import read_meetings

CALENDAR = read_meetings(FOMC_MEETINGS)
DAY = date(2026, 11, 20)
NONE = PauseRecord(0, 0)
INFLATION = CoreInflation(date(2026, 9, 1), date(2026, 10, 31), 0.03, 0.03, 0.03, NONE, NONE, "")
PRICES = {"2026-11": "96.36", "2026-12": "96.40", "2027-11": "96.75"}


def quotes(day=DAY, prices=PRICES):
    months = ((date.fromisoformat(f"{month}-01"), price) for month, price in prices.items())
    return FuturesQuotes(day, tuple(FuturesQuote(m, Decimal(p)) for m, p in months), "q.csv")


def test_a_year_that_is_quoted_whole_is_read_with_its_day_and_source():
    found = read_market(quotes(), CALENDAR, DAY, INFLATION)
    assert found.year == policy_path(quotes(), CALENDAR, DAY).year_ahead
    assert (found.quoted, found.source, found.no_year) == (DAY, "q.csv", "")
    assert found.inflation is INFLATION


def test_quotes_that_end_early_give_no_year_and_say_why():
    short = {month: price for month, price in PRICES.items() if month < "2027"}
    found = read_market(quotes(prices=short), CALENDAR, DAY, None)
    assert found.year is None
    assert found.no_year.startswith("q.csv, with the FOMC meetings that are known, does not reach")
    assert found.no_year.endswith("the twelve months from 2026-11 to 2027-11")
    assert found.source == "q.csv"


def test_quotes_without_a_meeting_ahead_give_no_year():
    """Of December 2026 nothing settles the meeting of the ninth."""
    found = read_market(quotes(prices={"2026-12": "96.4", "2027-11": "96.7"}), CALENDAR, DAY, None)
    assert found.year is None


def test_a_year_whose_first_meetings_are_not_known_is_no_year():
    """The calendar begins in 2025: what moves until then would be taken for nothing."""
    day = date(2024, 9, 17)
    months = {
        f"{2024 + (8 + n) // 12}-{(8 + n) % 12 + 1:02d}": f"{95.78 + n / 10:.2f}" for n in range(13)
    }
    given = quotes(day, months)
    assert not policy_path(given, CALENDAR, day).year_ahead.is_whole
    found = read_market(given, CALENDAR, day, None)
    assert found.year is None
    assert "from 2024-09" in found.no_year


def test_on_the_day_easing_resumed_every_meeting_of_the_year_counts():
    """Quotes that fall by a tenth a month from 4.22 %: about 1.1 points in eleven months and a half."""
    day = date(2025, 9, 17)
    months = {
        f"{2025 + (8 + n) // 12}-{(8 + n) % 12 + 1:02d}": f"{95.78 + n / 10:.2f}" for n in range(13)
    }
    found = read_market(quotes(day, months), CALENDAR, day, None)
    mean = sum(each.change_bp * each.probability for each in found.year.odds)
    assert found.year.is_whole
    assert mean == pytest.approx(100 * found.year.change, abs=1e-6)
    assert -125 < mean < -90


@pytest.mark.parametrize("days", [0, 7])
def test_quotes_of_a_week_before_the_snapshot_count(days):
    assert read_market(quotes(), CALENDAR, DAY + timedelta(days), None).quoted == DAY


@pytest.mark.parametrize(
    ("days", "when"), [(-1, "after the snapshot"), (8, "more than a week before the snapshot")]
)
def test_quotes_of_another_time_are_refused(days, when):
    with pytest.raises(InputError, match=rf"q\.csv: is quoted on 2026-11-20, {when}"):
        read_market(quotes(), CALENDAR, DAY + timedelta(days), None)
