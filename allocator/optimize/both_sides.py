"""What an answer does on both sides of what the law sets apart, and the sides to choose from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.model.arrays import Array
    from allocator.model.course import Course
    from allocator.model.household import Household

A_DOLLAR = 1.0
"""Dollars below which a purchase or sale in a continuous answer is noise of the solver."""


@dataclass(frozen=True, slots=True)
class EitherOr:
    """
    A kin of which an answer does what the law sets apart.

    Attributes:
        kin: The kin.
        kept: The field of `Course` that names it where no such loss is taken.
        taken: The field that names it where the loss is, and what it asks for is done.
        size: What stands in the way, as a fraction of the household.
        sells_more: Whether the side of the sales is the larger one.
    """

    kin: str
    kept: str
    taken: str
    size: float
    sells_more: bool

    def settled(self, course: Course, *, sells: bool) -> Course:
        """Take one side."""
        side = self.taken if sells else self.kept
        return replace(course, **{side: getattr(course, side) | {self.kin}})


def either_ors(household: Household, course: Course, z: Array) -> list[EitherOr]:
    """
    List what an answer does on both sides.

    Args:
        household: Positions and lots.
        course: The case that the answer is to.
        z: The answer's unknowns, shape (n,).

    Returns:
        Them, the largest first; none where the law allows the answer.
    """
    both = [*_both_ways(household, z), *_not_cleared(household, course, z)]
    return sorted(both, key=lambda each: (-each.size, each.kin))


def _both_ways(household: Household, z: Array) -> Iterator[EitherOr]:
    """Find the kin that an answer both buys and sells at a loss that is taxed."""
    book, noise = household.book, A_DOLLAR / float(household.value)
    bought: dict[str, float] = {}
    sold: dict[str, float] = {}
    for p in np.flatnonzero(z[: len(household.positions)] > noise):
        kin = household.positions[p].kin
        bought[kin] = bought.get(kin, 0.0) + float(z[p])
    sales = _sales(household, z)
    for lot in np.flatnonzero((sales > noise) & (book.at_a_loss > 0)):
        kin = household.positions[book.positions[lot]].kin
        sold[kin] = sold.get(kin, 0.0) + float(sales[lot])
    for kin in sorted(kin for kin in bought.keys() & sold.keys() if kin):
        least = min(bought[kin], sold[kin])
        yield EitherOr(kin, "no_losses", "no_buys", least, sold[kin] > bought[kin])


def _not_cleared(household: Household, course: Course, z: Array) -> Iterator[EitherOr]:
    """Find the kin of which losses wait for recent lots to be sold, and some of those are not."""
    book, noise = household.book, A_DOLLAR / float(household.value)
    if not book.recent.any():
        return
    sales = _sales(household, z)
    waiting = (sales > noise) & (book.at_a_loss > 0) & (book.waits > 0)
    kins = {household.positions[p].kin for p in book.positions[waiting]}
    for kin in sorted(kins - course.cleared):
        own = book.of_kin(household, {kin})
        recent = book.weights * own * book.recent
        left = float(recent.sum() - sales @ (own * book.recent))
        if left > noise:
            taken = float(sales @ (own * waiting))
            sells_more = left < recent.sum() / 2
            yield EitherOr(kin, "uncleared", "cleared", min(taken, left), sells_more)


def _sales(household: Household, z: Array) -> Array:
    """Take what z sells of each lot, shape (L,)."""
    P = len(household.positions)
    return z[P : P + len(household.book.lots)]
