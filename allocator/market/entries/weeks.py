"""The entry on past weekly returns, which only a user's own snapshot has."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.record import Record
from allocator.model.snapshot import WeeklyReturns

if TYPE_CHECKING:
    from datetime import date

_WEEK = timedelta(weeks=1)
_MOST = 10.0
"""No index has grown elevenfold within a week."""


def weekly_returns(record: Record) -> WeeklyReturns:
    """Read returns: a row for every week, none left out, and a column for every index."""
    record.only("indexes", "ends", "returns")
    indexes, ends, rows = record.texts("indexes"), _ends(record), record.rows("returns")
    if not indexes or len(set(indexes)) < len(indexes):
        record.refuse("expected at least one index, each once", "indexes")
    if len(rows) != len(ends) or len(rows[0]) != len(indexes):
        expected = f"{len(ends)} rows, one a week, of {len(indexes)} numbers, one an index"
        record.refuse(f"expected {expected}", "returns")
    returns = np.array(rows)
    if (returns <= -1).any() or (returns > _MOST).any():
        record.refuse(f"expected fractions above -1 and up to {_MOST:g}", "returns")
    return WeeklyReturns(indexes, ends, returns)


def _ends(record: Record) -> tuple[date, ...]:
    """Read the last day of every week, at least one, each a week after the one before."""
    texts = {f"ends[{place}]": text for place, text in enumerate(record.texts("ends"))}
    days = Record(texts, record.place, record.remedy)
    ends = tuple(days.day(place) for place in texts)
    if not ends or any(later - earlier != _WEEK for earlier, later in pairwise(ends)):
        record.refuse("expected days a week apart, oldest first", "ends")
    return ends
