"""Long-term from which day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.model.holding_period import long_term_from, term_on
from allocator.model.tax import Term

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def anniversary(day):
    """The same day a year on; that of the last day of a month is the last day of that month."""
    if (day + timedelta(days=1)).month != day.month:
        return day.replace(
            day=1, year=day.year + 1 + (day.month == 12), month=day.month % 12 + 1
        ) - (timedelta(days=1))
    return day.replace(year=day.year + 1)


@given(acquired=days)
def test_it_is_the_day_after_the_anniversary(acquired):
    """A second way to count: the anniversary itself is exactly one year, not more."""
    assert long_term_from(acquired) == anniversary(acquired) + timedelta(days=1)


@given(acquired=days)
def test_later_purchases_are_never_long_term_earlier(acquired):
    assert long_term_from(acquired) <= long_term_from(acquired + timedelta(days=1))


@given(acquired=days)
def test_the_character_changes_on_that_day_and_not_before(acquired):
    first = long_term_from(acquired)
    assert term_on(acquired, first) is Term.LONG
    assert term_on(acquired, first - timedelta(days=1)) is Term.SHORT


@pytest.mark.parametrize("sold", [date(2026, 3, 1), date(2026, 2, 28)])
def test_the_day_of_purchase_itself_is_short_term(sold):
    assert term_on(sold, sold) is Term.SHORT
