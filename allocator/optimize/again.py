"""Solving an assignment again: the quick way, or the slow one where that is not certain."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.errors import CertificationError
from allocator.optimize.conic import solve_directly
from allocator.optimize.solve import optimise

if TYPE_CHECKING:
    from allocator.model.brief import Brief
    from allocator.model.solution import Solution


def solve_again(brief: Brief) -> Solution:
    """
    Solve an assignment that differs in one thing from one already solved.

    Where it names a case of the law that the solver gives up on, all cases are looked into: it is
    one that can be met by a hair only, and some other is as good.

    Raises:
        InfeasiblePolicyError: If no portfolio satisfies every limit.
        CertificationError: If neither way gives an answer that passes its own check.
    """
    try:
        return optimise(brief, solve_directly)
    except CertificationError:
        return optimise(replace(brief, course=None))
