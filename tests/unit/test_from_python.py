"""From Python: what is not understood is refused in words, whatever it is."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from allocator import load_snapshot, policy_path, sweep, what_if
from allocator.bundled import SNAPSHOT
from allocator.errors import InputError
from allocator.model.policy_path import FuturesQuote, FuturesQuotes, MeetingCalendar
from tests.situations import portfolio

KEY = "drivers.flow.usd_bn"
QUOTES = FuturesQuotes(
    date(2025, 9, 17), (FuturesQuote(date(2025, 10, 1), Decimal(96)),), "mine.csv"
)


def test_a_snapshot_may_be_named_in_words():
    assert load_snapshot(str(SNAPSHOT)).digest == load_snapshot(SNAPSHOT).digest


@pytest.mark.parametrize(
    "grid", [None, [KEY], {KEY: 5}, {KEY: None}, {KEY: (x for x in (1, 2))}, {KEY: "12"}]
)
def test_a_grid_that_is_none_is_refused(grid):
    with pytest.raises(InputError, match="is not a key with a list of values"):
        sweep(portfolio(), grid)


@pytest.mark.parametrize("changes", [None, [], "limits.turnover", 5])
def test_changes_that_are_none_are_refused(changes):
    with pytest.raises(InputError, match="is not a table of keys and values"):
        what_if(portfolio(), changes)


def test_a_key_that_is_no_word_is_refused():
    with pytest.raises(InputError, match="unknown key"):
        what_if(portfolio(), {5: 1})


@pytest.mark.parametrize(
    "day",
    [None, "2025-09-17", datetime(2025, 9, 17), date.max, date(1900, 1, 1)],  # noqa: DTZ001 - a moment is the wrong kind
)
def test_a_day_that_quotes_cannot_be_read_on_is_refused(day):
    with pytest.raises(InputError, match="as_of"):
        policy_path(QUOTES, MeetingCalendar(()), day)
