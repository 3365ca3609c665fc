"""
Whole shares: the nearest portfolio to the target that a broker can be asked for.

A mixed-integer linear program, solved by HiGHS. It is given the rows of the program that the
optimiser solved; whether the limits hold is judged afterwards from their definitions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from allocator.errors import CertificationError, NoWholeShareAnswerError
from allocator.model.formulate import formulate, paid_once
from allocator.model.unknowns import unknowns_of
from allocator.trades.integer_program import IntegerProgram
from allocator.trades.lattice import (
    BUY,
    BUYS,
    NEARLY,
    SELL,
    SELLS,
    lattice_along,
    lattice_anywhere,
)
from allocator.trades.lattice_rules import rules_of

if TYPE_CHECKING:
    from decimal import Decimal

    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.course import Course
    from allocator.model.program import Program
    from allocator.model.solution import Solution
    from allocator.trades.integer_program import Chosen
    from allocator.trades.lattice import Lattice

CASH_LIMITS = frozenset({"account_cash", "cash_reserve", "split_cash"})
"""Limits that commissions, and the rounding of costs to the cent, could break."""

CENTS = 0.03
"""Dollars that rounding can add to a trade's cost: half the spread, and two fees rounded up."""

NOT_CARRIED = frozenset({"netting", "wash_sales"})
"""Rows that only tell where a tax is linear, and those of a case: whole shares have their own."""

TOLL = 1e-4
"""What decides between sales that are otherwise alike, as a fraction of their value."""

MANY = 40
"""Positions that move beyond which all of their combinations are not searched."""

FEW = 20
"""Positions that move up to which the best combination is searched to the end."""

WIDE_GAP = 0.05
"""Distance to the proven best, as a part of it, that is good enough for more of them."""

SCALINGS = 6
"""How often the toll is spread anew; more changes little."""

ROUNDS = 25
"""Most rounds of tangent cuts for the limits that are curved."""


@dataclass(frozen=True, slots=True)
class Rounded:
    """
    Shares to trade, and the proof of how near the target they are.

    `changes` are shares to add to each position, negative to sell, P of them. `gap` is by how much
    another combination of the trades that were searched could be better, as a part of what is
    minimised: the distance to the target, costs, taxes and tolls together. `cleared` are the kin of
    which every recent lot is sold, so that losses that wait for it count.
    """

    changes: tuple[Decimal, ...]
    gap: float
    cleared: frozenset[str] = frozenset()


def round_to_shares(brief: Brief, solution: Solution) -> Rounded:
    """
    Choose whole shares to trade, nearest to the target's index exposures.

    First only trades that the target itself makes are considered, in its direction; if limits
    cannot be met that way, any trade that the locks allow. A sale may also give up the fraction
    of a share that is left when a holding is closed. Where taxes are counted, what lies in taxed
    and what in sheltered accounts is held against the target apart.

    Args:
        brief: The household and its limits.
        solution: The continuous target.

    Returns:
        The shares.

    Raises:
        NoWholeShareAnswerError: If the limits provably hold for no combination of whole shares.
        CertificationError: If the search ends without an answer or that proof.
    """
    program = formulate(brief, solution.course)
    along = lattice_along(brief, solution.weights - brief.household.weights)
    if len(along.moving) > MANY:
        along = lattice_along(brief, _on_few(brief, program, along, solution))
    found = _nearest(brief, program, along, solution)
    if found is None:
        found = _nearest(brief, program, lattice_anywhere(brief), solution)
    if found is not None:
        return found
    dearest = max(position.price for position in brief.household.positions)
    raise NoWholeShareAnswerError(f"${dearest:,.2f}", f"${brief.household.value:,.2f}")


def _nearest(
    brief: Brief, program: Program, lattice: Lattice, solution: Solution
) -> Rounded | None:
    """Solve the integer program, adding tangents until the curved limits hold too."""
    lines, bounds = _rows(brief, program, lattice)
    for _ in range(ROUNDS):
        found = _solve(brief, program, lattice, solution, lines, bounds)
        if found is None:
            return None
        y = found.y[: len(lattice.most)]
        tangents = _tangents(program, lattice.into @ y)
        if not tangents:
            cleared = lattice.cleared_in(y)
            return Rounded(lattice.share_changes(brief, y), found.gap, cleared)
        lines = np.vstack([lines, *[normal @ lattice.into for normal, _ in tangents]])
        bounds = np.append(bounds, [bound for _, bound in tangents])
    raise CertificationError(f"whole shares within curved limits not found in {ROUNDS} rounds")


def _rows(brief: Brief, program: Program, lattice: Lattice) -> tuple[Array, Array]:
    """
    Carry the program's rows over to whole shares, as lines'y <= bounds, fractions of the value.

    Commissions are paid by the trade, and costs are rounded to the cent for each: so much is kept
    back from the cash that the trade touches.
    """
    by_trade = (CENTS + float(brief.policy.trading.commission)) / float(brief.household.value)
    rows = [row for row in program.rows if row.limit not in NOT_CARRIED]
    lines = [
        row.normal @ lattice.into
        + by_trade * _touching(row.normal, program, lattice) * (row.limit in CASH_LIMITS)
        for row in rows
    ]
    return np.array(lines), np.array([row.bound for row in rows])


def _touching(normal: Array, program: Program, lattice: Lattice) -> Array:
    """Mark the flags of positions whose purchase or sale a row counts, shape (n,)."""
    at = program.unknowns
    touched = (at.bought(np.abs(normal)) + at.sold(np.abs(normal))) > 0
    marked = np.zeros(len(lattice.most))
    for (p, _), number in lattice.column.items():
        marked[number] = float(touched[p])
    return marked * lattice.flags


def _tangents(program: Program, z: Array) -> list[tuple[Array, float]]:
    """Cut off a point that breaks a curved limit by the tangent there: valid, as it is convex."""
    t = program.change(z)
    cuts = [norm.tangent(t) for norm in program.norms]
    cuts += [tail.tangent(t) for tail in program.tails]
    return [(program.unknowns.on_change(cut[0]), cut[1]) for cut in cuts if cut is not None]


def _solve(
    brief: Brief,
    program: Program,
    lattice: Lattice,
    solution: Solution,
    lines: Array,
    bounds: Array,
) -> Chosen | None:
    """Minimise the distance to the target in L1, plus costs and taxes, plus a toll per trade."""
    stated = _stated(brief, program, lattice, solution, lines, bounds)
    return stated.solve() if len(lattice.moving) <= FEW else stated.solve(WIDE_GAP)


def _stated(
    brief: Brief,
    program: Program,
    lattice: Lattice,
    solution: Solution,
    lines: Array,
    bounds: Array,
) -> IntegerProgram:
    """
    State the integer program.

    The unknowns are the lattice's, then one distance for each index in each kind of account.
    Everything is in dollars, which keeps HiGHS's absolute tolerances far below a cent.
    """
    value = float(brief.household.value)
    kinds = _exposures(brief)
    exposure = value * program.unknowns.on_change(kinds) @ lattice.into
    target = value * kinds @ (solution.weights - brief.household.weights)
    near, rules = sparse.eye_array(len(kinds)), rules_of(brief, lattice)
    matrix = sparse.block_array(
        [
            [sparse.csr_array(value * lines), None],
            [sparse.csr_array(exposure), -near],
            [sparse.csr_array(-exposure), -near],
            [rules.lines, None],
        ],
        format="csc",
    )
    return IntegerProgram(
        cost=np.concatenate([_prices(brief, lattice, solution.course), np.ones(len(kinds))]),
        lines=matrix,
        bounds=np.concatenate([value * bounds, target, -target, rules.bounds]),
        most=np.concatenate([lattice.most, np.full(len(kinds), np.inf)]),
        whole=lattice.whole,
    )


def _on_few(brief: Brief, program: Program, lattice: Lattice, solution: Solution) -> Array:
    """
    Gather what a target trades in many places on few, as a change of weights, shape (P,).

    Accounts often stand in for each other, and a target spreads over all of them. A toll per trade
    makes that a problem of fixed charges; where it is too large to be searched, the charge is
    spread over what each trade came to the time before, again and again (dynamic slope scaling, Kim
    and Pardalos 1999). Each time is a linear program, so that an answer stands on few trades.
    """
    lines, bounds = _rows(brief, program, lattice)
    stated = _stated(brief, program, lattice, solution, lines, bounds)
    tolls = _tolls(brief, lattice)
    trades = {
        number: lattice.column[p, BUYS if move == BUY else SELLS]
        for (p, move), number in lattice.column.items()
        if move in {BUY, SELL}
    }
    moves, flags = np.array(list(trades)), np.array(list(trades.values()))
    slopes = tolls[flags] / stated.most[moves]
    y = np.zeros(len(stated.cost))
    for _ in range(SCALINGS):
        cost = stated.cost.copy()
        cost[flags] -= tolls[flags]
        cost[moves] += slopes
        found = replace(stated, cost=cost, whole=0).solve()
        if found is None:
            break
        y = found.y
        made = y[moves] > NEARLY
        slopes[made] = tolls[flags][made] / y[moves][made]
    change: Array = program.change(lattice.into @ y[: len(lattice.most)])
    return change


def _exposures(brief: Brief) -> Array:
    """Tell what is held against the target: index exposures, by kind of account if that counts."""
    household = brief.household
    if not household.day.rates.any or len(set(household.taxed)) == 1:
        return household.exposure
    return np.vstack([household.exposure * kind for kind in (household.taxed, 1 - household.taxed)])


def _prices(brief: Brief, lattice: Lattice, course: Course) -> Array:
    """
    Price each unknown of the lattice in dollars: costs, taxes, and the toll of a trade.

    Where no tax is counted, sales outside sheltered accounts pay a hair, so that equals are
    decided: of two sales that serve alike, the sheltered one costs none.
    """
    household, at = brief.household, unknowns_of(brief)
    charged = paid_once(brief, course, at)
    if brief.netting is None:
        charged = charged + at.on(np.zeros(at.P), TOLL * household.taxed)
    prices: Array = float(household.value) * (charged @ lattice.into)
    return prices + _tolls(brief, lattice)


def _tolls(brief: Brief, lattice: Lattice) -> Array:
    """
    Charge each flag, in dollars, its commission and what its trade must bring the portfolio nearer.

    That is a part of the account's value: what is worth a trade does not grow with other accounts.
    """
    household, trading = brief.household, brief.policy.trading
    inside = household.account_matrix @ household.weights + household.cash
    worth = float(household.value) * np.maximum(inside, 0.0)
    tolls = np.zeros(len(lattice.most))
    for (p, move), number in lattice.column.items():
        if move in {BUYS, SELLS}:
            least = trading.min_improvement * worth[household.positions[p].account]
            tolls[number] = least + float(trading.commission)
    return tolls
