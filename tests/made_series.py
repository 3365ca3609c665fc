"""Series made up for tests: numbers on days, whatever they stand for."""

import numpy as np

from allocator.market.series import Frequency, Key, Kind, Series

EVENTS = {Kind.DISTRIBUTION, Kind.SPLIT}


def made_series(
    kind, name, values, days="2026-01-01", *, frequency=None, source="yahoo", known=None
):
    """A series on some days, or from a first one on day by day; known at once if nothing is said."""
    if not np.ndim(days):
        days = np.datetime64(days) + np.arange(len(values))
    days = np.array(days, dtype="M8[D]")
    usual = Frequency.EVENTS if kind in EVENTS else Frequency.DAILY
    known = days if known is None else np.array(known, dtype="M8[D]")
    numbers = np.array(values, dtype=float)
    return Series(Key(kind, name, source), frequency or usual, days, numbers, known, "made up")
