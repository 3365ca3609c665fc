"""How much of a year is left: what history measured over twelve months fades with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.calendar import a_year_after

if TYPE_CHECKING:
    from datetime import date


def left_of_year(since: date, as_of: date) -> tuple[float, date]:
    """
    Tell what part of the twelve months after a day is left, and when they end.

    Returns:
        From 1 on the day itself, linearly, to 0 a year later and from then on; and that day.

    Example:
        >>> from datetime import date
        >>> left_of_year(date(2025, 1, 1), date(2025, 7, 2))[1]
        datetime.date(2026, 1, 1)
    """
    ends = a_year_after(since)
    return max(0.0, (ends - as_of).days / (ends - since).days), ends
