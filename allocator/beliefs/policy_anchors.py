"""
The rates around each meeting, from federal funds futures and months without a meeting.

A future settles at 100 less the average effective federal funds rate of its month. In a month
without a meeting the rate is taken to be constant, so that its contract tells the rate at the end
of the month before and at the start of the one after. From there the contracts of months with a
meeting tell, one by one, the rate on the other side of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.model.policy_path import Anchor, days_in, months_after

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from allocator.model.policy_path import MeetingCalendar


def rate_after(average: float, before: float, days: int, days_before: int) -> float:
    """
    Find the rate after a meeting from the one before it.

    Args:
        average: The average rate of the month that its future implies, in percent.
        before: The rate before the meeting, in percent.
        days: The days of the month (N).
        days_before: The days before the announcement (M): the day of the month less one.

    Raises:
        ValueError: If M is not in 0 to N - 1.

    Example:
        CME's own example, the meeting announced on 17 September 2015:

        >>> round(rate_after(100 - 99.805, 100 - 99.8675, 30, 16), 6)
        0.266429
    """
    _check_days(days, days_before, least=0)
    return (days * average - days_before * before) / (days - days_before)


def rate_before(average: float, after: float, days: int, days_before: int) -> float:
    """
    Find the rate before a meeting from the one after it; arguments as for `rate_after`.

    Raises:
        ValueError: If M is not in 1 to N - 1: a meeting on the first day tells nothing.
    """
    _check_days(days, days_before, least=1)
    return (days * average - (days - days_before) * after) / days_before


@dataclass(frozen=True, slots=True)
class Around:
    """The rates before and after one meeting, in percent, and what they rest on."""

    before: float
    after: float
    anchor: Anchor
    misfit: float
    days_after: int


def rates_around(rates: Mapping[date, float], calendar: MeetingCalendar) -> dict[date, Around]:
    """
    Find the rates around the meeting of each quoted month, where the quotes settle them.

    Months without a meeting come first; then the rates join up forward from one meeting to the
    next, and last backward where nothing earlier is known.

    Args:
        rates: The average rate of each quoted month, in percent.
        calendar: The meetings known; a month it does not cover is no anchor.

    Returns:
        By month; a month whose meeting is not settled is left out.
    """
    before, after, anchors = _anchored(rates, calendar)
    found = {}
    for month in sorted(before.keys() & after.keys()):
        meeting = calendar.announced_in(month)
        if meeting is None:
            continue
        days, days_before = days_in(month), meeting.last_day.day - 1
        anchor = anchors.get(month, Anchor.BOTH)
        fitted = (days_before * before[month] + (days - days_before) * after[month]) / days
        # The contract of a month between two anchors may be missing: nothing checks them then.
        is_checked = anchor is Anchor.BOTH and month in rates
        misfit = rates[month] - fitted if is_checked else 0.0
        found[month] = Around(before[month], after[month], anchor, misfit, days - days_before)
    return found


def _anchored(
    rates: Mapping[date, float], calendar: MeetingCalendar
) -> tuple[dict[date, float], dict[date, float], dict[date, Anchor]]:
    """Find the rates at the start and the end of months, and which side of a meeting was solved."""
    quiet = {
        month: rate
        for month, rate in rates.items()
        if calendar.covers(month) and calendar.announced_in(month) is None
    }
    days_before = {
        month: meeting.last_day.day - 1
        for month in sorted(rates)
        if (meeting := calendar.announced_in(month)) is not None
    }
    before = {months_after(month, 1): rate for month, rate in quiet.items()}
    after = {months_after(month, -1): rate for month, rate in quiet.items()}
    anchors: dict[date, Anchor] = {}
    for month, m in days_before.items():
        if month in before and month not in after:
            after[month] = rate_after(rates[month], before[month], days_in(month), m)
            anchors[month] = Anchor.BEFORE
        if month in after:
            before.setdefault(months_after(month, 1), after[month])
    for month, m in reversed(days_before.items()):
        if month in after and month not in before and m:
            before[month] = rate_before(rates[month], after[month], days_in(month), m)
            anchors[month] = Anchor.AFTER
        if month in before:
            after.setdefault(months_after(month, -1), before[month])
    return before, after, anchors


def _check_days(days: int, days_before: int, least: int) -> None:
    """Refuse a meeting that is not in its month."""
    if not least <= days_before < days:
        message = f"{days_before} days before a meeting do not fit a month of {days}"
        raise ValueError(message)
