"""The proof that an answer is optimal, in NumPy, from the program's data alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.model.solution import Certificate

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.program import Program


def certify(program: Program, z: Array, row_duals: Array, norm_duals: Array) -> Certificate:
    """
    Measure how far (z, duals) is from the Karush-Kuhn-Tucker conditions.

    The gradient g of the Lagrangian over rows and norms is split into multipliers of the box
    0 <= z <= most: its positive part belongs to the lower bound, its negative part to the upper.
    Stationarity then holds by construction, and what can fail is the sign of a dual or the
    complementarity of a multiplier with its slack. For a feasible z and duals of the right sign
    the products add up to the duality gap: no portfolio is better by more than that, per year.

    Args:
        program: The problem.
        z: The unknowns, shape (n,).
        row_duals: One multiplier per row.
        norm_duals: One multiplier per norm.

    Returns:
        The worst violation of a limit, and the gap or, if it is worse, the most negative dual.
    """
    t = program.change(z)
    slope = 2 * program.factor.T @ (program.factor @ t)
    gradient = program.cost + program.impact.slope(z)
    slacks = [0.0]
    for row, dual in zip(program.rows, row_duals, strict=True):
        gradient = gradient + dual * row.normal
        slacks.append(row.bound - float(row.normal @ z))
    for norm, dual in zip(program.norms, norm_duals, strict=True):
        image = norm.image(t)
        length = float(np.linalg.norm(image))
        slacks.append(norm.bound - length)
        if length > 0:
            slope = slope + dual * norm.factor.T @ image / length
    gradient = gradient + program.unknowns.on_change(slope)
    duals = np.concatenate([[0.0], row_duals, norm_duals])
    box = np.maximum(gradient, 0) * z + np.maximum(-gradient, 0) * (program.most - z)
    outside = np.maximum(-z, z - program.most).max(initial=0.0)
    return Certificate(
        max_violation=float(max(outside, -min(slacks), 0.0)),
        kkt_residual=float(max(box.sum() + np.abs(duals * np.array(slacks)).sum(), -duals.min())),
    )
