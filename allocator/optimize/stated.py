"""
Programs stated to cvxpy: the reference that every other way of solving is held against.

Numbers go in as they are. With parameters in their place cvxpy could solve the same shape again for
less; but compiling those costs twice what stating numbers does, and what is solved again is laid
out for Clarabel directly (`optimize.conic`), which costs less still.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
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


def solve(program: Program) -> Answer:
    """
    State a program to cvxpy and solve it.

    Args:
        program: The problem.

    Returns:
        z and the multipliers, or no z where the solver has no answer.
    """
    z = cp.Variable(len(program.cost))
    added = program.unknowns.on_change(program.exposure) @ z
    rows = np.array([row.normal for row in program.rows]) @ z <= np.array(
        [row.bound for row in program.rows]
    )
    norms = [cp.norm(norm.root @ added + norm.offset) <= norm.bound for norm in program.norms]
    objective = cp.sum_squares(program.root @ added) + program.cost @ z
    if program.impact.coefficient.any():
        moved = cp.pos(program.impact.lines @ z)  # a hair below zero has no power of 3/2
        objective += program.impact.coefficient @ cp.power(moved, 1.5)
    limits = [z >= 0, z <= program.most, rows, *norms]
    problem = cp.Problem(cp.Minimize(SCALE * objective), limits)
    try:
        is_met = solve_pinned(problem)
    except CertificationError:
        return Answer(None, np.zeros(0), np.zeros(0))
    if not is_met:
        return Answer(None, np.zeros(0), np.zeros(0), impossible=problem.status == cp.INFEASIBLE)
    return Answer(
        z=np.asarray(z.value),
        row_duals=np.asarray(rows.dual_value) / SCALE,
        norm_duals=np.array([float(norm.dual_value) for norm in norms]) / SCALE,
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
