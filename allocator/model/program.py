"""
The advisor's problem as plain arrays, free of any solver.

The unknown is z = (purchases by position, sales by lot, breaches of soft limits), as fractions of
the household's value; risk depends on the change of weights t = turn @ z alone. Everything but the
impact of large trades is linear or a norm in them, so the same arrays can be handed to cvxpy, to
another solver, or to the certificate that checks the answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.unknowns import Unknowns


CUT_BEYOND = 1e-10
"""A tail broken by less is kept: what is left is the rounding of the solver, which no cut mends."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """
    One linear limit, normal'z <= bound, under the name of the policy's limit it serves.

    `per_unit` is how far the bound moves when the policy's figure moves by one.
    """

    limit: str
    normal: Array
    bound: float
    per_unit: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Norm:
    """
    One limit on a standard deviation: |root (exposure t) + offset| <= bound, t of shape (P,).

    `root` acts on index exposures, shape (J, J); `exposure` has shape (J, P).
    """

    limit: str
    root: Array
    exposure: Array
    offset: Array
    bound: float

    @property
    def factor(self) -> Array:
        """What acts on t, shape (J, P)."""
        factor: Array = self.root @ self.exposure
        return factor

    def image(self, t: Array) -> Array:
        """Map t to the vector whose length is limited, shape (J,)."""
        image: Array = self.root @ (self.exposure @ t) + self.offset
        return image

    def tangent(self, t: Array) -> tuple[Array, float] | None:
        """
        Cut off a t that breaks the limit: line, bound of line'u <= bound for all u within it.

        Returns:
            The tangent at t, valid since norms are convex; None where t is within the limit.
        """
        image = self.image(t)
        length = float(np.linalg.norm(image))
        if length <= self.bound:
            return None
        slope = self.factor.T @ image / length
        return slope, self.bound - length + float(slope @ t)


@dataclass(frozen=True, slots=True, eq=False)
class Tail:
    """
    One limit on the mean of the worst losses: CVaR(losses @ t + offset) <= bound.

    `losses` has shape (S, P), `offset` (S,): a year's loss in each of S equally likely outcomes.
    """

    limit: str
    losses: Array
    offset: Array
    bound: float
    part: float

    def value(self, t: Array) -> float:
        """Measure the tail at t (Rockafellar and Uryasev 2000, equation 4, for equal weights)."""
        return tail_mean(self.losses @ t + self.offset, self.part)

    def tangent(self, t: Array) -> tuple[Array, float] | None:
        """Cut off a t that breaks the limit; None where it does not (Kunzi-Bay and Mayer 2006)."""
        losses = self.losses @ t + self.offset
        value = tail_mean(losses, self.part)
        if value <= self.bound + CUT_BEYOND:
            return None
        slope = tail_weights(losses, self.part) @ self.losses
        return slope, self.bound - value + float(slope @ t)


def tail_weights(losses: Array, part: float) -> Array:
    """Weigh outcomes, shape (S,), so that the worst `part` of them counts, the last in part."""
    count = part * len(losses)
    order = np.argsort(-losses, kind="stable")
    ranks = np.empty(len(losses))
    ranks[order] = np.arange(len(losses))
    weights: Array = np.clip(count - ranks, 0.0, 1.0) / count
    return weights


def tail_mean(losses: Array, part: float) -> float:
    """Take the mean of the worst `part` of losses."""
    return float(tail_weights(losses, part) @ losses)


@dataclass(frozen=True, slots=True, eq=False)
class Impact:
    """A cost of coefficient'(lines @ z)^(3/2): trades that move prices; lines are not negative."""

    lines: Array
    coefficient: Array

    def cost(self, z: Array) -> float:
        """Charge z of shape (n,)."""
        return float(self.coefficient @ np.maximum(self.lines @ z, 0.0) ** 1.5)

    def slope(self, z: Array) -> Array:
        """Differentiate the cost at z, shape (n,)."""
        slope: Array = (
            1.5 * (self.coefficient * np.sqrt(np.maximum(self.lines @ z, 0.0))) @ self.lines
        )
        return slope


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """
    minimise |factor t|^2 + cost'z + impact over 0 <= z <= most, within rows, norms and tails.

    Attributes:
        unknowns: What z means, and the change of weights t that it makes.
        root: Square root of the quadratic part, on index exposures, shape (J, J).
        exposure: Index exposure per dollar of each position, shape (J, P).
        cost: Linear part, shape (n,).
        most: The largest value of each unknown, shape (n,).
        rows: The linear limits.
        norms: The limits on standard deviations.
        tails: The limits on the mean of the worst losses.
        impact: The part of the costs that is not linear.
    """

    unknowns: Unknowns
    root: Array
    exposure: Array
    cost: Array
    most: Array
    rows: tuple[Row, ...]
    norms: tuple[Norm, ...]
    tails: tuple[Tail, ...]
    impact: Impact

    @property
    def factor(self) -> Array:
        """The square root of the quadratic part on changes of weights, shape (J, P)."""
        factor: Array = self.root @ self.exposure
        return factor

    @property
    def turn(self) -> Array:
        """The matrix of t = turn @ z, shape (P, n), for those who need one."""
        return self.unknowns.on_change(np.eye(self.unknowns.P))

    def change(self, z: Array) -> Array:
        """Take the change of weights t, shape (P,), of z, shape (n,)."""
        return self.unknowns.change(z)

    def objective(self, z: Array) -> float:
        """Value what is minimised, at z of shape (n,)."""
        risk = self.root @ (self.exposure @ self.change(z))
        return float(risk @ risk + self.cost @ z) + self.impact.cost(z)

    def with_cuts(self, t: Array) -> Program | None:
        """Add the tangents of the tails that t breaks, as rows; None where it breaks none."""
        cuts = [(tail.limit, tail.tangent(t)) for tail in self.tails]
        rows = [
            Row(limit, self.unknowns.on_change(cut[0]), cut[1])
            for limit, cut in cuts
            if cut is not None
        ]
        return replace(self, rows=(*self.rows, *rows)) if rows else None
