"""
Programs compiled for cvxpy once per shape and solved again with new numbers.

cvxpy's own work on a fresh problem costs far more than the solution of it; with every number a
`Parameter` (disciplined parametrised programming) that work is done once.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import cvxpy as cp
import numpy as np

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.program import Program

# Clarabel by name: cvxpy's own choice changes with what else is installed, and OSQP calls
# answers optimal that break limits by 1e-4.
TIGHT = {
    "tol_gap_abs": 1e-11,
    "tol_gap_rel": 1e-11,
    "tol_feas": 1e-11,
    "reduced_tol_gap_abs": 1e-8,
    "reduced_tol_gap_rel": 1e-8,
    "reduced_tol_feas": 1e-8,
}

FEASIBLE = frozenset({cp.OPTIMAL, cp.OPTIMAL_INACCURATE})
"""Inaccurate answers go on to the certificate, which decides."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a compiled problem depends on: sizes only, no numbers."""

    unknowns: int
    quadratic: int
    rows: int
    norms: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What the solver says: z, or None where it has no answer, and the multipliers."""

    z: Array | None
    row_duals: Array
    norm_duals: Array


class Compiled:
    """A problem of one shape, waiting for numbers."""

    def __init__(self, shape: Shape) -> None:
        n, half = shape.unknowns, shape.unknowns // 2
        self._z = cp.Variable(n)
        self._factor = cp.Parameter((shape.quadratic, half))
        self._cost = cp.Parameter(n)
        self._most = cp.Parameter(n)
        self._normals = cp.Parameter((shape.rows, n))
        self._bounds = cp.Parameter(shape.rows)
        self._norm_data = [
            (cp.Parameter((size, half)), cp.Parameter(size), cp.Parameter()) for size in shape.norms
        ]
        t = self._z[:half] - self._z[half:]
        self._rows = self._normals @ self._z <= self._bounds
        self._norms = [
            cp.norm(factor @ t + offset) <= bound for factor, offset, bound in self._norm_data
        ]
        objective = cp.sum_squares(self._factor @ t) + self._cost @ self._z
        limits = [self._z >= 0, self._z <= self._most, self._rows, *self._norms]
        self._problem = cp.Problem(cp.Minimize(objective), limits)

    def solve(self, program: Program) -> Answer:
        """Fill in the numbers of a program and solve it."""
        self._factor.value, self._cost.value = program.factor, program.cost
        self._most.value = program.most
        self._normals.value = np.array([row.normal for row in program.rows])
        self._bounds.value = np.array([row.bound for row in program.rows])
        for parameters, norm in zip(self._norm_data, program.norms, strict=True):
            factor, offset, bound = parameters
            factor.value, offset.value, bound.value = norm.factor, norm.offset, norm.bound
        if not solve_pinned(self._problem):
            return Answer(None, np.zeros(0), np.zeros(0))
        return Answer(
            z=np.asarray(self._z.value),
            row_duals=np.asarray(self._rows.dual_value),
            norm_duals=np.array([float(norm.dual_value) for norm in self._norms]),
        )


def solve_pinned(problem: cp.Problem) -> bool:
    """
    Solve with Clarabel at tight tolerances.

    Returns:
        Whether there is an answer. If not, the problem is infeasible or the solver gave up: the
        least slack of the limits (`optimize.diagnose`) tells which.
    """
    with warnings.catch_warnings():
        # cvxpy warns of an inaccurate answer; ours is judged by its certificate instead.
        warnings.filterwarnings("ignore", message="Solution may be inaccurate")
        try:
            # No warm start: it keeps the scaling of the last numbers, and with it their last bits.
            problem.solve(solver=cp.CLARABEL, warm_start=False, **TIGHT)
        except cp.SolverError:
            return False
    return problem.status in FEASIBLE


@lru_cache(maxsize=32)
def compiled(shape: Shape) -> Compiled:
    """Compile a shape once per process."""
    return Compiled(shape)


def shape_of(program: Program) -> Shape:
    """Read the sizes of a program."""
    return Shape(
        unknowns=len(program.cost),
        quadratic=len(program.factor),
        rows=len(program.rows),
        norms=tuple(len(norm.offset) for norm in program.norms),
    )
