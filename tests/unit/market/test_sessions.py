from datetime import date, datetime

import pandas as pd
import pytest

from allocator.market.sessions import today_in_new_york, unfinished


def flags(moment, *days):
    return unfinished(pd.DatetimeIndex(days), datetime.fromisoformat(moment)).tolist()


@pytest.mark.parametrize(
    ("moment", "over"),
    [
        ("2026-01-15T14:00:00-05:00", False),
        ("2026-01-15T16:29:59-05:00", False),
        ("2026-01-15T16:30:00-05:00", True),
        ("2026-01-15T21:29:00+00:00", False),
        ("2026-01-15T21:30:00+00:00", True),
        ("2026-01-16T06:30:00+09:00", True),
        ("2026-01-15T00:00:01-05:00", False),
    ],
)
def test_a_session_is_over_half_an_hour_after_its_close(moment, over):
    """Four o'clock in New York in winter is nine in Greenwich, and the next day in Tokyo."""
    assert flags(moment, "2026-01-14", "2026-01-15") == [False, not over]


def test_in_summer_the_close_is_an_hour_earlier_in_greenwich():
    assert flags("2026-07-15T20:29:00+00:00", "2026-07-15") == [True]
    assert flags("2026-07-15T20:30:00+00:00", "2026-07-15") == [False]


def test_christmas_eve_ends_at_one():
    assert flags("2025-12-24T13:29:00-05:00", "2025-12-24") == [True]
    assert flags("2025-12-24T13:30:00-05:00", "2025-12-24") == [False]


def test_a_day_without_a_session_has_none_to_wait_for():
    """A row of Independence Day is odd, but for others to find."""
    assert flags("2025-07-04T10:00:00-04:00", "2025-07-04") == [False]


def test_days_to_come_are_not_over():
    assert flags("2026-01-15T23:00:00-05:00", "2026-01-15", "2026-01-16") == [False, True]


def test_no_days_are_no_trouble():
    assert flags("2026-01-15T12:00:00+00:00") == []


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2026-01-16T04:59:00+00:00", 15), ("2026-01-16T05:00:00+00:00", 16)],
)
def test_the_day_is_that_of_new_york(moment, day):
    assert today_in_new_york(datetime.fromisoformat(moment)) == date(2026, 1, day)
