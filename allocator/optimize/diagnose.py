"""
Why no portfolio satisfies every limit, and the smallest change that would help.

One small program per limit, each with only that limit soft. A single program that minimises the
total slack has no unique answer and splits the blame at random, so it is only the last resort.
"""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

import cvxpy as cp
import numpy as np

from allocator.errors import CertificationError, InfeasiblePolicyError, Loosening
from allocator.model.limits import measure, worst_violation
from allocator.model.program import apply_trades
from allocator.optimize.compiled import FEASIBLE, solve_pinned

if TYPE_CHECKING:
    from collections.abc import Collection

    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.limits import Reading
    from allocator.model.program import Program

HARD = frozenset({"account_cash"})
"""Limits of arithmetic, not of policy: no user can loosen them."""

STEP = 1e-4
"""Loosenings are rounded outwards to a hundredth of a percent, so that they are enough."""

LEAST_SLACK = 1e-7
"""Slack below this is the solver's, not the policy's."""


def explain_infeasible(brief: Brief, program: Program) -> InfeasiblePolicyError:
    """
    Find which limits to loosen, and by how much.

    Args:
        brief: The assignment that cannot be met.
        program: Its program.

    Returns:
        The error to raise: every single loosening that is enough on its own, else the least
        joint one.
    """
    names = [row.limit for row in program.rows] + [norm.limit for norm in program.norms]
    soft = [name for name in dict.fromkeys(names) if name not in HARD]
    found = [_least_slack(program, {name}) for name in soft]
    alone = [change for z in found if z is not None for change in _loosenings(brief, z)]
    if alone:
        return InfeasiblePolicyError(tuple(alone), jointly=False)
    together = _least_slack(program, soft)
    if together is None:
        message = "no portfolio satisfies the limits, and no loosening of them helps"
        raise CertificationError(message)
    return InfeasiblePolicyError(tuple(_loosenings(brief, together)), jointly=True)


def _least_slack(program: Program, soft: Collection[str]) -> Array | None:
    """Minimise the slack that the soft limits need, all others hard; None if that fails too."""
    z = cp.Variable(len(program.cost))
    slack = {name: cp.Variable(nonneg=True) for name in soft}
    limits = [z >= 0, z <= program.most]
    limits += [row.normal @ z <= row.bound + slack.get(row.limit, 0.0) for row in program.rows]
    bought, sold = z[: len(program.most) // 2], z[len(program.most) // 2 :]
    limits += [
        cp.norm(norm.factor @ (bought - sold) + norm.offset)
        <= norm.bound + slack.get(norm.limit, 0.0)
        for norm in program.norms
    ]
    # A touch of turnover in the objective picks one answer among equals, the same every time.
    problem = cp.Problem(cp.Minimize(sum(slack.values()) + 1e-6 * cp.sum(z)), limits)
    solve_pinned(problem)
    if problem.status not in FEASIBLE:
        return None
    nearest: Array = np.clip(np.asarray(z.value), 0.0, program.most)
    return nearest


def _loosenings(brief: Brief, z: Array) -> list[Loosening]:
    """Say what each broken limit would have to be for this portfolio to be allowed."""
    weights, cash = apply_trades(brief, z)
    broken = [r for r in measure(brief, weights, cash) if r.violation > LEAST_SLACK]
    split = [reading for reading in broken if reading.name.startswith("split_")]
    found = [_loosening(reading) for reading in broken if reading not in split]
    if split:
        now = brief.policy.limits.split_tolerance
        needed = ceil((now + worst_violation(tuple(split))) / STEP) * STEP
        found.append(Loosening("limits.split_tolerance", f"{now:g}", f"{needed:.4g}"))
    return found


def _loosening(reading: Reading) -> Loosening:
    """Word one loosening under the policy's own key."""
    if reading.lower is not None and reading.value < reading.lower:
        needed = floor(reading.value / STEP) * STEP
        return Loosening(f"limits.{reading.name}.lower", f"{reading.lower:g}", f"{needed:.4g}")
    needed = ceil(reading.value / STEP) * STEP
    return Loosening(f"limits.{reading.name}.upper", f"{reading.upper:g}", f"{needed:.4g}")
