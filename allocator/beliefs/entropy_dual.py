"""
The least divergence under linear views, through its dual: one multiplier per view.

q minimises sum q ln(q / p) subject to E_q[a] = b and E_q[g] <= h. With the multipliers l and
n >= 0, q is p exp(-a'l - g'n), made to sum to one, and (l, n) minimise the convex

    F = ln sum p exp(-(a - b)'l - (g - h)'n),

whose gradient is what the views miss by and whose least value is minus the divergence (Meucci
2008; Boyd and Vandenberghe 2004, chapter 5). The answer is checked, not believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import lsq_linear
from scipy.special import logsumexp, rel_entr

from allocator.beliefs.entropy_room import LEAST_ROOM, room
from allocator.errors import CertificationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from allocator.beliefs.entropy_room import Row
    from allocator.model.arrays import Array

TOLERANCE = 1e-9
"""What may be missed by: views in standard deviations of the prior, divergences in nats."""

_NEWTON_STEPS = 100
_LEAST_CURVATURE = 1e-12
_HALVINGS = 40
_NOISE = 1e-14
"""What F may owe to rounding, so that the last steps are not refused for it."""
_DEEPLY_TILTED = 1e-12
"""A scenario at less than this part of its probability asks whether it must be given up."""


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """The probabilities nearest to the prior, and per view what a unit of its bound costs."""

    probabilities: Array
    divergence: float
    prices: dict[str, float]


def pooled(p: Array, rows: Sequence[Row]) -> Pooled | None:
    """
    Find the probabilities nearest to `p` that satisfy the rows.

    Args:
        p: Prior probabilities, positive, shape (T,).
        rows: Linear views over the same T scenarios.

    Returns:
        The answer; None if no positive probabilities satisfy the rows.

    Raises:
        CertificationError: If there is an answer, and it was not found to `TOLERANCE`.
    """
    if not all(row.within_reach() for row in rows):
        return None
    kept = [row for row in rows if np.ptp(row.values) > 0]
    if not kept:
        return Pooled(p.copy(), 0.0, dict.fromkeys(_views(rows), 0.0))
    scale = np.array([np.sqrt(p @ (row.values - p @ row.values) ** 2) for row in kept])
    A = np.array([row.values - row.bound for row in kept]) / scale[:, None]
    equal = np.array([row.equality for row in kept])
    multipliers = _minimise(p, A, equal)
    q, F = _tilted(p, A, multipliers)
    if np.log(p.min()) > F:
        return None  # by weak duality: no probabilities are further from p than -ln min p
    missed = _certificate(p, q, F, A, multipliers, equal)
    if (missed > TOLERANCE or (q < _DEEPLY_TILTED * p).any()) and room(p, rows) < LEAST_ROOM:
        return None
    if missed > TOLERANCE:
        raise CertificationError(f"the views are missed by {missed:.1e} standard deviations")
    prices = dict.fromkeys(_views(rows), 0.0)
    for row, multiplier in zip(kept, multipliers / scale, strict=True):
        if row.view:
            prices[row.view] -= float(multiplier) * row.per_bound
    return Pooled(q, float(rel_entr(q, p).sum()), prices)


def _views(rows: Sequence[Row]) -> list[str]:
    """List the views that rows serve."""
    return [row.view for row in rows if row.view]


def _tilted(p: Array, A: Array, multipliers: Array) -> tuple[Array, float]:
    """Tilt the prior, and give the logarithm of what it then sums to: F."""
    exponent = np.log(p) - multipliers @ A
    F = float(logsumexp(exponent))
    q: Array = np.exp(exponent - F)
    return q / q.sum(), F


def _minimise(p: Array, A: Array, equal: NDArray[np.bool_]) -> Array:
    """
    Minimise F by Newton's method, multipliers of inequalities at least zero.

    Each step minimises the quadratic model within the bounds, which is a least-squares problem
    with bounds. Of SciPy's general methods only `trust-constr` takes both bounds and a Hessian,
    and its barrier stops short of the accuracy wanted.
    """
    multipliers = np.zeros(len(A))
    for _ in range(_NEWTON_STEPS):
        q, value = _tilted(p, A, multipliers)
        gradient = -A @ q
        moving = equal | (multipliers > 0) | (gradient < 0)
        settled = np.abs(gradient[moving]).max(initial=0.0) < TOLERANCE / 1e5
        if settled or value < np.log(p.min()):
            break
        around = A + gradient[:, None]
        lowest = np.where(equal, -np.inf, -multipliers)
        step = _newton_step((around * q) @ around.T, gradient, lowest)
        moved = _descended(p, A, multipliers, step, value)
        if moved is None:
            break
        multipliers = np.where(equal, moved, np.maximum(moved, 0))
    return multipliers


def _newton_step(hessian: Array, gradient: Array, lowest: Array) -> Array:
    """
    Minimise gradient'd + d'Hd / 2 over d >= lowest.

    Views that repeat one another make H singular, so its least curvature is set just above zero.
    """
    curvature, directions = np.linalg.eigh(hessian)
    root = np.sqrt(np.maximum(curvature, _LEAST_CURVATURE * max(1.0, curvature[-1])))
    aim = -(directions.T @ gradient) / root
    J = root[:, None] * directions.T
    step: Array = lsq_linear(J, aim, (lowest, np.inf), method="bvls", tol=1e-14).x
    return step


def _descended(p: Array, A: Array, multipliers: Array, step: Array, F: float) -> Array | None:
    """Go along the step, cut short until F does not rise; None if it always does."""
    for halvings in range(_HALVINGS):
        moved: Array = multipliers + 0.5**halvings * step
        if _tilted(p, A, moved)[1] <= F + _NOISE * max(1, abs(F)):
            return moved
    return None


def _certificate(
    p: Array, q: Array, F: float, A: Array, multipliers: Array, equal: NDArray[np.bool_]
) -> float:
    """
    Measure the worst of: a view missed, primal apart from dual, a slack view with a multiplier.

    By weak duality no probabilities that satisfy the views are nearer to `p` than -F, so a
    divergence within the tolerance of -F is the least there is.
    """
    missed = A @ q
    views = np.where(equal, np.abs(missed), np.maximum(missed, 0)).max()
    gap = abs(float(rel_entr(q, p).sum()) + F)
    slack = np.abs(multipliers * missed)[~equal].max(initial=0.0)
    return float(max(views, gap, slack))
