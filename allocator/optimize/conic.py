"""
Programs handed to Clarabel directly, for the second and every further solve of a household.

cvxpy states the problem readably and is the reference; but stating it costs many times what
Clarabel needs to solve it. Here the same arrays are laid out as Clarabel's own standard form. Tests
hold the two against each other, and every answer meets the same certificate.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import clarabel
import numpy as np
from scipy import sparse

from allocator.optimize.stated import SCALE, TIGHT, Answer

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from allocator.model.arrays import Array
    from allocator.model.program import Program

    Places = NDArray[np.intp]

SOLVED = frozenset({clarabel.SolverStatus.Solved, clarabel.SolverStatus.AlmostSolved})
"""An answer that is almost solved goes on to the certificate, which decides."""


def solve_directly(program: Program) -> Answer:
    """
    Solve a program in Clarabel's form: minimise x'Px/2 + q'x subject to Ax + s = b, s in a cone.

    x is z, then the index exposures that z adds, then the impacts: with exposures among the
    unknowns a household of thousands of lots stays sparse. Rows and the box make one cone of
    nonnegative slacks, each norm a second-order cone, each impact a power cone.

    Args:
        program: The problem.

    Returns:
        z and the multipliers, or no z where Clarabel has no answer.
    """
    open_ = np.flatnonzero(program.most)
    n, k, m = len(open_), len(program.exposure), len(program.impact.coefficient)
    form, sides, cones = limits_of(program, open_)
    rows = len(sides)
    form.add_steps(rows + 2, 0, -program.impact.lines[:, open_], 3)
    form.add_steps(rows, n + k, -np.eye(m), 3)
    risk = Triplets()
    risk.add(n, n, np.triu(2 * SCALE * program.root.T @ program.root))
    for tight in (True, False):  # the solver's own, looser tolerances where it cannot reach ours
        found = clarabel.DefaultSolver(
            risk.matrix(n + k + m, n + k + m),
            SCALE * np.concatenate([program.cost[open_], np.zeros(k), program.impact.coefficient]),
            form.matrix(rows + 3 * m, n + k + m),
            np.concatenate([sides, np.tile([0.0, 1.0, 0.0], m)]),
            [*cones, *[clarabel.PowerConeT(2 / 3)] * m],
            settings(tight=tight),
        ).solve()
        if found.status in SOLVED:
            z = np.zeros(len(program.cost))
            z[open_] = found.x[:n]
            return _answer(program, n, z, np.array(found.z) / SCALE)
        if found.status == clarabel.SolverStatus.PrimalInfeasible:
            return Answer(None, np.zeros(0), np.zeros(0), impossible=True)
    return Answer(None, np.zeros(0), np.zeros(0))


@dataclass(frozen=True, slots=True)
class Triplets:
    """The entries of a sparse matrix as they are added, each block where it belongs."""

    rows: list[Places] = field(default_factory=list)
    columns: list[Places] = field(default_factory=list)
    values: list[Array] = field(default_factory=list)

    def add(self, row: int, column: int, block: Array) -> None:
        """Add a block whose upper left corner stands at a place."""
        self.add_steps(row, column, block, 1)

    def add_steps(self, row: int, column: int, block: Array, step: int) -> None:
        """Add a block whose rows stand so many apart."""
        inside, across = np.nonzero(block)
        self.rows.append(row + step * inside)
        self.columns.append(column + across)
        self.values.append(block[inside, across])

    def add_diagonal(self, row: int, column: int, diagonal: Array) -> None:
        """Add a diagonal."""
        places = np.arange(len(diagonal))
        self.rows.append(row + places)
        self.columns.append(column + places)
        self.values.append(diagonal)

    def matrix(self, height: int, width: int) -> sparse.csc_matrix:
        """Put the matrix together."""
        rows, columns = np.concatenate(self.rows), np.concatenate(self.columns)
        order = np.lexsort((rows, columns))
        starts = np.searchsorted(columns[order], np.arange(width + 1))
        values = np.concatenate(self.values)
        return sparse.csc_matrix((values[order], rows[order], starts), shape=(height, width))


def limits_of(program: Program, open_: Places) -> tuple[Triplets, Array, list[object]]:
    """
    Lay out rows, box and norms as A, b and the cones of s in Ax + s = b.

    x is z, of which the open ones are kept, then the index exposures that it adds: what is measured
    on exposures is small, and each position adds to few of them.

    Args:
        program: The problem.
        open_: The unknowns that may differ from zero; the others are left out.
    """
    n, k, count = len(open_), len(program.exposure), len(program.rows)
    form = Triplets()
    form.add(0, 0, np.array([row.normal[open_] for row in program.rows]))
    form.add_diagonal(count, 0, -np.ones(n))
    form.add_diagonal(count + n, 0, np.ones(n))
    sides = [np.array([row.bound for row in program.rows]), np.zeros(n), program.most[open_]]
    cones, start = [clarabel.NonnegativeConeT(count + 2 * n)], count + 2 * n
    for norm in program.norms:
        form.add(start + 1, n, -norm.root)
        sides.append(np.concatenate([[norm.bound], norm.offset]))
        cones.append(clarabel.SecondOrderConeT(1 + len(norm.offset)))
        start += 1 + len(norm.offset)
    form.add(start, 0, program.unknowns.on_change(program.exposure)[:, open_])
    form.add_diagonal(start, n, -np.ones(k))
    return form, np.concatenate([*sides, np.zeros(k)]), [*cones, clarabel.ZeroConeT(k)]


def sparse_of(matrix: Array) -> sparse.csc_matrix:
    """Keep the entries of a matrix that are not zero."""
    form = Triplets()
    form.add(0, 0, matrix)
    return form.matrix(*matrix.shape)


def _answer(program: Program, n: int, z: Array, duals: Array) -> Answer:
    """Pick the multipliers of rows and norms out of those of all cones, n unknowns being open."""
    rows, start = len(program.rows), len(program.rows) + 2 * n
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
