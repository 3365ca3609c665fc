"""Two series on the days that both have, and how they change from one such day to the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.series import Frequency
from allocator.market.sessions import contained, sessions

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from allocator.market.series import Days, Flags, Series
    from allocator.model.arrays import Array

    Rows = NDArray[np.intp]

SERIOUS = 50e-4
"""
A price, or a year of returns, that is off by more than this is taken for wrong: 50 basis points.

A month's distribution of a bond fund is 30, a quarter's of a stock fund 30 to 50: one of them may
be in doubt, not two. Sources of one price that are both right differ by less than 1.
"""
YEAR = np.timedelta64(366, "D")
_LEFT = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class Common:
    """
    Two series on common days.

    Attributes:
        days: datetime64[D], shape (n,).
        one: Values of the first, shape (n,).
        other: Values of the second, shape (n,).
    """

    days: Days
    one: Array
    other: Array

    @classmethod
    def of(cls, one: Series, other: Series) -> Common:
        """Meet two series, each in order and with each day once."""
        days = one.days[contained(one.days, other.days)]
        at, there = np.searchsorted(one.days, days), np.searchsorted(other.days, days)
        return cls(days, one.values[at], other.values[there])

    def __len__(self) -> int:
        """Count the days."""
        return len(self.days)

    @property
    def changes(self) -> tuple[Array, Array]:
        """Fractions by which each changes from one common day to the next, shapes (n - 1,)."""
        return change(self.one), change(self.other)


def change(values: Array) -> Array:
    """
    Take the fractions by which positive values change, shape (n - 1,) from (n,).

    Example:
        >>> change(np.array([100.0, 110.0])).round(3).tolist()
        [0.1]
    """
    return np.asarray(values[1:] / values[:-1] - 1, dtype=np.float64)


def undone(moves: Array) -> Flags:
    """
    Flag moves that undo each other: of two in a row less than a quarter of the larger is left.

    Args:
        moves: Signed, shape (n,).

    Example:
        >>> undone(np.array([0.01, 0.05, -0.04, 0.02])).tolist()
        [False, True, True, False]
    """
    one, other = moves[:-1], moves[1:]
    pairs = np.abs(one + other) <= _LEFT * np.maximum(np.abs(one), np.abs(other))
    flags = np.zeros(len(moves), dtype=np.bool_)
    flags[:-1] |= pairs
    flags[1:] |= pairs
    return flags


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


def within_a_year(days: Days) -> Array:
    """Flag the days of the year that ends with the last of them, as 0 and 1, shape (n,)."""
    return np.asarray(days > days[-1] - YEAR, dtype=np.float64)
