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
from allocator.model.formulate import carry_out, formulate
from allocator.model.limits import measure, worst_violation
from allocator.optimize.compiled import solve_pinned

if TYPE_CHECKING:
    from collections.abc import Collection

    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.limits import Reading
    from allocator.model.program import Program

HARD = frozenset({"account_cash"})
"""Limits of arithmetic, not of policy: no user can loosen them."""

NO_KEYS = frozenset({"limits.long_only.lower", "limits.locks.lower", "limits.account_cash.lower"})
"""Readings that are no choice of the policy."""

STEP = 1e-4
"""Loosenings are rounded outwards to a hundredth of a percent, so that they are enough."""

LEAST_SLACK = 1e-7
"""Slack below this is the solver's, not the policy's."""


def explain_infeasible(brief: Brief) -> InfeasiblePolicyError:
    """
    Find which limits to loosen, and by how much.

    Args:
        brief: The assignment that cannot be met.

    Returns:
        The error to raise: every single loosening that is enough on its own, else the least
        joint one.

    Raises:
        CertificationError: If the limits can be met, so that the solver is to blame.
    """
    program = formulate(brief)
    limits = (*program.rows, *program.norms, *program.tails)
    names = [each.limit for each in limits]
    soft = [name for name in dict.fromkeys(names) if name not in HARD]
    found = [_least_slack(program, {name}) for name in soft]
    alone = [change for z in found if z is not None for change in _loosenings(brief, z)]
    if alone:
        return InfeasiblePolicyError(tuple(alone), jointly=False)
    together = _least_slack(program, soft)
    jointly = [] if together is None else _loosenings(brief, together)
    if not jointly:
        raise CertificationError("the solver gave no answer, and no limit explains why")
    return InfeasiblePolicyError(tuple(jointly), jointly=True)


def _least_slack(program: Program, soft: Collection[str]) -> Array | None:
    """Minimise the slack that the soft limits need, all others hard; None if that fails too."""
    z = cp.Variable(len(program.cost))
    slack = {name: cp.Variable(nonneg=True) for name in soft}
    limits = [z >= 0, z <= program.most]
    limits += [row.normal @ z <= row.bound + slack.get(row.limit, 0.0) for row in program.rows]
    t = program.turn @ z
    limits += [
        cp.norm(norm.factor @ t + norm.offset) <= norm.bound + slack.get(norm.limit, 0.0)
        for norm in program.norms
    ]
    limits += [
        cp.cvar(tail.losses @ t + tail.offset, 1 - tail.part)
        <= tail.bound + slack.get(tail.limit, 0.0)
        for tail in program.tails
    ]
    # A touch of turnover in the objective picks one answer among equals, the same every time.
    problem = cp.Problem(cp.Minimize(sum(slack.values()) + 1e-6 * cp.sum(z)), limits)
    if not solve_pinned(problem):
        return None
    nearest: Array = np.clip(np.asarray(z.value), 0.0, program.most)
    return nearest


def _loosenings(brief: Brief, z: Array) -> list[Loosening]:
    """Say what each broken limit would have to be for this portfolio to be allowed."""
    standing = carry_out(brief, z)
    broken = [r for r in measure(brief, standing) if r.violation > LEAST_SLACK]
    split = [reading for reading in broken if reading.name.startswith("split_")]
    found = [_loosening(reading) for reading in broken if reading not in split]
    if split:
        now = brief.policy.limits.split_tolerance
        needed = now + worst_violation(tuple(split))
        found.append(("limits.split_tolerance", now, ceil(needed / STEP) * STEP))
    # What the policy file would refuse, or does not have as a key, is no advice.
    allowed = [each for each in found if 0 <= each[2] <= 1 and each[0] not in NO_KEYS]
    if len(allowed) < len(found):
        return []
    return [Loosening(key, f"{now:g}", f"{needed:.4g}") for key, now, needed in allowed]


def _loosening(reading: Reading) -> tuple[str, float, float]:
    """Find the policy's own key of a broken limit, its figure, and the figure needed."""
    if reading.lower is not None and reading.value < reading.lower:
        return f"limits.{reading.name}.lower", reading.lower, floor(reading.value / STEP) * STEP
    upper = reading.upper or 0.0
    return f"limits.{reading.name}.upper", upper, ceil(reading.value / STEP) * STEP
