"""Two series on the days that both have, and how they change from one such day to the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.series import Frequency

if TYPE_CHECKING:
    from allocator.market.series import Days, Flags, Series
    from allocator.model.arrays import Array

SERIOUS = 50e-4
"""
A price, or a year of returns, that is off by more than this is taken for wrong: 50 basis points.

One distribution of a bond fund is 30, the fee of a costly index fund 25; true series of one index
differ by less than 1 within a year.
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


def contained(days: Days, known: Days) -> Flags:
    """
    Flag the days that are among others, shape (n,); both in order, each day once.

    Example:
        >>> days = np.array(["2025-01-02", "2025-01-03"], "M8[D]")
        >>> contained(days, days[1:]).tolist()
        [False, True]
    """
    if not len(known):
        return np.zeros(len(days), dtype=np.bool_)
    at = np.minimum(np.searchsorted(known, days), len(known) - 1)
    return np.asarray(known[at] == days)


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
    """Take the last number of each month of a daily series, dated by the end of the month."""
    months = series.days.astype("datetime64[M]")
    last = np.append(months[1:] != months[:-1], np.ones(min(len(series), 1), dtype=np.bool_))
    ends = (months[last] + 1).astype("datetime64[D]") - 1
    return replace(
        series, frequency=Frequency.MONTHLY, days=ends, values=series.values[last], known=ends
    )


def month_averages(series: Series) -> Series:
    """Take the mean of each month of a daily series, dated by the end of the month."""
    months, first = np.unique(series.days.astype("datetime64[M]"), return_index=True)
    sums = np.add.reduceat(series.values, first) if len(series) else series.values
    ends = (months + 1).astype("datetime64[D]") - 1
    means = sums / np.diff(np.append(first, len(series)))
    return replace(series, frequency=Frequency.MONTHLY, days=ends, values=means, known=ends)


def within_a_year(days: Days) -> Array:
    """Flag the days of the year that ends with the last of them, as 0 and 1, shape (n,)."""
    return np.asarray(days > days[-1] - YEAR, dtype=np.float64)
