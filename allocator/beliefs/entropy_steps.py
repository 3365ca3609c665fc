"""
Views of entropy pooling met in three steps, each keeping what the one before it gave.

A variance is linear in the probabilities once its mean is fixed, and a correlation once means and
variances are: expectations and CVaR come first, then variances, then correlations.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.beliefs.entropy_room import Row
from allocator.beliefs.entropy_statistics import Correlation, CVaR, Variance
from allocator.beliefs.entropy_tails import pooled_with_tails

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.beliefs.entropy_views import View
    from allocator.model.arrays import Array

_STEPS = ((type(None), CVaR), (Variance,), (Correlation,))


def in_steps(p: Array, views: Sequence[View]) -> tuple[Array, dict[str, float]]:
    """
    Meet the views.

    Args:
        p: Prior probabilities, positive, shape (T,).
        views: Over the same scenarios.

    Returns:
        The posterior probabilities, shape (T,), and by place of a view the change of divergence
        per unit of its bound, in the step where it enters.

    Raises:
        InputError: If no probabilities satisfy the views.
        CertificationError: If none were found to the tolerance.
    """
    q, kept = p, _Kept()
    multipliers = {view.place: 0.0 for view in views}
    for kinds in _STEPS:
        entering = [view for view in views if isinstance(view.statistic, kinds)]
        if not entering:
            continue
        for view in entering:
            kept.add(view, q)
        answer = pooled_with_tails(p, kept.rows, views)
        q = answer.probabilities
        multipliers |= {view.place: answer.prices.get(view.place, 0.0) for view in entering}
    return q, multipliers


class _Kept:
    """The linear rows of the views so far, and of the moments that are held for them."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def add(self, view: View, q: Array) -> None:
        """Add a view, with the moments it needs held where q has them."""
        if view.statistic is None:
            self.rows.append(view.row(view.values[0], view.bound))
        elif isinstance(view.statistic, Variance):
            self.rows.append(view.row(self._squares(view.values[0], q), view.bound))
        elif isinstance(view.statistic, Correlation):
            squares = [self._squares(values, q) for values in view.values]
            deviations = [np.sqrt(self._held(square, q)) for square in squares]
            means = [self._held(values, q) for values in view.values]
            first, second = (
                (values - mean) / deviation
                for values, mean, deviation in zip(view.values, means, deviations, strict=True)
            )
            self.rows.append(view.row(first * second, view.bound))

    def _squares(self, values: Array, q: Array) -> Array:
        """Hold a mean, and square the deviations from it: their expectation is the variance."""
        squares: Array = (values - self._held(values, q)) ** 2
        return squares

    def _held(self, values: Array, q: Array) -> float:
        """Hold an expectation where it is, and say where: at its bound if a view sets one."""
        for row in self.rows:
            if row.equality and np.array_equal(row.values, values):
                return row.bound
        held = float(q @ values)
        self.rows.append(Row(values, held))
        return held
