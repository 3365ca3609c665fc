"""
Programs compiled for cvxpy once per shape and solved again with new numbers.

cvxpy's own work on a fresh problem costs far more than the solution of it; with every number a
`Parameter` (disciplined parametrised programming) that work is done once.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING

import cvxpy as cp
import numpy as np

from allocator.errors import CertificationError

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
    """What the solver says: z, or None where no z satisfies every limit, and the multipliers."""

    z: Array | None
    row_duals: Array
    norm_duals: Array


class Compiled:
    """
    A problem of one shape, waiting for numbers.

    All numbers are slices of one parameter: cvxpy validates and carries each parameter at a cost
    that, at this size, is that of the solution itself.
    """

    def __init__(self, shape: Shape) -> None:
        n, half = shape.unknowns, shape.unknowns // 2
        sizes = [(shape.quadratic, half), (shape.quadratic,), (n,), (n,), (shape.rows, n)]
        sizes += [(shape.rows,), *(size for k in shape.norms for size in ((k, half), (k,), (1,)))]
        self._numbers = cp.Parameter(sum(prod(size) for size in sizes))
        factor, offset, cost, most, normals, bounds, *norms = _slices(self._numbers, sizes)
        self._z = cp.Variable(n)
        t = self._z[:half] - self._z[half:]
        self._rows = normals @ self._z <= bounds
        self._norms = [
            cp.norm(norms[k] @ t + norms[k + 1]) <= norms[k + 2] for k in range(0, len(norms), 3)
        ]
        objective = cp.sum_squares(factor @ t + offset) + cost @ self._z
        limits = [self._z >= 0, self._z <= most, self._rows, *self._norms]
        self._problem = cp.Problem(cp.Minimize(objective), limits)

    def solve(self, program: Program) -> Answer:
        """Fill in the numbers of a program and solve it."""
        numbers = [program.factor, program.offset, program.cost, program.most]
        numbers += [row.normal for row in program.rows]
        numbers.append(np.array([row.bound for row in program.rows]))
        for norm in program.norms:
            numbers += [norm.factor, norm.offset, np.array([norm.bound])]
        self._numbers.value = np.concatenate([part.ravel() for part in numbers])
        solve_pinned(self._problem)
        if self._problem.status not in FEASIBLE:
            return Answer(None, np.zeros(0), np.zeros(0))
        return Answer(
            z=np.asarray(self._z.value),
            row_duals=np.asarray(self._rows.dual_value),
            norm_duals=np.array([float(norm.dual_value.item()) for norm in self._norms]),
        )


def _slices(numbers: cp.Parameter, sizes: list[tuple[int, ...]]) -> list[cp.Expression]:
    """Cut one long parameter into matrices, row by row, and vectors."""
    parts, start = [], 0
    for size in sizes:
        part = numbers[start : start + prod(size)]
        parts.append(cp.reshape(part, size, order="C") if len(size) > 1 else part)
        start += prod(size)
    return parts


def solve_pinned(problem: cp.Problem) -> None:
    """
    Solve with Clarabel at tight tolerances.

    Raises:
        CertificationError: If the solver gives up for another reason than infeasibility.
    """
    with warnings.catch_warnings():
        # cvxpy warns of an inaccurate answer; ours is judged by its certificate instead.
        warnings.filterwarnings("ignore", message="Solution may be inaccurate")
        try:
            # No warm start: it keeps the scaling of the last numbers, and with it their last bits.
            problem.solve(solver=cp.CLARABEL, warm_start=False, **TIGHT)
        except cp.SolverError as error:
            raise CertificationError(str(error)) from error
    if problem.status in {cp.UNBOUNDED, cp.UNBOUNDED_INACCURATE}:
        raise CertificationError(f"the solver calls the problem {problem.status}")


@lru_cache(maxsize=32)
def compiled(shape: Shape) -> Compiled:
    """Compile a shape once per process."""
    return Compiled(shape)


def shape_of(program: Program) -> Shape:
    """Read the sizes of a program."""
    return Shape(
        unknowns=len(program.cost),
        quadratic=len(program.offset),
        rows=len(program.rows),
        norms=tuple(len(norm.offset) for norm in program.norms),
    )
