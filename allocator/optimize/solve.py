"""From a brief to a certified solution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import CertificationError
from allocator.model.brief import utility
from allocator.model.limits import measure, worst_violation
from allocator.model.program import apply_trades, formulate
from allocator.model.solution import Certificate, Solution
from allocator.optimize.certify import certify
from allocator.optimize.compiled import solve
from allocator.optimize.diagnose import explain_infeasible

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.program import Program
    from allocator.optimize.compiled import Answer

TOLERANCE = 1e-6
"""The largest violation or residual, as a fraction, at which an answer counts as certified.

A residual of 1e-6 means that no portfolio is better by more than a hundredth of a basis point.
"""


def optimise(brief: Brief, solver: Callable[[Program], Answer] = solve) -> Solution:
    """
    Find the weights that maximise the utility of a brief within its limits.

    Args:
        brief: The assignment.
        solver: What solves the program: cvxpy, or Clarabel directly (`optimize.conic`).

    Returns:
        The solution, with limits measured from their definitions and optimality certified.

    Raises:
        InfeasiblePolicyError: If no portfolio satisfies every limit; it names what to loosen.
        CertificationError: If the answer fails its own check.
    """
    program = formulate(brief)
    answer = solver(program)
    if answer.z is None:
        raise explain_infeasible(brief, program)
    z = _netted(np.clip(answer.z, 0.0, program.most))
    certificate = certify(program, z, answer.row_duals, answer.norm_duals)
    weights, cash = apply_trades(brief, z)
    readings = measure(brief, weights, cash)
    violation = max(certificate.max_violation, worst_violation(readings))
    if not max(violation, certificate.kkt_residual) <= TOLERANCE:
        raise CertificationError(
            f"worst violation {violation:.1e}, optimality residual {certificate.kkt_residual:.1e}"
        )
    return Solution(
        weights=weights,
        cash=cash,
        objective=utility(brief, weights).total,
        shadow_prices=_shadow_prices(program, answer.row_duals, answer.norm_duals),
        readings=readings,
        certificate=Certificate(violation, certificate.kkt_residual),
    )


def _netted(z: Array) -> Array:
    """Cancel what is both bought and sold, which only happens where trading is free."""
    bought, sold = np.split(z, 2)
    both = np.minimum(bought, sold)
    return np.concatenate([bought - both, sold - both])


def _shadow_prices(program: Program, row_duals: Array, norm_duals: Array) -> dict[str, float]:
    """Add up the multipliers of each named limit, per unit of the policy's own figure."""
    prices = {norm.limit: float(d) for norm, d in zip(program.norms, norm_duals, strict=True)}
    for row, dual in zip(program.rows, row_duals, strict=True):
        prices[row.limit] = prices.get(row.limit, 0.0) + row.per_unit * float(dual)
    return prices
