"""Whether linear views leave room for any probabilities at all, by linear programming."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.model.arrays import Array

LEAST_ROOM = 1e-6
"""Views are impossible if some scenario must fall below this part of its prior probability."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """
    A linear condition on probabilities: E_q[values] = bound, or <= bound.

    Attributes:
        values: Shape (T,).
        bound: In the unit of the values.
        equality: Whether the bound is met, not only kept.
        view: The place of the view it serves; empty if it only holds a moment where it is.
        per_bound: The change of this bound per unit of the view's own.
    """

    values: Array
    bound: float
    equality: bool = True
    view: str = ""
    per_bound: float = 1.0

    def within_reach(self) -> bool:
        """Say whether positive probabilities can satisfy this row, were it the only one."""
        low, high = self.values.min(), self.values.max()
        if low == high:
            return bool(low == self.bound if self.equality else low <= self.bound)
        return bool(low < self.bound and (not self.equality or self.bound < high))


def room(p: Array, rows: Sequence[Row]) -> float:
    """
    Find the largest t for which some q >= t p satisfies the rows.

    Written with q = t p + r, r >= 0. Positive means that the views are possible without giving
    up a scenario, which is when the dual has a solution.

    Args:
        p: Prior probabilities, positive, shape (T,).
        rows: Linear views over the same scenarios.

    Returns:
        t, at most 1; -1 if the rows have no solution.
    """
    A_eq, b_eq, A_ub, b_ub = _matrices(p, rows)
    cost = np.zeros(len(p) + 1)
    cost[-1] = -1
    found = linprog(cost, A_ub, b_ub, A_eq, b_eq, bounds=(0, None), method="highs")
    return float(found.x[-1]) if found.success else -1.0


def reach(p: Array, values: Array, held: Sequence[Row]) -> tuple[float, float]:
    """Find the least and the largest expectation of `values` within the rows that are held."""
    A_eq, b_eq, A_ub, b_ub = _matrices(p, held)
    ends = []
    for sign in (1.0, -1.0):
        cost = np.append(sign * values, sign * (p @ values))
        found = linprog(cost, A_ub, b_ub, A_eq, b_eq, bounds=(0, None), method="highs")
        ends.append(sign * float(found.fun))
    return ends[0], ends[1]


def conflict(p: Array, rows: Sequence[Row]) -> tuple[str, ...]:
    """
    Name views that cannot hold together, such that without any one of them the others can.

    A view that is impossible alone is named alone. Otherwise views are left out one after the
    other, and put back where the rest becomes possible (the deletion filter of Chinneck 1997).

    Args:
        p: Prior probabilities, positive, shape (T,).
        rows: Linear views; those that hold a moment always count.

    Returns:
        The places of the views, in their order.
    """

    def possible(views: list[str]) -> bool:
        chosen = [row for row in rows if not row.view or row.view in views]
        return room(p, chosen) >= LEAST_ROOM

    views = list(dict.fromkeys(row.view for row in rows if row.view))
    for view in views:
        if not possible([view]):
            return (view,)
    for view in tuple(views):
        rest = [each for each in views if each != view]
        if not possible(rest):
            views = rest
    return tuple(views)


def _matrices(p: Array, rows: Sequence[Row]) -> tuple[Array, Array, Array | None, Array | None]:
    """Spell the rows for `linprog` in (r, t), deviations from the bound scaled to at most one."""
    equal = [np.append(np.ones(len(p)), 1.0)]
    most: list[Array] = []
    for row in rows:
        apart = row.values - row.bound
        apart = apart / (np.abs(apart).max() or 1.0)
        (equal if row.equality else most).append(np.append(apart, p @ apart))
    b_eq = np.zeros(len(equal))
    b_eq[0] = 1
    if not most:
        return np.array(equal), b_eq, None, None
    return np.array(equal), b_eq, np.array(most), np.zeros(len(most))
