"""
Whole shares: the nearest portfolio to the target that a broker can be asked for.

A mixed-integer linear program, solved by HiGHS. It is given the rows of the program that the
optimiser solved; whether the limits hold is judged afterwards from their definitions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import CertificationError, NoWholeShareAnswerError
from allocator.model.portfolio import AccountType
from allocator.model.program import formulate, net
from allocator.trades.integer_program import IntegerProgram
from allocator.trades.lattice import lattice_along, lattice_anywhere

if TYPE_CHECKING:
    from decimal import Decimal

    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.program import Program
    from allocator.model.solution import Solution
    from allocator.trades.lattice import Lattice

CASH_LIMITS = frozenset({"account_cash", "cash_reserve", "split_cash"})
"""Limits that the rounding of costs to the cent could break."""

SHELTERED = frozenset({AccountType.TRADITIONAL, AccountType.ROTH, AccountType.HSA})
"""Accounts in which a sale is not taxed."""

TOLL = 1e-4
"""What decides between sales that are otherwise alike, as a fraction of their value."""

ROUNDS = 25
"""Most rounds of tangent cuts for the limits on standard deviations."""


def round_to_shares(brief: Brief, solution: Solution) -> tuple[Decimal, ...]:
    """
    Choose whole shares to trade, nearest to the target's index exposures.

    First only trades that the target itself makes are considered, in its direction; if limits
    cannot be met that way, any trade that the locks allow. A sale may also give up the fraction
    of a share that is left when a holding is closed.

    Args:
        brief: The household and its limits.
        solution: The continuous target.

    Returns:
        Shares to add to each position, negative to sell, P of them.

    Raises:
        NoWholeShareAnswerError: If the limits provably hold for no combination of whole shares.
        CertificationError: If the search ends without an answer or that proof.
    """
    program = formulate(brief)
    along = lattice_along(brief, solution.weights - brief.household.weights)
    found = _nearest(brief, program, along, solution)
    if found is None:
        found = _nearest(brief, program, lattice_anywhere(brief), solution)
    if found is not None:
        return found
    dearest = max(position.price for position in brief.household.positions)
    raise NoWholeShareAnswerError(f"${dearest:,.2f}", f"${brief.household.value:,.2f}")


def _nearest(
    brief: Brief, program: Program, lattice: Lattice, solution: Solution
) -> tuple[Decimal, ...] | None:
    """Solve the integer program, adding tangents until the curved limits hold too."""
    lines, bounds = _rows(brief, program, lattice)
    for _ in range(ROUNDS):
        y = _solve(brief, lattice, solution, lines, bounds)
        if y is None:
            return None
        tangents = _tangents(program, lattice.trades @ y)
        if not tangents:
            return lattice.share_changes(y)
        lines = np.vstack([lines, *[normal @ lattice.trades for normal, _ in tangents]])
        bounds = np.append(bounds, [bound for _, bound in tangents])
    raise CertificationError(f"whole shares within curved limits not found in {ROUNDS} rounds")


def _rows(brief: Brief, program: Program, lattice: Lattice) -> tuple[Array, Array]:
    """
    Carry the program's rows over to whole shares, as lines'y <= bounds, fractions of the value.

    Costs are rounded to the cent for each trade, so a cent per trade is kept back from the cash
    that the trade touches.
    """
    cent = 0.01 / float(brief.household.value)
    lines = [
        row.normal @ lattice.trades
        + cent * _touching(row.normal, lattice) * (row.limit in CASH_LIMITS)
        for row in program.rows
    ]
    return np.array(lines), np.array([row.bound for row in program.rows])


def _touching(normal: Array, lattice: Lattice) -> Array:
    """Mark the flags of positions whose purchase or sale a row counts, shape (n,)."""
    bought, sold = np.split(normal != 0, 2)
    touched: Array = lattice.flags * (bought | sold)[lattice.positions]
    return touched


def _tax_toll(brief: Brief) -> Array:
    """
    Charge sales outside tax-sheltered accounts a hair, shape (2P,), so that equals are decided.

    Taxes are not modelled; but of two sales that serve alike, the sheltered one costs none.
    """
    household = brief.household
    taxed = [household.accounts[p.account].type not in SHELTERED for p in household.positions]
    return TOLL * np.concatenate([np.zeros(len(taxed)), np.array(taxed, dtype=float)])


def _tangents(program: Program, z: Array) -> list[tuple[Array, float]]:
    """Cut off a point that breaks a norm limit by the tangent there: valid, as norms are convex."""
    cuts = []
    for norm in program.norms:
        image = norm.image(net(z))
        length = float(np.linalg.norm(image))
        if length > norm.bound:
            slope = norm.factor.T @ image / length
            slope = np.concatenate([slope, -slope])
            cuts.append((slope, norm.bound - length + float(slope @ z)))
    return cuts


def _solve(
    brief: Brief, lattice: Lattice, solution: Solution, lines: Array, bounds: Array
) -> Array | None:
    """
    Minimise the distance to the target in L1 over indexes, plus costs, plus a toll per trade.

    The unknowns are the lattice's, then one distance per index. Everything is in dollars, which
    keeps HiGHS's absolute tolerances far below a cent.
    """
    household = brief.household
    value = float(household.value)
    indexes, unknowns = household.exposure.shape[0], len(lattice.most)
    bought, sold = np.split(lattice.trades, 2)
    exposure = value * household.exposure @ (bought - sold)
    target = value * household.exposure @ (solution.weights - household.weights)
    near = np.eye(indexes)
    matrix = np.block(
        [
            [value * lines, np.zeros((len(lines), indexes))],
            [exposure, -near],
            [-exposure, -near],
            [lattice.rules, np.zeros((len(lattice.rules), indexes))],
        ]
    )
    most = np.concatenate([value * bounds, target, -target, lattice.rule_bounds])
    per_trade = value * brief.policy.trading.min_improvement
    price = value * (brief.cost * lattice.trades.sum(axis=0) + _tax_toll(brief) @ lattice.trades)
    price = price + per_trade * lattice.flags
    found = IntegerProgram(
        cost=np.concatenate([price, np.ones(indexes)]),
        lines=matrix,
        bounds=most,
        most=np.concatenate([lattice.most, np.full(indexes, np.inf)]),
        whole=unknowns,
    ).solve()
    return None if found is None else found[:unknowns]
