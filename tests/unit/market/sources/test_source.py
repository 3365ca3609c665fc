from datetime import date

import numpy as np
import pytest

from allocator.market.series import Frequency, Key, Kind, Series
from allocator.market.sources.source import Cause, SourceError, check_beginning


def begins_on(day):
    days = np.array([day, "2026-01-02"], dtype="datetime64[D]")
    return Series(Key(Kind.CLOSE, "IWM", "yahoo"), Frequency.DAILY, days, [1.0, 2.0], days, "")


@pytest.mark.parametrize("day", ["2000-05-26", "2000-05-01", "2000-06-26"])
def test_a_history_may_begin_a_month_late(day):
    check_beginning(begins_on(day), date(2000, 5, 26))


def test_a_history_that_begins_later_is_a_part():
    with pytest.raises(SourceError) as caught:
        check_beginning(begins_on("2000-06-27"), date(2000, 5, 26))
    assert caught.value.cause is Cause.UNUSABLE
    assert str(caught.value) == (
        "error: yahoo: IWM begins on 2000-06-27, where it should begin on 2000-05-26"
    )


def test_an_error_of_a_source_is_one_of_market_data():
    """It ends the program with code 3 if nobody else deals with it."""
    assert SourceError("yahoo", "is down", Cause.UNAVAILABLE).exit_code == 3
