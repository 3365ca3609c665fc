"""
Changes of the federal funds target, by the day they were announced.

Columns: announced, effective_fred, prev_upper, new_upper, new_lower, change_bp, source. From 2017
on FRED shows a change a day after it was announced, which is the day that counts here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.market.formats.body import read_columns, read_days
from allocator.market.formats.made import make_series
from allocator.market.formats.reading import Reading, no_rows
from allocator.market.series import Frequency, Kind

if TYPE_CHECKING:
    from allocator.errors import Problem
    from allocator.market.formats.sheet import Head, Sheet
    from allocator.model.arrays import Array

_NAMES = {"new_upper": "FOMC_UPPER", "new_lower": "FOMC_LOWER"}


def recognises(head: Head) -> bool:
    """Look for the names of its columns, the announcement first."""
    return bool(head) and head[0][0] == "announced" and set(_NAMES) <= set(head[0])


def read(sheet: Sheet) -> Reading:
    """Read both ends of the range."""
    about, body, header = sheet.about, sheet.part(1), sheet.head[0]
    if not body.texts:
        return no_rows(about)
    places = {name: header.index(name) for name in (*_NAMES, "prev_upper") if name in header}
    days, problems = read_days(body, body.firsts)
    columns = read_columns(body, header, list(places.values()))
    problems += columns.problems
    if days is None or not set(places.values()) <= set(columns.numbers):
        return Reading(problems=problems)
    made = (
        make_series(about, Kind.RATE, _NAMES[name], days, columns.numbers[at], Frequency.EVENTS)
        for name, at in places.items()
        if name in _NAMES
    )
    series = tuple(each for each in made if each)
    if "prev_upper" in places:
        upper, before = (columns.numbers[places[name]] for name in ("new_upper", "prev_upper"))
        problems += _breaks(body, upper, before)
    return Reading(series, problems=problems)


def _breaks(body: Sheet, upper: Array, before: Array) -> tuple[Problem, ...]:
    """Say where a change does not begin at the level that the one before it ended at."""
    gaps = np.flatnonzero(upper[:-1] != before[1:]) + 1
    return tuple(
        body.about.warning(
            f"the target changes from {before[at]:g}, but the row before leaves it at "
            f"{upper[at - 1]:g}: a change is missing, or rows are out of order",
            line=body.numbers[at],
        )
        for at in gaps
    )
