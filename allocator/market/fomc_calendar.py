"""The dated calendar of FOMC meetings that ships with the package."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

from allocator.errors import MarketDataError, Problem
from allocator.model.policy_path import Meeting, MeetingCalendar

if TYPE_CHECKING:
    from pathlib import Path


def read_fomc_calendar(path: Path) -> MeetingCalendar:
    """
    Read a calendar of whole years: first_day, last_day, source, as_of.

    Raises:
        MarketDataError: If it cannot be read.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            meetings = [
                Meeting(
                    first_day=date.fromisoformat(row["first_day"]),
                    last_day=date.fromisoformat(row["last_day"]),
                    source=row["source"],
                    as_of=date.fromisoformat(row["as_of"]),
                )
                for row in csv.DictReader(file)
            ]
    except (OSError, KeyError, TypeError, ValueError) as error:
        remedy = "install the package again"
        raise MarketDataError(Problem(path.name, f"cannot be read: {error}", remedy)) from None
    return MeetingCalendar(tuple(sorted(meetings, key=lambda each: each.last_day)))
