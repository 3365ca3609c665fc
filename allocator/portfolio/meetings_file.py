"""
A calendar of FOMC meetings: one meeting a row, whole years.

A month of a listed year without a meeting is taken to be quiet, and rates are read off it. So a
year of which meetings are missing would make wrong odds, and is refused.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from allocator.model.policy_path import Meeting, MeetingCalendar, month_of
from allocator.portfolio import words
from allocator.portfolio.few_columns import few_columns
from allocator.portfolio.findings import Findings
from allocator.portfolio.header import Columns
from allocator.portfolio.text_file import read_text

if TYPE_CHECKING:
    import os
    from datetime import date

    from allocator.portfolio.cells import Record

FIRST_YEAR, LAST_YEAR = 1981, 2100
"""Since 1981 the Committee has scheduled eight meetings a year."""

LEAST_A_YEAR = 7
"""Eight are scheduled; in March 2020 one was not held."""

LONGEST = timedelta(days=4)

_day = words.day_between(FIRST_YEAR, LAST_YEAR)

_MEANINGS = {
    "first_day": "of the meeting",
    "last_day": "the day of the announcement",
    "source": "who says so",
    "as_of": "when that was looked up",
}
_COLUMNS = Columns(_MEANINGS, {name: (name.replace("_", " "),) for name in _MEANINGS}, [*_MEANINGS])


def read_meetings(path: str | os.PathLike[str]) -> MeetingCalendar:
    """
    Read a calendar of whole years.

    Args:
        path: CSV with the columns first_day, last_day, source and as_of, in any order.

    Returns:
        The meetings in order.

    Raises:
        InputError: With every problem of the file.
    """
    text = read_text(path)
    findings = Findings(str(path))
    records = list(few_columns(text, findings, _COLUMNS))
    if not records and not findings.stopped:
        findings.error(0, "holds no meeting", f"add a row for each: {','.join(_MEANINGS)}")
    found: dict[date, tuple[Record, Meeting]] = {}
    for record in records:
        meeting = _meeting(record)
        if meeting is None:
            continue
        first, _ = found.setdefault(month_of(meeting.last_day), (record, meeting))
        if first is not record:
            message = (
                f"a second meeting in {meeting.last_day:%Y-%m}, the first in line {first.line}"
            )
            record.error(message, "keep one; only scheduled meetings count")
    if not findings.stopped:
        _check_years(found, findings)
    if findings.stopped:
        raise findings.refusal()
    return MeetingCalendar(tuple(found[month][1] for month in sorted(found)))


def _meeting(record: Record) -> Meeting | None:
    """Read one row; none where something was noted."""
    first, last = (record.require(name, _day) for name in ("first_day", "last_day"))
    source, as_of = record.require("source", str), record.require("as_of", words.day)
    if first is None or last is None or source is None or as_of is None:
        return None
    if not first <= last <= first + LONGEST:
        message = f"the meeting lasts from {first} to {last}"
        record.error(message, "correct the days; the announcement is on the last")
        return None
    return Meeting(first, last, source, as_of)


def _check_years(found: dict[date, tuple[Record, Meeting]], findings: Findings) -> None:
    """Refuse a year of which meetings are missing."""
    for year, count in sorted(Counter(month.year for month in found).items()):
        if count < LEAST_A_YEAR:
            meetings = "1 meeting" if count == 1 else f"{count} meetings"
            message = f"{year} has {meetings}, and eight are scheduled in a year"
            remedy = "list the whole year, or leave it out: months without a meeting count as quiet"
            findings.error(0, message, remedy)
