"""The unknowns of a program: purchases by position, sales by lot, breaches of soft limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.course import Course
    from allocator.model.household import Household
    from allocator.model.policy import LinearLimit, Policy

MOST_BREACH = 10.0
"""A soft limit may be broken by ten times the portfolio: as good as without end."""


@dataclass(frozen=True, slots=True, eq=False)
class Unknowns:
    """
    How z of shape (n,) is laid out: P purchases, L sales, K breaches.

    Attributes:
        P: Positions, one purchase each.
        lots: The position of each lot, shape (L,), one sale each.
        K: Breaches, one for each side of a soft limit.
    """

    P: int
    lots: NDArray[np.intp]
    K: int

    @property
    def count(self) -> int:
        """How many there are, n."""
        return self.P + len(self.lots) + self.K

    @property
    def purchases(self) -> slice:
        """Where the purchases stand."""
        return slice(0, self.P)

    @property
    def sales(self) -> slice:
        """Where the sales stand."""
        return slice(self.P, self.P + len(self.lots))

    @property
    def breaches(self) -> slice:
        """Where the breaches stand."""
        return slice(self.P + len(self.lots), self.count)

    def bought(self, z: Array) -> Array:
        """Take what is bought of each position, shape (P,)."""
        return z[self.purchases]

    def sold(self, z: Array) -> Array:
        """Add up what is sold of each position, shape (P,)."""
        return np.bincount(self.lots, weights=z[self.sales], minlength=self.P).astype(np.float64)

    def change(self, z: Array) -> Array:
        """Take the change of weights, shape (P,)."""
        return self.bought(z) - self.sold(z)

    def on(self, bought: Array, sold: Array) -> Array:
        """
        Turn figures for purchases and sales by position into figures for z.

        Args:
            bought: What a dollar bought of each position counts, shape (P,) or (k, P).
            sold: What a dollar sold counts, likewise.

        Returns:
            What each unknown counts, shape (n,) or (k, n); breaches count nothing.
        """
        nothing = np.zeros((*bought.shape[:-1], self.K))
        return np.concatenate([bought, sold[..., self.lots], nothing], axis=-1)

    def on_change(self, values: Array) -> Array:
        """Turn figures for changes of weights, shape (P,) or (k, P), into figures for z."""
        return self.on(values, -values)

    def by_lot(self, values: Array) -> Array:
        """Spread values of lots, shape (L,), over all unknowns, shape (n,)."""
        line = np.zeros(self.count)
        line[self.sales] = values
        return line


def unknowns_of(brief: Brief) -> Unknowns:
    """Lay out the unknowns of a brief; each side of a soft limit has a breach of its own."""
    household = brief.household
    return Unknowns(
        len(household.positions), household.book.positions, len(soft_edges(brief.policy))
    )


def soft_edges(policy: Policy) -> tuple[tuple[LinearLimit, float, float], ...]:
    """List the sides of soft limits as (limit, sign, edge): sign x measure <= sign x edge."""
    return tuple(
        (limit, sign, edge)
        for limit in policy.limits.linear
        if limit.price_bps is not None
        for sign, edge in ((-1.0, limit.range.lower), (1.0, limit.range.upper))
        if edge is not None
    )


def most_of(brief: Brief, course: Course, at: Unknowns) -> Array:
    """Bound purchases by the whole household and sales by what is held; locks close both."""
    household, book = brief.household, brief.household.book
    may_buy = [p.may_buy and p.kin not in course.no_buys for p in household.positions]
    return np.concatenate(
        [
            np.array(may_buy, dtype=float),
            book.weights * book.may_sell * ~losses_barred(household, course),
            np.full(at.K, MOST_BREACH),
        ]
    )


def losses_barred(household: Household, course: Course) -> NDArray[np.bool_]:
    """Mark the lots at a loss that a case does not sell, shape (L,)."""
    book = household.book
    barred = book.of_kin(household, course.no_losses)
    waiting = book.of_kin(household, course.uncleared) & (book.waits > 0)
    return (barred | waiting) & (book.at_a_loss > 0)
