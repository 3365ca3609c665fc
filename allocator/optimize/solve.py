"""From a brief to a certified solution."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, repeat
from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import CertificationError
from allocator.model.brief import utility
from allocator.model.formulate import carry_out, formulate_open, in_case
from allocator.model.limits import measure, worst_violation
from allocator.model.solution import Certificate, Solution
from allocator.optimize.certify import certify
from allocator.optimize.conic import solve_directly
from allocator.optimize.courses import Cases, best_course
from allocator.optimize.diagnose import explain_infeasible
from allocator.optimize.elastic import is_out_of_reach
from allocator.optimize.stated import GAVE_UP, solve

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.errors import AllocatorError
    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.course import Course
    from allocator.model.program import Program
    from allocator.model.standing import Standing
    from allocator.optimize.courses import Best
    from allocator.optimize.stated import Answer

TOLERANCE = 1e-6
"""The largest violation or residual, as a fraction, at which an answer counts as certified.

A residual of 1e-6 means that no portfolio is better by more than a hundredth of a basis point.
"""

CUTS = 100
"""Most tangents that a tail is cut off with; a dozen are usual."""


def optimise(
    brief: Brief,
    solver: Callable[[Program], Answer] = solve,
    explain: Callable[[Brief], AllocatorError] = explain_infeasible,
) -> Solution:
    """
    Find the weights that maximise the utility of a brief within its limits.

    Args:
        brief: The assignment.
        solver: What solves the first case: cvxpy, or Clarabel directly (`optimize.conic`), which
            solves all others.
        explain: What is to be said where no portfolio satisfies every limit.

    Returns:
        The solution, with limits measured from their definitions and optimality certified.

    Raises:
        InfeasiblePolicyError: If no portfolio satisfies every limit; it names what to loosen.
        CertificationError: If the answer fails its own check, or the solver gives up on a case that
            could be the best.
    """
    program, solvers = formulate_open(brief), chain([solver], repeat(solve_directly))
    cases = Cases(
        solve=lambda course: _solved(brief, course, in_case(brief, program, course), next(solvers)),
        value=lambda each: each.value,
        trades=lambda each: each.z,
    )
    best = best_course(brief, cases)
    if best is None:
        raise explain(brief)
    solution = _certified(brief, best)
    certificate = solution.certificate
    if not max(certificate.max_violation, certificate.kkt_residual) <= TOLERANCE:
        raise CertificationError(
            f"worst violation {certificate.max_violation:.1e}, "
            f"optimality residual {certificate.kkt_residual:.1e}"
        )
    return solution


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """The answer to one case, with what it is worth."""

    course: Course
    program: Program
    answer: Answer
    z: Array
    standing: Standing
    value: float


def _solved(
    brief: Brief, course: Course, program: Program, solver: Callable[[Program], Answer]
) -> _Found | None:
    """Solve one case, cutting off what breaks a tail until nothing does."""
    answer = solver(program)
    if answer.z is None and not answer.impossible and solver is not solve_directly:
        answer = solve_directly(program)
    for _ in range(CUTS):
        if answer.z is None:
            if answer.impossible or is_out_of_reach(brief, course):
                return None
            raise CertificationError(GAVE_UP)
        z = np.clip(answer.z, 0.0, program.most)
        cut = program.with_cuts(program.change(z))
        if cut is None:
            standing = carry_out(brief, z)
            value = utility(brief, standing).total
            return _Found(course, program, answer, z, standing, value)
        program = cut
        answer = solve_directly(program)
    raise CertificationError(f"the tail is not within its limit after {CUTS} cuts")


def _certified(brief: Brief, best: Best[_Found]) -> Solution:
    """Judge an answer: measure every limit and the optimality, apart from the solver."""
    found = best.found
    program, answer = found.program, found.answer
    certificate = certify(program, found.z, answer.row_duals, answer.norm_duals)
    readings = measure(brief, found.standing)
    violation = max(certificate.max_violation, worst_violation(readings))
    return Solution(
        standing=found.standing,
        course=found.course,
        objective=found.value,
        shadow_prices=_shadow_prices(program, answer.row_duals, answer.norm_duals),
        readings=readings,
        certificate=Certificate(violation, certificate.kkt_residual, best.gap),
    )


def _shadow_prices(program: Program, row_duals: Array, norm_duals: Array) -> dict[str, float]:
    """Add up the multipliers of each named limit, per unit of the policy's own figure."""
    prices = {norm.limit: float(d) for norm, d in zip(program.norms, norm_duals, strict=True)}
    for row, dual in zip(program.rows, row_duals, strict=True):
        prices[row.limit] = prices.get(row.limit, 0.0) + row.per_unit * float(dual)
    return prices
