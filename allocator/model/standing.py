"""A portfolio that one could stand at, with what getting there takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.model.arrays import frozen

if TYPE_CHECKING:
    from allocator.model.arrays import Array


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """
    Weights and cash, and what is realised and paid on the way, as fractions of the value today.

    Attributes:
        weights: Weights by position, shape (P,).
        cash: Cash by account, shape (A,).
        gains: Net gains that the sales realise.
        tax: The tax on them as it is counted: that of this year, less what is put off no longer.
        commissions: What is paid for trading beyond the cost of the change of weights: commissions
            by the trade, and what is both sold and bought.
    """

    weights: Array
    cash: Array
    gains: float = 0.0
    tax: float = 0.0
    commissions: float = 0.0

    def __post_init__(self) -> None:
        """Copy, check and freeze the arrays."""
        object.__setattr__(self, "weights", frozen(self.weights, len(self.weights)))
        object.__setattr__(self, "cash", frozen(self.cash, len(self.cash)))
