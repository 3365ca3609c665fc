"""
Programs handed to Clarabel directly, for the second and every further solve of a household.

cvxpy states the problem readably and is the reference; but filling numbers into a compiled problem
costs it twice what Clarabel needs to solve it. Here the same arrays are laid out as Clarabel's own
standard form. Tests hold the two against each other, and every answer meets the same certificate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import clarabel
import numpy as np
from scipy import sparse

from allocator.optimize.compiled import SCALE, TIGHT, Answer

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.program import Program

SOLVED = frozenset({clarabel.SolverStatus.Solved, clarabel.SolverStatus.AlmostSolved})
"""An answer that is almost solved goes on to the certificate, which decides."""


def solve_directly(program: Program) -> Answer:
    """
    Solve a program in Clarabel's form: minimise x'Px/2 + q'x subject to Ax + s = b, s in a cone.

    Rows and the box make one cone of nonnegative slacks, each norm a second-order cone.

    Args:
        program: The problem.

    Returns:
        z and the multipliers, or no z where Clarabel has no answer.
    """
    half = len(program.cost) // 2
    net = np.hstack([np.eye(half), -np.eye(half)])
    factor = program.factor @ net
    box = np.eye(2 * half)
    normals = np.array([row.normal for row in program.rows])
    blocks = [normals, -box, box]
    sides = [np.array([row.bound for row in program.rows]), np.zeros(2 * half), program.most]
    cones = [clarabel.NonnegativeConeT(len(normals) + 4 * half)]
    for norm in program.norms:
        blocks.append(np.vstack([np.zeros(2 * half), -norm.factor @ net]))
        sides.append(np.concatenate([[norm.bound], norm.offset]))
        cones.append(clarabel.SecondOrderConeT(1 + len(norm.offset)))
    found = clarabel.DefaultSolver(
        sparse_of(np.triu(2 * SCALE * factor.T @ factor)),
        SCALE * program.cost,
        sparse_of(np.vstack(blocks)),
        np.concatenate(sides),
        cones,
        settings(),
    ).solve()
    if found.status not in SOLVED:
        impossible = found.status == clarabel.SolverStatus.PrimalInfeasible
        return Answer(None, np.zeros(0), np.zeros(0), impossible)
    return _answer(program, np.array(found.x), np.array(found.z) / SCALE)


def sparse_of(matrix: Array) -> sparse.csc_matrix:
    """Keep the entries of a matrix that are not zero, as scipy does, in two thirds of its time."""
    columns, rows = np.nonzero(matrix.T)
    starts = np.searchsorted(columns, np.arange(matrix.shape[1] + 1))
    return sparse.csc_matrix((matrix[rows, columns], rows, starts), shape=matrix.shape)


def _answer(program: Program, z: Array, duals: Array) -> Answer:
    """Pick the multipliers of rows and norms out of those of all cones."""
    rows, start = len(program.rows), len(program.rows) + 2 * len(program.cost)
    heads = []
    for norm in program.norms:
        heads.append(duals[start])
        start += 1 + len(norm.offset)
    return Answer(z=z, row_duals=duals[:rows], norm_duals=np.array(heads))


def settings(*, tight: bool = True) -> clarabel.DefaultSettings:
    """Take the tolerances that cvxpy is given too, or the solver's own, which are looser."""
    found = clarabel.DefaultSettings()
    found.verbose = False
    for name, value in TIGHT.items() if tight else ():
        setattr(found, name, value)
    return found
