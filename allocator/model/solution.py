"""What the optimiser found, and the proof that comes with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.model.course import OPEN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.model.arrays import Array
    from allocator.model.course import Course
    from allocator.model.limit_keys import LimitKey
    from allocator.model.limits import Reading
    from allocator.model.standing import Standing


AGREE = 0.01
"""How far a multiplier and a finite difference may differ, as a part of the latter."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """
    How far an answer is from satisfying the conditions of Karush, Kuhn and Tucker.

    All figures are computed in NumPy from the problem's data. `max_violation` is the worst
    breach of a limit, `kkt_residual` the worst of stationarity, dual sign and complementarity.
    `gap` is by how much, a year, a case of the tax law that was not looked into could be better.
    """

    max_violation: float
    kkt_residual: float
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class ShadowPrice:
    """
    The worth of loosening one binding limit of the policy.

    Attributes:
        key: The figure of the policy.
        figure: Where the limit stands, a fraction, or dollars where the key is in dollars.
        moved_to: One point looser, or a thousand dollars.
        gain: What the objective gains in a year on solving again there, a fraction.
        multiplier: The gain per unit, or per dollar, that the solution's multiplier promises.
        difference: The same by finite difference, from solving again a hair to both sides.
    """

    key: LimitKey
    figure: float
    moved_to: float
    gain: float
    multiplier: float
    difference: float

    @property
    def agrees(self) -> bool:
        """Whether the multiplier is the finite difference, to one percent."""
        return abs(self.multiplier - self.difference) <= AGREE * abs(self.difference)


@dataclass(frozen=True, slots=True)
class LockPrice:
    """What the target would gain a year, a fraction, if one holding might be sold."""

    account: str
    symbol: str
    gain: float


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """
    The portfolio that maximises the objective, with its value per year.

    `course` is the case of the law that it belongs to. `shadow_prices` gives, per named limit, the
    objective gained per unit of loosening; `readings` are the limits measured on it.
    """

    standing: Standing
    objective: float
    shadow_prices: Mapping[str, float]
    readings: tuple[Reading, ...]
    certificate: Certificate
    course: Course = OPEN

    @property
    def weights(self) -> Array:
        """The weights by position, shape (P,)."""
        return self.standing.weights

    @property
    def cash(self) -> Array:
        """The cash by account, shape (A,)."""
        return self.standing.cash
