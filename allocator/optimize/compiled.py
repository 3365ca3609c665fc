"""
Programs compiled for cvxpy once per shape and solved again with new numbers.

cvxpy's own work on a fresh problem costs far more than the solution of it; with every number a
`Parameter` (disciplined parametrised programming) that work is done once.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import cvxpy as cp
import numpy as np

from allocator.errors import CertificationError

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.program import Program

# Clarabel by name: cvxpy's own choice changes with what else is installed, and OSQP calls
# answers optimal that break limits by 1e-4.
TIGHT = {
    "tol_gap_abs": 1e-13,
    "tol_gap_rel": 1e-13,
    "tol_feas": 1e-11,
    "reduced_tol_gap_abs": 1e-8,
    "reduced_tol_gap_rel": 1e-8,
    "reduced_tol_feas": 1e-8,
}

FEASIBLE = frozenset({cp.OPTIMAL, cp.OPTIMAL_INACCURATE})
"""Inaccurate answers go on to the certificate, which decides."""

INFEASIBLE = frozenset({cp.INFEASIBLE, cp.INFEASIBLE_INACCURATE})

GAVE_UP = "the solver gave no answer"

SCALE = 100.0
"""The objective is solved this many times over: it is so flat that a gap of 1e-12 in utility can be
1e-5 in a weight, and Clarabel's tolerances are absolute."""

LARGEST_COMPILED = 120
"""Unknowns up to which a program is compiled for its shape: sixty positions."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a compiled problem depends on: sizes only, no numbers."""

    unknowns: int
    quadratic: int
    rows: int
    norms: tuple[int, ...]
    impacts: int


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """
    What the solver says: z, or None where it has no answer, and the multipliers.

    `impossible` says that it proved that nothing satisfies the limits; without that, no answer may
    be the solver's own failure.
    """

    z: Array | None
    row_duals: Array
    norm_duals: Array
    impossible: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """
    The numbers of a program, as cvxpy parameters or as plain arrays; norms as triples.

    All of them act on z: the change of weights is inside `factor` and the norms.
    """

    factor: Any
    cost: Any
    most: Any
    normals: Any
    bounds: Any
    norms: tuple[tuple[Any, Any, Any], ...]
    impact: Any


class Stated:
    """A problem stated to cvxpy."""

    def __init__(self, numbers: Numbers) -> None:
        self._z = cp.Variable(numbers.cost.shape[0])
        self._rows = numbers.normals @ self._z <= numbers.bounds
        self._norms = [
            cp.norm(factor @ self._z + offset) <= bound for factor, offset, bound in numbers.norms
        ]
        objective = cp.sum_squares(numbers.factor @ self._z) + numbers.cost @ self._z
        if numbers.impact.shape[0]:
            moved = cp.pos(numbers.impact @ self._z)  # a hair below zero has no power of 3/2
            objective += cp.sum(cp.power(moved, 1.5))
        limits = [self._z >= 0, self._z <= numbers.most, self._rows, *self._norms]
        self._problem = cp.Problem(cp.Minimize(objective), limits)

    def answer(self) -> Answer:
        """Solve it."""
        try:
            impossible = not solve_pinned(self._problem)
        except CertificationError:
            return Answer(None, np.zeros(0), np.zeros(0))
        if impossible:
            return Answer(None, np.zeros(0), np.zeros(0), impossible=True)
        return Answer(
            z=np.asarray(self._z.value),
            row_duals=np.asarray(self._rows.dual_value) / SCALE,
            norm_duals=np.array([float(norm.dual_value) for norm in self._norms]) / SCALE,
        )


class Compiled:
    """A problem of one shape, waiting for numbers."""

    def __init__(self, shape: Shape) -> None:
        n = shape.unknowns
        self._numbers = Numbers(
            factor=cp.Parameter((shape.quadratic, n)),
            cost=cp.Parameter(n),
            most=cp.Parameter(n),
            normals=cp.Parameter((shape.rows, n)),
            bounds=cp.Parameter(shape.rows),
            norms=tuple(
                (cp.Parameter((k, n)), cp.Parameter(k), cp.Parameter()) for k in shape.norms
            ),
            impact=cp.Parameter((shape.impacts, n), nonneg=True)
            if shape.impacts
            else np.zeros((0, n)),
        )
        self._stated = Stated(self._numbers)

    def solve(self, program: Program) -> Answer:
        """Fill in the numbers of a program and solve it."""
        given = _numbers(program)
        for name in ("factor", "cost", "most", "normals", "bounds"):
            getattr(self._numbers, name).value = getattr(given, name)
        if len(given.impact):
            self._numbers.impact.value = given.impact
        for parameters, values in zip(self._numbers.norms, given.norms, strict=True):
            for parameter, value in zip(parameters, values, strict=True):
                parameter.value = value
        return self._stated.answer()


def solve(program: Program) -> Answer:
    """
    Solve a program: compiled once per shape where that pays, else stated anew.

    cvxpy compiles a problem in parameters with work that grows with the square of their number; a
    household of many accounts is solved once and is quicker as plain numbers.
    """
    if len(program.cost) <= LARGEST_COMPILED:
        return compiled(shape_of(program)).solve(program)
    return Stated(_numbers(program)).answer()


def _numbers(program: Program) -> Numbers:
    """Collect the arrays of a program."""
    return Numbers(
        factor=program.unknowns.on_change(program.factor) * np.sqrt(SCALE),
        cost=program.cost * SCALE,
        most=program.most,
        normals=np.array([row.normal for row in program.rows]),
        bounds=np.array([row.bound for row in program.rows]),
        norms=tuple(
            (program.unknowns.on_change(norm.factor), norm.offset, norm.bound)
            for norm in program.norms
        ),
        # c x^(3/2) is (c^(2/3) x)^(3/2): so a parameter stays outside the power.
        impact=(SCALE * program.impact.coefficient[:, None]) ** (2 / 3) * program.impact.lines,
    )


def solve_pinned(problem: cp.Problem) -> bool:
    """
    Solve with Clarabel at tight tolerances.

    Returns:
        Whether there is an answer; if not, the solver found the problem infeasible.

    Raises:
        CertificationError: If the solver gave up, which proves nothing.
    """
    # Where the solver gives up, cvxpy values the objective at whatever it ended with.
    with warnings.catch_warnings(), np.errstate(over="ignore"):
        # cvxpy warns of an inaccurate answer; ours is judged by its certificate instead.
        warnings.filterwarnings("ignore", message="Solution may be inaccurate")
        for tolerances in (TIGHT, {}):  # its own, looser ones where it cannot reach ours
            try:
                # No warm start: it keeps the scaling of the last numbers, and so their last bits.
                problem.solve(solver=cp.CLARABEL, warm_start=False, **tolerances)
            except cp.SolverError:
                continue
            break
        else:
            raise CertificationError(GAVE_UP)
    if problem.status not in FEASIBLE | INFEASIBLE:
        raise CertificationError(GAVE_UP)
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
        impacts=len(program.impact.coefficient),
    )
