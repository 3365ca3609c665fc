"""Days and amounts in words, as messages about market data write them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from allocator.market.series import Days

_EARLIEST, _LATEST = date(1, 1, 1), date(9999, 12, 31)


def as_date(day: np.datetime64) -> date:
    """
    Turn a day into a date; one that no calendar has becomes the nearest that has one.

    Example:
        >>> as_date(np.datetime64("2025-12-24")), as_date(np.datetime64("NaT"))
        (datetime.date(2025, 12, 24), datetime.date(1, 1, 1))
    """
    number = int(day.astype("datetime64[D]").astype(np.int64))
    low, high = (int(np.datetime64(end).astype(np.int64)) for end in (_EARLIEST, _LATEST))
    found: date = np.datetime64(min(max(number, low), high), "D").item()
    return found


def span(days: Days) -> str:
    """
    Name the first and the last of some days.

    Example:
        >>> span(np.array(["2025-01-02", "2025-01-07"], "M8[D]"))
        'from 2025-01-02 to 2025-01-07'
        >>> span(np.array(["2025-01-02"], "M8[D]"))
        'on 2025-01-02'
    """
    first, last = as_date(days.min()), as_date(days.max())
    return f"on {first}" if first == last else f"from {first} to {last}"


def counted(amount: int, noun: str) -> str:
    """
    Count things.

    Example:
        >>> counted(1, "row"), counted(1200, "day")
        ('1 row', '1,200 days')
    """
    return f"{amount:,} {noun}" if amount == 1 else f"{amount:,} {noun}s"
