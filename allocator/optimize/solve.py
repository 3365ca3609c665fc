"""From a brief to a certified solution."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, repeat
from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import CertificationError
from allocator.model.brief import utility
from allocator.model.formulate import carry_out, formulate
from allocator.model.limits import measure, worst_violation
from allocator.model.solution import Certificate, Solution
from allocator.optimize.certify import certify
from allocator.optimize.compiled import GAVE_UP, solve
from allocator.optimize.conic import solve_directly
from allocator.optimize.courses import Cases, best_course
from allocator.optimize.diagnose import explain_infeasible
from allocator.optimize.elastic import is_out_of_reach

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.course import Course
    from allocator.model.program import Program
    from allocator.optimize.compiled import Answer

TOLERANCE = 1e-6
"""The largest violation or residual, as a fraction, at which an answer counts as certified.

A residual of 1e-6 means that no portfolio is better by more than a hundredth of a basis point.
"""

CUTS = 100
"""Most tangents that a tail is cut off with; a dozen are usual."""


def optimise(brief: Brief, solver: Callable[[Program], Answer] = solve) -> Solution:
    """
    Find the weights that maximise the utility of a brief within its limits.

    Args:
        brief: The assignment.
        solver: What solves the first case: cvxpy, or Clarabel directly (`optimize.conic`), which
            solves all others.

    Returns:
        The solution, with limits measured from their definitions and optimality certified.

    Raises:
        InfeasiblePolicyError: If no portfolio satisfies every limit; it names what to loosen.
        CertificationError: If the answer fails its own check.
    """
    solvers = chain([solver], repeat(solve_directly))
    cases = Cases(
        solve=lambda course: _solved(brief, course, next(solvers)),
        value=lambda each: each.solution.objective,
        trades=lambda each: each.z,
    )
    best = best_course(brief, cases)
    if best is None:
        raise explain_infeasible(brief)
    certificate = replace(best.found.solution.certificate, gap=best.gap)
    solution = replace(best.found.solution, certificate=certificate)
    if not max(certificate.max_violation, certificate.kkt_residual) <= TOLERANCE:
        raise CertificationError(
            f"worst violation {certificate.max_violation:.1e}, "
            f"optimality residual {certificate.kkt_residual:.1e}"
        )
    return solution


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """An answer with its unknowns."""

    solution: Solution
    z: Array


def _solved(brief: Brief, course: Course, solver: Callable[[Program], Answer]) -> _Found | None:
    """Solve one case, cutting off what breaks a tail until nothing does."""
    program = formulate(brief, course)
    answer = solver(program)
    if answer.z is None and not answer.impossible:
        answer = solve_directly(program)
    for _ in range(CUTS):
        if answer.z is None:
            if answer.impossible or is_out_of_reach(brief, course):
                return None
            raise CertificationError(GAVE_UP)
        z = np.clip(answer.z, 0.0, program.most)
        cut = program.with_cuts(program.change(z))
        if cut is None:
            return _Found(_solution(brief, course, program, z, answer), z)
        program = cut
        answer = solve_directly(program)
    raise CertificationError(f"the tail is not within its limit after {CUTS} cuts")


def _solution(brief: Brief, course: Course, program: Program, z: Array, answer: Answer) -> Solution:
    """Judge an answer: measure every limit and the optimality, apart from the solver."""
    certificate = certify(program, z, answer.row_duals, answer.norm_duals)
    standing = carry_out(brief, z)
    readings = measure(brief, standing)
    violation = max(certificate.max_violation, worst_violation(readings))
    return Solution(
        standing=standing,
        course=course,
        objective=utility(brief, standing).total,
        shadow_prices=_shadow_prices(program, answer.row_duals, answer.norm_duals),
        readings=readings,
        certificate=Certificate(violation, certificate.kkt_residual),
    )


def _shadow_prices(program: Program, row_duals: Array, norm_duals: Array) -> dict[str, float]:
    """Add up the multipliers of each named limit, per unit of the policy's own figure."""
    prices = {norm.limit: float(d) for norm, d in zip(program.norms, norm_duals, strict=True)}
    for row, dual in zip(program.rows, row_duals, strict=True):
        prices[row.limit] = prices.get(row.limit, 0.0) + row.per_unit * float(dual)
    return prices
