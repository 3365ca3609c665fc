"""What a view of entropy pooling can be about, beyond an expectation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from allocator.model.arrays import Array


@dataclass(frozen=True, slots=True, eq=False)
class Variance:
    """The variance of what has `values`, shape (T,), in the T scenarios."""

    values: ArrayLike

    def __str__(self) -> str:
        return "variance"


@dataclass(frozen=True, slots=True, eq=False)
class Correlation:
    """The correlation of two quantities, each of shape (T,)."""

    first: ArrayLike
    second: ArrayLike

    def __str__(self) -> str:
        return "correlation"


@dataclass(frozen=True, slots=True, eq=False)
class CVaR:
    """
    The mean loss in the worst 1 - `level` of probability: a positive number is a loss.

    Attributes:
        values: Returns, not losses, shape (T,).
        level: The probability of everything better, 0.95 for the worst 5 %.
    """

    values: ArrayLike
    level: float = 0.95

    def __str__(self) -> str:
        return f"{100 * self.level:g} % CVaR"


def value_at_risk(losses: Array, q: Array, level: float) -> float:
    """Find the smallest loss that is not exceeded with probability `level`."""
    order = np.argsort(losses, kind="stable")
    reached = np.searchsorted(np.cumsum(q[order]), level - _ROUNDING)
    return float(losses[order[min(int(reached), len(order) - 1)]])


def conditional_value_at_risk(losses: Array, q: Array, level: float) -> float:
    """Average the losses in the worst 1 - `level` (Rockafellar and Uryasev 2000)."""
    threshold = value_at_risk(losses, q, level)
    return threshold + float(q @ np.maximum(losses - threshold, 0)) / (1 - level)


_ROUNDING = 1e-12
"""A cumulated probability within this of the level has reached it."""
