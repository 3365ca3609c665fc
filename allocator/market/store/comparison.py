"""Two series of one key, day by day: where they agree, and in words where they do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.series import PRICES, Kind
from allocator.market.store.scale import common_factor, same, split_of, steps
from allocator.market.wording import span

if TYPE_CHECKING:
    from allocator.market.series import Flags, Series
    from allocator.model.arrays import Array

_IN_PERCENT = frozenset({Kind.RATE, Kind.RETURN})


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """
    What is stored and what is offered.

    Attributes:
        stored: The series before, shape (n,).
        offered: The series that came, of the same key.
        matched: What is offered for each stored day, shape (n,); NaN where it lacks the day.
    """

    stored: Series
    offered: Series
    matched: Array

    @classmethod
    def of(cls, stored: Series, offered: Series) -> Comparison:
        """Line two series up, whose days ascend and whose numbers are finite."""
        _, rows, offered_rows = np.intersect1d(
            stored.days, offered.days, assume_unique=True, return_indices=True
        )
        matched = np.full(len(stored), np.nan)
        matched[rows] = offered.values[offered_rows]
        return cls(stored, offered, matched)

    @property
    def common(self) -> Flags:
        """Flag the stored days that are offered too, shape (n,)."""
        return ~np.isnan(self.matched)

    @property
    def differing(self) -> Flags:
        """Flag the common days on which the numbers are not the same, shape (n,)."""
        differing: Flags = self.common & ~same(self.stored.values, self.matched)
        return differing

    @property
    def missing(self) -> Flags:
        """Flag the stored days that are not offered, though earlier and later ones are."""
        days, spanned = self.stored.days, self.offered.days
        missing: Flags = ~self.common & (days >= spanned[0]) & (days <= spanned[-1])
        return missing

    @property
    def added(self) -> int:
        """Count the offered days that are not stored."""
        return len(self.offered) - int(self.common.sum())

    @property
    def factor(self) -> float | None:
        """Find the one factor between all common numbers, if they differ by one."""
        before, after = self.stored.values[self.common], self.matched[self.common]
        if not self.differing.any():
            return None
        return common_factor(self.stored.key.kind, before, after)

    def in_words(self) -> str:
        """Say on how many common days the numbers differ, when, and where most."""
        rows = np.flatnonzero(self.differing)
        before, after = self.stored.values[rows], self.matched[rows]
        size = np.abs(after - before)
        if self.stored.key.kind not in _IN_PERCENT:
            with np.errstate(divide="ignore"):
                size = size / np.abs(before)
        worst = int(np.argmax(size))
        days = self.stored.days[rows]
        return (
            f"{len(rows):,} of {self.common.sum():,} numbers differ from what is stored, "
            f"{span(days)}, most on {days[worst]}: {_number(before[worst])} stored, "
            f"{_number(after[worst])} offered"
        )

    def cause_in_words(self) -> str:
        """Say what may have made the numbers differ, where they show it; else nothing."""
        kind, rows = self.stored.key.kind, np.flatnonzero(self.differing)
        if self.factor is not None:
            return f"all of them by the factor {factor_in_words(kind, self.factor)}"
        if rows.tolist() == [len(self.stored) - 1]:
            return "the newest stored day may have been stored before it was over"
        found = self._steps() if kind in PRICES else ()
        if not found:
            return ""
        days = self.stored.days[self.common]
        parts = [f"by the factor {_number(factor)} to {days[row]}" for row, factor in found]
        return (
            f"{', '.join(parts)}: one of the two was carried on without adjusting what came "
            "before, or misses a distribution or a split"
        )

    def _steps(self) -> tuple[tuple[int, float], ...]:
        """Find the stretches of common days that differ by a factor each."""
        return steps(self.stored.values[self.common], self.matched[self.common])


def factor_in_words(kind: Kind, factor: float) -> str:
    """Write a factor, and the split that it is for closes and distributions."""
    split = split_of(factor) if kind in {Kind.CLOSE, Kind.DISTRIBUTION} else None
    name = f", a split of {split.numerator} for {split.denominator}" if split is not None else ""
    return f"{_number(factor)}{name}"


def _number(value: float) -> str:
    """Write a number with the digits that can differ."""
    return f"{value:.8g}"
