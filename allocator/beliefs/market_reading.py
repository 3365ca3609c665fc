"""What the rules of scenarios are read from: quotes that fit the snapshot, and its inflation."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from allocator.beliefs.policy_path import policy_path
from allocator.errors import InputError, Problem
from allocator.model.market_rule import MarketReading
from allocator.model.policy_path import months_after

if TYPE_CHECKING:
    from datetime import date

    from allocator.model.inflation import CoreInflation
    from allocator.model.policy_path import FuturesQuotes, MeetingCalendar

OLDEST = timedelta(days=7)
"""Quotes from longer before the snapshot are not what the market expected on its day."""


def read_market(
    quotes: FuturesQuotes,
    calendar: MeetingCalendar,
    as_of: date,
    inflation: CoreInflation | None,
) -> MarketReading:
    """
    Read what quotes imply for the twelve months after a snapshot.

    Args:
        quotes: Federal funds futures of one day.
        calendar: The meetings known.
        as_of: The day of the snapshot.
        inflation: The snapshot's core inflation.

    Returns:
        The reading, without a year where the quotes do not reach through it.

    Raises:
        InputError: If the quotes are of a day after the snapshot, or of more than a week before.
    """
    if not as_of - OLDEST <= quotes.as_of <= as_of:
        when = "after" if quotes.as_of > as_of else "more than a week before"
        message = f"is quoted on {quotes.as_of}, {when} the snapshot of {as_of}"
        remedy = f"give quotes of {as_of} or up to a week before, or a snapshot of their day"
        raise InputError(Problem(quotes.source, message, remedy))
    year = policy_path(quotes, calendar, as_of).year_ahead
    last = months_after(as_of.replace(day=1), 12)
    short = (
        f"{quotes.source}, with the FOMC meetings that are known, does not reach through the "
        f"twelve months from {as_of:%Y-%m} to {last:%Y-%m}"
    )
    is_whole = year is not None and year.is_whole
    return MarketReading(
        year=year if is_whole else None,
        quoted=quotes.as_of,
        source=quotes.source,
        no_year="" if is_whole else short,
        inflation=inflation,
    )
