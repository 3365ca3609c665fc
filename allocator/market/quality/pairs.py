"""Pairs of series on the days that both have, and how they change from one such day to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.sessions import contained

if TYPE_CHECKING:
    from allocator.market.series import Days, Flags, Series
    from allocator.model.arrays import Array

SERIOUS = 50e-4
"""
A price, or a year of returns, that is off by more than this is taken for wrong: 50 basis points.

A month's distribution of a bond fund is 30, a quarter's of a stock fund 30 to 50: one of them may
be in doubt, not two. Sources of one price that are both right differ by less than 1.
"""
LARGEST_SPLIT = 20
"""The largest split looked for, either way; of American index funds the largest was 10 for 1."""
NEAR_SPLIT = 0.05
"""How far from a whole multiple a distribution of other shares may be: what is paid is rounded."""
YEAR = np.timedelta64(366, "D")
"""One with a leap day in it, so that no year is cut short."""
SMOOTHED = 21
"""Days whose median stands for an end: funds of one index close up to seven percent apart."""
_LEFT = 0.25
"""
Part of the larger of two moves that may be left for them to undo each other.

By chance 15 in 100 daily moves of stocks do, and as many of those beyond 3 percent: it confirms a
doubt, and founds none.
"""
_LEAST_YEARS = 3.0
"""Ends may be 0.7 percent off: over three years that is a quarter of a percent a year."""
_DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
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
    def of(cls, one: Series, other: Series) -> Pair:
        """Meet two series, each in order and with each day once."""
        days = one.days[contained(one.days, other.days)]
        at, there = np.searchsorted(one.days, days), np.searchsorted(other.days, days)
        return cls(days, one.values[at], other.values[there])

    def __len__(self) -> int:
        """Count the days."""
        return len(self.days)

    @property
    def lead(self) -> Array:
        """Logarithm of the first over the second, both positive, shape (n,)."""
        return np.asarray(np.log(self.one / self.other))

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


def gap_a_year(pair: Pair) -> float | None:
    """Measure how much more the first grew, a fraction a year; None over less than three years."""
    if len(pair) < 2 * SMOOTHED:
        return None
    begin, end = pair.days[SMOOTHED // 2], pair.days[-1 - SMOOTHED // 2]
    years = float((end - begin).astype(np.int64)) / _DAYS_A_YEAR
    if years < _LEAST_YEARS:
        return None
    lead = pair.lead
    return float(np.median(lead[-SMOOTHED:]) - np.median(lead[:SMOOTHED])) / years


def within_a_year(days: Days) -> Array:
    """Flag the days of the year that ends with the last of them, as 0 and 1, shape (n,)."""
    return np.asarray(days > days[-1] - YEAR, dtype=np.float64)
