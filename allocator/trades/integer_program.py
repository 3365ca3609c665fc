"""
The seam to HiGHS, for integer programs.

highspy itself and not `scipy.optimize.milp`: SciPy 1.17 carries HiGHS 1.12, which can print to
standard output when told to be silent (jump-dev/HiGHS.jl issue 312) and can return infeasible
answers as optimal (scipy issue 24141).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np

from allocator.errors import CertificationError

if TYPE_CHECKING:
    from scipy import sparse

    from allocator.model.arrays import Array

NODES = 2_000
"""Branching stops after this many nodes: a count, not a time, so that answers repeat."""


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """
    An answer y of shape (n,), and the proof of how good it is.

    `gap` is by how much, in the units of what is minimised, a better one could be better.
    """

    y: Array
    gap: float


@dataclass(frozen=True, slots=True, eq=False)
class IntegerProgram:
    """
    minimise cost'y subject to lines @ y <= bounds, 0 <= y <= most, the first `whole` y integer.

    Shapes: cost and most (n,), lines (m, n) by column, bounds (m,).
    """

    cost: Array
    lines: sparse.csc_array
    bounds: Array
    most: Array
    whole: int

    def solve(self, gap: float) -> Chosen | None:
        """
        Find the best y of shape (n,) within the nodes allowed.

        Args:
            gap: Distance to the proven best, in units of cost, at which the search stops.

        Returns:
            The best that was found, or None if it is proven that there is none.

        Raises:
            CertificationError: If HiGHS stops with neither.
        """
        solver = self._run("choose", gap)
        if solver.getModelStatus() == highspy.HighsModelStatus.kSolveError:
            solver = self._run("off", gap)
        if solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return None
        told = solver.getInfo()
        if told.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            status = solver.modelStatusToString(solver.getModelStatus())
            raise CertificationError(f"the search for whole shares ended without one ({status})")
        y = np.array(solver.getSolution().col_value)
        y[: self.whole] = np.round(y[: self.whole])
        bound = float(told.mip_dual_bound)
        return Chosen(
            y, max(float(told.objective_function_value) - bound, 0.0) if self.whole else 0.0
        )

    def _run(self, presolve: str, gap: float) -> highspy.Highs:
        """Search; HiGHS 1.15 ends with an error on a few problems that it solves unreduced."""
        solver = highspy.Highs()
        for option, setting in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", 0),
            ("presolve", presolve),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", gap),
            ("mip_max_nodes", NODES),
            ("mip_feasibility_tolerance", 1e-7),
            ("mip_allow_restart", False),  # costs as much as it saves on problems of this size
            ("mip_pool_age_limit", 1),  # so do cuts that were of no use the time before
        ):
            solver.setOptionValue(option, setting)
        solver.passModel(self._model())
        solver.run()
        return solver

    def _model(self) -> highspy.HighsLp:
        """Hand the arrays over, column by column."""
        model = highspy.HighsLp()
        rows, columns = self.lines.shape
        model.num_row_, model.num_col_ = rows, columns
        model.col_cost_ = self.cost
        model.col_lower_, model.col_upper_ = np.zeros(columns), self.most
        model.row_lower_, model.row_upper_ = np.full(rows, -highspy.kHighsInf), self.bounds
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = self.lines.indptr
        model.a_matrix_.index_ = self.lines.indices
        model.a_matrix_.value_ = self.lines.data
        kinds = highspy.HighsVarType
        model.integrality_ = [
            kinds.kInteger if column < self.whole else kinds.kContinuous
            for column in range(columns)
        ]
        return model
