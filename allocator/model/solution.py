"""What the optimiser found, and the proof that comes with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.model.arrays import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.model.arrays import Array


@dataclass(frozen=True, slots=True)
class Certificate:
    """
    How far an answer is from satisfying the conditions of Karush, Kuhn and Tucker.

    All figures are computed in NumPy from the problem's data. `max_violation` is the worst
    breach of a limit, `kkt_residual` the worst of stationarity, dual sign and complementarity.
    """

    max_violation: float
    kkt_residual: float


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """
    Weights (P,) and cash (A,) that maximise the objective, with its value per year.

    `shadow_prices` gives, per named limit, the objective gained per unit of loosening.
    """

    weights: Array
    cash: Array
    objective: float
    shadow_prices: Mapping[str, float]
    certificate: Certificate

    def __post_init__(self) -> None:
        """Copy, check and freeze the arrays."""
        object.__setattr__(self, "weights", frozen(self.weights, len(self.weights)))
        object.__setattr__(self, "cash", frozen(self.cash, len(self.cash)))
