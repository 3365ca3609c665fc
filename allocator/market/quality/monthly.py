"""A daily series by month: the last number of each, or their mean."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.series import Frequency
from allocator.market.sessions import sessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from allocator.market.series import Series
    from allocator.model.arrays import Array

    Rows = NDArray[np.intp]


def at_month_ends(series: Series) -> Series:
    """Take the last number of each complete month of a daily series, dated by the month's end."""
    return _monthly(series, lambda values, begins: values[np.append(begins[1:], len(values)) - 1])


def month_averages(series: Series) -> Series:
    """Take the mean of each complete month of a daily series, dated by the month's end."""
    return _monthly(
        series,
        lambda values, begins: (
            np.add.reduceat(values, begins) / np.diff(np.append(begins, len(values)))
        ),
    )


def _monthly(series: Series, take: Callable[[Array, Rows], Array]) -> Series:
    """Take a number for each month of a daily series but the last one, if that is not over."""
    if not len(series):
        return replace(series, frequency=Frequency.MONTHLY)
    months, begins = np.unique(series.days.astype("datetime64[M]"), return_index=True)
    ends = (months + 1).astype("datetime64[D]") - 1
    values = take(series.values, begins)
    over = slice(None) if not len(sessions(series.days[-1] + 1, ends[-1])) else slice(-1)
    return replace(
        series,
        frequency=Frequency.MONTHLY,
        days=ends[over],
        values=values[over],
        known=ends[over],
    )
