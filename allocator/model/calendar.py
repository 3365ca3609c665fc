"""Days of the calendar: what a year later is."""

from __future__ import annotations

from datetime import date


def a_year_after(day: date) -> date:
    """
    Take the same day a year later; 29 February becomes 1 March.

    Example:
        >>> a_year_after(date(2024, 2, 29)), a_year_after(date(2023, 2, 28))
        (datetime.date(2025, 3, 1), datetime.date(2024, 2, 28))
    """
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)
