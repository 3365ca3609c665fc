from datetime import date

import numpy as np
import pandas as pd
import pytest

from allocator.market.covariance.weeks import LEAST_WEEKS, unusable, weekly_returns

DAYS = pd.bdate_range("2023-12-01", "2025-06-25")
AS_OF = date(2025, 6, 25)


@pytest.fixture
def daily():
    """One per cent more each day."""
    return pd.DataFrame({"A": 100 * 1.01 ** np.arange(len(DAYS))}, DAYS)


def test_a_week_is_five_days_to_friday(daily):
    found = weekly_returns(daily, AS_OF, 1)["A"]
    assert (found.index.day_of_week == 4).all()
    assert found.to_numpy() == pytest.approx(1.01**5 - 1)


@pytest.mark.parametrize(
    ("as_of", "first", "last", "weeks"),
    [
        ("2025-06-25", "2024-06-28", "2025-06-20", 52),  # the last Friday of 2024 is the 21st
        ("2025-06-20", "2024-06-21", "2025-06-20", 53),  # from the 14th, as the 20th is Thursday
        ("2025-06-21", "2024-06-28", "2025-06-20", 52),  # Saturday; the base is Friday the 21st
    ],
)
def test_the_window_begins_on_the_last_friday_that_is_a_year_ago(daily, as_of, first, last, weeks):
    found = weekly_returns(daily, date.fromisoformat(as_of), 1)
    assert [str(day.date()) for day in found.index[[0, -1]]] == [first, last]
    assert len(found) == weeks
    assert found.notna().all().all()


def test_only_the_last_observation_of_a_week_counts(daily):
    fridays = daily[daily.index.day_of_week == 4]
    middle = daily[daily.index.day_of_week == 2] * 7
    only, both = (
        weekly_returns(frame, AS_OF, 1)
        for frame in (fridays, pd.concat([fridays, middle]).sort_index())
    )
    pd.testing.assert_frame_equal(only, both, check_exact=True)


def test_a_holiday_on_friday_leaves_thursday(daily):
    closed = daily.drop(pd.Timestamp("2025-04-18"))
    found = weekly_returns(closed, AS_OF, 1)["A"]
    assert found["2025-04-18"] == pytest.approx(1.01**4 - 1)
    assert found["2025-04-25"] == pytest.approx(1.01**6 - 1)


def test_the_window_may_begin_in_a_week_whose_friday_is_a_holiday(daily):
    closed = daily.drop(pd.Timestamp("2024-06-21"))
    assert weekly_returns(closed, AS_OF, 1)["A"].iloc[0] == pytest.approx(1.01**6 - 1)


def test_what_comes_after_the_last_week_changes_nothing(daily):
    later = pd.DataFrame({"A": [1.0, 9.0]}, pd.to_datetime(["2025-06-26", "2025-09-26"]))
    before = weekly_returns(daily, AS_OF, 1)
    after = weekly_returns(pd.concat([daily[:"2025-06-20"], later]), AS_OF, 1)
    pd.testing.assert_frame_equal(before, after, check_exact=True)


def test_a_week_without_an_observation_has_no_return_and_nor_has_the_next(daily):
    daily.loc["2025-03-03":"2025-03-07", "A"] = np.nan
    found = weekly_returns(daily, AS_OF, 1)["A"]
    assert list(found.index[found.isna()]) == list(pd.to_datetime(["2025-03-07", "2025-03-14"]))


def test_month_ends_make_no_weeks():
    ends = pd.date_range("2023-12-31", "2025-05-31", freq="ME")
    assert weekly_returns(pd.DataFrame({"A": 2.0}, ends), AS_OF, 1)["A"].isna().all()


def test_a_window_without_data_is_empty_but_as_long(daily):
    assert weekly_returns(daily[:"2024-01-31"], AS_OF, 1)["A"].isna().sum() == 52


def test_columns_come_in_alphabetical_order(daily):
    frame = daily.assign(C=1.0, B=2.0)
    assert list(weekly_returns(frame, AS_OF, 1)) == ["A", "B", "C"]


@pytest.fixture
def weekly():
    rng = np.random.default_rng(5)
    return pd.DataFrame(rng.standard_normal((200, 3)), columns=["A", "B", "C"])


def test_two_years_of_weeks_are_enough_and_one_week_less_is_not(weekly):
    weekly.loc[LEAST_WEEKS:, "A"] = np.nan
    assert unusable(weekly) == {}
    weekly.loc[LEAST_WEEKS - 1 :, "A"] = np.nan
    assert unusable(weekly) == {
        "A": "has 103 of the 200 weekly returns of the window, and completing the others takes 104"
    }


def test_all_weeks_of_a_shorter_window_are_enough(weekly):
    short = weekly.iloc[:60].copy()
    short.loc[59, "B"] = np.nan
    assert list(unusable(short)) == ["B"]


def test_a_series_that_is_nowhere_or_never_varies_is_named_with_the_reason(weekly):
    weekly["B"], weekly["C"] = np.nan, 0.0
    weekly.loc[:20, "C"] = np.nan
    assert unusable(weekly) == {
        "B": "has no weekly returns in the window",
        "C": "never varies in the window",
    }


def test_a_series_that_only_falls_is_of_use_and_one_that_grows_evenly_is_not(weekly):
    weekly["A"] = -abs(weekly["A"])
    weekly.loc[7, "A"] = 0.0
    weekly["B"] = 0.001
    assert list(unusable(weekly)) == ["B"]
