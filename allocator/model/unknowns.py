"""The unknowns of a program: purchases by position, sales by lot, breaches of soft limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.course import Course
    from allocator.model.policy import LinearLimit, Policy

MOST_BREACH = 10.0
"""A soft limit may be broken by ten times the portfolio: as good as without end."""


@dataclass(frozen=True, slots=True, eq=False)
class Unknowns:
    """
    How z of shape (n,) is laid out: P purchases, L sales, K breaches.

    Attributes:
        purchases: Where the purchases stand.
        sales: Where the sales stand.
        breaches: Where the breaches stand.
        count: n.
        bought: Purchases by position, shape (P, n).
        sold: Sales by position, shape (P, n).
    """

    purchases: slice
    sales: slice
    breaches: slice
    count: int
    bought: Array
    sold: Array

    @property
    def turn(self) -> Array:
        """The change of weights that each unknown makes, shape (P, n)."""
        turn: Array = self.bought - self.sold
        return turn

    def by_lot(self, values: Array) -> Array:
        """Spread values of lots, shape (L,), over all unknowns, shape (n,)."""
        line = np.zeros(self.count)
        line[self.sales] = values
        return line


def unknowns_of(brief: Brief) -> Unknowns:
    """Lay out the unknowns of a brief; each side of a soft limit has a breach of its own."""
    book, P = brief.household.book, len(brief.household.positions)
    L, K = len(book.lots), len(soft_edges(brief.policy))
    bought, sold = np.zeros((P, P + L + K)), np.zeros((P, P + L + K))
    bought[np.arange(P), np.arange(P)] = 1.0
    sold[book.positions, P + np.arange(L)] = 1.0
    return Unknowns(
        purchases=slice(0, P),
        sales=slice(P, P + L),
        breaches=slice(P + L, P + L + K),
        count=P + L + K,
        bought=bought,
        sold=sold,
    )


def soft_edges(policy: Policy) -> tuple[tuple[LinearLimit, float, float], ...]:
    """List the sides of soft limits as (limit, sign, edge): sign * measure is at most sign * edge."""
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
    barred = np.array(
        [household.positions[p].kin in course.no_losses for p in book.positions], dtype=bool
    )
    at_a_loss = barred & (book.gains < 0)
    return np.concatenate(
        [
            np.array(may_buy, dtype=float),
            book.weights * book.may_sell * ~at_a_loss,
            np.full(at.breaches.stop - at.breaches.start, MOST_BREACH),
        ]
    )
