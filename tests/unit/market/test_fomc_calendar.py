"""The calendar of meetings that ships."""

from collections import Counter
from datetime import timedelta

import pytest

from allocator.bundled import FOMC_MEETINGS
from allocator.errors import MarketDataError
from allocator.market.fomc_calendar import read_fomc_calendar

SHIPPED = read_fomc_calendar(FOMC_MEETINGS).meetings


def test_every_year_that_ships_is_whole():
    """The Committee meets eight times a year; a missing one would make its month an anchor."""
    assert set(Counter(meeting.last_day.year for meeting in SHIPPED).values()) == {8}


def test_meetings_take_two_weekdays_and_no_month_announces_twice():
    for meeting in SHIPPED:
        assert meeting.last_day - meeting.first_day == timedelta(days=1)
        assert meeting.first_day.weekday() == 1
        assert meeting.source
    months = {(meeting.last_day.year, meeting.last_day.month) for meeting in SHIPPED}
    assert len(months) == len(SHIPPED)


def test_a_missing_calendar_is_refused(tmp_path):
    with pytest.raises(MarketDataError, match=r"calendar\.csv: cannot be read"):
        read_fomc_calendar(tmp_path / "calendar.csv")


@pytest.mark.parametrize(
    "text",
    [
        "first_day,last_day,source,as_of\n2026-01-27,soon,us,2026-01-01\n",
        "first_day,source,as_of\n2026-01-27,us,2026-01-01\n",
    ],
)
def test_a_damaged_calendar_is_refused(tmp_path, text):
    path = tmp_path / "calendar.csv"
    path.write_text(text)
    with pytest.raises(MarketDataError, match=r"calendar\.csv: cannot be read"):
        read_fomc_calendar(path)
