"""
The moves that are open, as unknowns of an integer program.

For each position that may move: steps to buy, steps to sell (a step is a share, or the least part
of one that its broker trades), one to give up what is left of a share when a holding is closed,
and a flag for each side that says whether there is such a trade. Then a choice for each kin that
could be both sold at a loss and bought, for each whose losses wait for recent lots to be sold, and
for each position that must not be left small. Last, in parts of a share and of the portfolio: what
is sold out of each lot, and breaches of soft limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from scipy import sparse

from allocator.model.unknowns import MOST_BREACH, unknowns_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from allocator.model.arrays import Array
    from allocator.model.brief import Brief

    Key = TypeVar("Key")

MOVES = 5
BUY, SELL, CLOSE, BUYS, SELLS = range(MOVES)

ROOM = 2
"""Shares beyond the target's own total on an index that one trade may take over from others."""

WORTH_A_LOOK = 1.0
"""A target trade below this many dollars is noise of the solver."""

NEARLY = 1e-9
"""Parts of a step that are the rounding of a float."""


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """
    Unknowns y of shape (n,), and what they mean; what cannot move is left out.

    Attributes:
        column: The unknown of each move, by position and kind of move.
        kin: The unknown of each kin in question: one if it is sold at a loss, zero if bought.
        cleared: The unknown of each kin of which losses wait for recent lots: one only if all those
            are sold, whole.
        kept: The unknown of each position that is small or nothing: one if anything is left.
        lots: The unknown of each lot that may be sold from.
        breaches: The unknowns of soft limits, in their order.
        whole: How many unknowns, the first ones, are integers.
        most: Largest y, shape (n,); the least is zero.
        into: Turns y into the unknowns z of the program, shape (z, n).
        rests: What each position holds beyond whole steps, in shares, P of them.
    """

    column: dict[tuple[int, int], int]
    kin: dict[str, int]
    cleared: dict[str, int]
    kept: dict[int, int]
    lots: dict[int, int]
    breaches: tuple[int, ...]
    whole: int
    most: Array
    into: sparse.csr_array
    rests: tuple[Decimal, ...]

    @property
    def moving(self) -> tuple[int, ...]:
        """The positions that may move at all."""
        return tuple(dict.fromkeys(p for p, _ in self.column))

    @property
    def flags(self) -> Array:
        """One where y says whether there is a trade, shape (n,)."""
        found = np.zeros(len(self.most))
        found[[n for (_, move), n in self.column.items() if move in {BUYS, SELLS}]] = 1.0
        return found

    def cleared_in(self, y: Array) -> frozenset[str]:
        """Read which kin have all recent lots sold, so that losses that wait for it count."""
        return frozenset(kin for kin, place in self.cleared.items() if round(float(y[place])))

    def share_changes(self, brief: Brief, y: Array) -> tuple[Decimal, ...]:
        """Read y as shares to add to each position, negative to sell, P of them."""

        def moved(p: int, move: int) -> int:
            place = self.column.get((p, move))
            return 0 if place is None else round(float(y[place]))

        return tuple(
            (moved(p, BUY) - moved(p, SELL)) * position.step - moved(p, CLOSE) * rest
            for p, (position, rest) in enumerate(
                zip(brief.household.positions, self.rests, strict=True)
            )
        )


def lattice_along(brief: Brief, changes: Array) -> Lattice:
    """
    Open the moves that a target makes, in its direction.

    Args:
        brief: The household.
        changes: The target's change of weights, shape (P,).
    """
    household = brief.household
    dollars = changes * float(household.value)
    same = household.exposure.T != 0
    bought, sold = (same @ (same.T @ side) for side in (dollars.clip(min=0), -dollars.clip(max=0)))
    prices = np.array([float(position.price) for position in household.positions])
    open_to_buy = (dollars > WORTH_A_LOOK) * (np.ceil(bought / prices) + ROOM)
    open_to_sell = (dollars < -WORTH_A_LOOK) * (np.ceil(sold / prices) + ROOM)
    return _lattice(brief, open_to_buy, open_to_sell)


def lattice_anywhere(brief: Brief) -> Lattice:
    """Open every move that locks and holdings allow."""
    value = float(brief.household.value)
    most = np.array([ceil(value / float(p.price)) for p in brief.household.positions], float)
    return _lattice(brief, most, most)


def _lattice(brief: Brief, most_bought: Array, most_sold: Array) -> Lattice:
    """Lay out the unknowns within the largest purchases and sales given in shares, shapes (P,)."""
    book, rests = brief.household.book, _rests(brief)
    moves = _moves(brief, rests, most_bought, most_sold)
    column = {place: number for number, place in enumerate(moves)}
    selling = {p for p, move in column if move in {SELL, CLOSE}}
    open_lots = [n for n, p in enumerate(book.positions) if int(p) in selling and book.may_sell[n]]
    buying = {p for p, move in column if move == BUY}
    kin = _numbered(_both_ways(brief, buying, open_lots), len(column))
    cleared = _numbered(_clearable(brief, open_lots), len(column) + len(kin))
    moving = dict.fromkeys(p for p, _ in column) if brief.policy.limits.min_position else {}
    kept = _numbered(moving, len(column) + len(kin) + len(cleared))
    whole = len(column) + len(kin) + len(cleared) + len(kept)
    lots = _numbered(open_lots, whole)
    at = unknowns_of(brief)
    soft = range(at.breaches.start, at.breaches.stop)
    breaches = tuple(range(whole + len(lots), whole + len(lots) + len(soft)))
    most = [*moves.values(), *[1.0] * (whole - len(column))]
    most += [float(book.lots[n].shares) for n in open_lots] + [MOST_BREACH] * len(soft)
    return Lattice(
        column=column,
        kin=kin,
        cleared=cleared,
        kept=kept,
        lots=lots,
        breaches=breaches,
        whole=whole,
        most=np.array(most),
        into=_into(brief, column, lots, dict(zip(soft, breaches, strict=True)), len(most)),
        rests=rests,
    )


def _numbered(keys: Iterable[Key], start: int) -> dict[Key, int]:
    """Number keys in their order."""
    return {key: number for number, key in enumerate(keys, start=start)}


def _rests(brief: Brief) -> tuple[Decimal, ...]:
    """Take what each position holds beyond whole steps."""
    return tuple(
        position.shares - int(position.shares / position.step) * position.step
        for position in brief.household.positions
    )


def _moves(
    brief: Brief, rests: tuple[Decimal, ...], most_bought: Array, most_sold: Array
) -> dict[tuple[int, int], float]:
    """Bound the moves of each position, in steps; moves that are closed are left out."""
    household, book = brief.household, brief.household.book
    sellable = np.zeros(len(household.positions))
    for lot, p, open_ in zip(book.lots, book.positions, book.may_sell, strict=True):
        sellable[p] += float(lot.shares) * open_
    found: dict[tuple[int, int], float] = {}
    for p, position in enumerate(household.positions):
        step, rest = float(position.step), float(rests[p])
        buys = ceil(most_bought[p] / step) if position.may_buy else 0
        held = float(position.shares) - rest
        sells = int(min(held, sellable[p], most_sold[p]) / step + NEARLY)
        all_of_it = sellable[p] >= float(position.shares) - NEARLY and most_sold[p] >= held
        closes = rest > 0 and all_of_it
        bounds = (buys, sells, closes, buys > 0, sells > 0 or closes)
        found |= {(p, move): float(most) for move, most in enumerate(bounds) if most}
    return found


def _both_ways(brief: Brief, buying: set[int], lots: list[int]) -> list[str]:
    """List the kin of which something may be bought, and something sold at a taxed loss."""
    household, book = brief.household, brief.household.book
    bought = {household.positions[p].kin for p in buying}
    sold = {household.positions[int(book.positions[n])].kin for n in lots if book.at_a_loss[n]}
    return sorted(kin for kin in bought & sold if kin)


def _clearable(brief: Brief, lots: list[int]) -> list[str]:
    """List the kin with losses that wait for recent lots, all of which may be sold from."""
    household, book = brief.household, brief.household.book
    waiting = [n for n in lots if book.waits[n] and book.at_a_loss[n]]
    kins = sorted({household.positions[int(book.positions[n])].kin for n in waiting})
    recent = {kin: np.flatnonzero(book.of_kin(household, {kin}) * book.recent) for kin in kins}
    return [kin for kin in kins if set(recent[kin].tolist()) <= set(lots)]


def _into(
    brief: Brief,
    column: dict[tuple[int, int], int],
    lots: dict[int, int],
    breaches: dict[int, int],
    count: int,
) -> sparse.csr_array:
    """Turn y into z: purchases and sales as fractions of the household's value."""
    household, at = brief.household, unknowns_of(brief)
    value = household.value
    entries = {
        (p, number): float(household.positions[p].step * household.positions[p].price / value)
        for (p, move), number in column.items()
        if move == BUY
    }
    for lot, number in lots.items():
        price = household.positions[int(household.book.positions[lot])].price
        entries[at.sales.start + lot, number] = float(price / value)
    entries |= dict.fromkeys(breaches.items(), 1.0)
    into = sparse.dok_array((at.count, count))
    for place, entry in entries.items():
        into[place] = entry
    return into.tocsr()
