"""
Whole shares: the nearest portfolio to the target that a broker can be asked for.

A mixed-integer linear program (`share_program`), solved by HiGHS; whether the limits hold is judged
afterwards from their definitions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import CertificationError, NoWholeShareAnswerError
from allocator.model.formulate import formulate
from allocator.trades.lattice import (
    BUY,
    BUYS,
    NEARLY,
    SELL,
    SELLS,
    lattice_along,
    lattice_anywhere,
)
from allocator.trades.share_program import ShareProgram

if TYPE_CHECKING:
    from decimal import Decimal

    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.solution import Solution

MANY = 40
"""Positions that move beyond which all of their combinations are not searched."""

FEW = 20
"""Positions that move up to which the best combination is searched to the end."""

NARROW_GAP, WIDE_GAP = 1e-8, 5e-5
"""Parts of the portfolio's value within which of the best a search stops: for few, and for more."""

SCALINGS = 6
"""How often the toll is spread anew; more changes little."""

ROUNDS = 25
"""Most rounds of tangent cuts for the limits that are curved."""


@dataclass(frozen=True, slots=True)
class Rounded:
    """
    Shares to trade, and the proof of how near the target they are.

    `changes` are shares to add to each position, negative to sell, P of them. `gap` is by how much
    another combination of the trades that were searched could be better, as a part of the
    portfolio's value: what distance to the target, costs, taxes and tolls are charged together.
    `cleared` are the kin of which every recent lot is sold, so that losses that wait for it count.
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
        gathered = _on_few(ShareProgram(brief, program, along, solution))
        along = lattice_along(brief, gathered)
    found = _best(ShareProgram(brief, program, along, solution))
    if found is None:
        found = _best(ShareProgram(brief, program, lattice_anywhere(brief), solution))
    if found is not None:
        return found
    dearest = max(position.price for position in brief.household.positions)
    raise NoWholeShareAnswerError(f"${dearest:,.2f}", f"${brief.household.value:,.2f}")


def _best(shares: ShareProgram) -> Rounded | None:
    """Solve the integer program, adding tangents until the curved limits hold too."""
    lattice, (lines, bounds) = shares.lattice, shares.rows()
    gap = shares.value * (NARROW_GAP if len(lattice.moving) <= FEW else WIDE_GAP)
    for _ in range(ROUNDS):
        found = shares.stated(lines, bounds).solve(gap)
        if found is None:
            return None
        y = found.y[: len(lattice.most)]
        tangents = shares.tangents(y)
        if not tangents:
            changes = lattice.share_changes(shares.brief, y)
            return Rounded(changes, found.gap / shares.value, lattice.cleared_in(y))
        lines = np.vstack([lines, *[line for line, _ in tangents]])
        bounds = np.append(bounds, [bound for _, bound in tangents])
    raise CertificationError(f"whole shares within curved limits not found in {ROUNDS} rounds")


def _on_few(shares: ShareProgram) -> Array:
    """
    Gather what a target trades in many places on few, as a change of weights, shape (P,).

    Accounts often stand in for each other, and a target spreads over all of them. A toll per trade
    makes that a problem of fixed charges; where it is too large to be searched, the charge is
    spread over what each trade came to the time before, again and again (dynamic slope scaling, Kim
    and Pardalos 1999). Each time is a linear program, so that an answer stands on few trades.
    """
    lattice, stated, tolls = shares.lattice, shares.stated(*shares.rows()), shares.tolls
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
        found = replace(stated, cost=cost, whole=0).solve(0.0)
        if found is None:
            break
        y = found.y
        made = y[moves] > NEARLY
        slopes[made] = tolls[flags][made] / y[moves][made]
    change: Array = shares.program.change(lattice.into @ y[: len(lattice.most)])
    return change
