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

    x is z, then y = factor t, then the impacts: with y among the unknowns P is diagonal, so that
    a household of thousands of lots stays sparse. Rows and the box make one cone of nonnegative
    slacks, each norm a second-order cone, each impact a power cone.

    Args:
        program: The problem.

    Returns:
        z and the multipliers, or no z where Clarabel has no answer.
    """
    n, k, m = len(program.cost), len(program.factor), len(program.impact.coefficient)
    A, sides, cones = limits_of(program)
    image = sparse.csr_array(program.factor @ program.turn)
    powers, power_sides = _impacts_of(program)
    rows = [[A, None, None], [image, -sparse.eye_array(k), None], [powers[0], None, powers[1]]]
    found = clarabel.DefaultSolver(
        sparse.csc_matrix(sparse.diags_array(np.repeat([0.0, 2 * SCALE, 0.0], [n, k, m]))),
        np.concatenate([SCALE * program.cost, np.zeros(k), SCALE * program.impact.coefficient]),
        sparse.csc_matrix(sparse.block_array(rows if m else [row[:2] for row in rows[:2]])),
        np.concatenate([sides, np.zeros(k), power_sides]),
        [*cones, clarabel.ZeroConeT(k), *[clarabel.PowerConeT(2 / 3)] * m],
        settings(),
    ).solve()
    if found.status not in SOLVED:
        impossible = found.status == clarabel.SolverStatus.PrimalInfeasible
        return Answer(None, np.zeros(0), np.zeros(0), impossible)
    return _answer(program, np.array(found.x)[:n], np.array(found.z) / SCALE)


def _impacts_of(program: Program) -> tuple[tuple[sparse.csr_array, sparse.csr_array], Array]:
    """Lay out u >= (line z)^(3/2) as (u, 1, line z) in the cone a^(2/3) b^(1/3) >= |c|."""
    lines = program.impact.lines
    m, n = lines.shape
    on_z, on_u = sparse.lil_array((3 * m, n)), sparse.lil_array((3 * m, m))
    on_z[3 * np.arange(m) + 2] = -lines
    on_u[3 * np.arange(m), np.arange(m)] = -1.0
    return (on_z.tocsr(), on_u.tocsr()), np.tile([0.0, 1.0, 0.0], m)


def limits_of(program: Program) -> tuple[sparse.csr_array, Array, list[object]]:
    """Lay out rows, box and norms as A, b and the cones of s in Az + s = b."""
    n = len(program.cost)
    box = sparse.eye_array(n)
    blocks = [sparse.csr_array(np.array([row.normal for row in program.rows])), -box, box]
    sides = [np.array([row.bound for row in program.rows]), np.zeros(n), program.most]
    cones = [clarabel.NonnegativeConeT(len(program.rows) + 2 * n)]
    for norm in program.norms:
        image = -norm.factor @ program.turn
        blocks.append(sparse.csr_array(np.vstack([np.zeros(n), image])))
        sides.append(np.concatenate([[norm.bound], norm.offset]))
        cones.append(clarabel.SecondOrderConeT(1 + len(norm.offset)))
    return sparse.vstack(blocks, format="csr"), np.concatenate(sides), cones


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
