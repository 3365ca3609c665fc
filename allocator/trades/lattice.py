"""
The whole-share moves that are open, as unknowns of an integer program.

Five unknowns per position: shares to buy, shares to sell, one to give up the fraction of a share
left when a holding is closed, and a flag for each side that says whether there is such a trade.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from decimal import Decimal

    from numpy.typing import NDArray

    from allocator.model.arrays import Array
    from allocator.model.brief import Brief

    Places = NDArray[np.intp]

UNKNOWNS = 5
BUY, SELL, CLOSE, BUYS, SELLS = range(UNKNOWNS)

ROOM = 2
"""Shares beyond the target's own total that one trade may take over from trades not made."""

WORTH_A_LOOK = 1.0
"""A target trade below this many dollars is noise of the solver."""


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """
    Integer unknowns y of shape (n,), and what they mean; what cannot move is left out.

    Attributes:
        places: Where each unknown stands among the five of each position, shape (n,).
        most: Largest y, shape (n,); the least is zero.
        trades: Turns y into purchases and sales as fractions of the value, shape (2P, n).
        flags: One where y is a flag, shape (n,).
        rules: Rows of rules @ y <= rule_bounds: least trades, no buying and selling at once.
        rule_bounds: Their right-hand sides.
        fractions: The part of a share beyond whole ones in each position, P of them.
    """

    places: Places
    most: Array
    trades: Array
    flags: Array
    rules: Array
    rule_bounds: Array
    fractions: tuple[Decimal, ...]

    @property
    def positions(self) -> Places:
        """The position of each unknown, shape (n,)."""
        return self.places // UNKNOWNS

    def share_changes(self, y: Array) -> tuple[Decimal, ...]:
        """Read y as shares to add to each position, negative to sell, P of them."""
        every = np.zeros(len(self.fractions) * UNKNOWNS)
        every[self.places] = y
        moves = every.reshape(-1, UNKNOWNS)
        return tuple(
            int(move[BUY]) - int(move[SELL]) - int(move[CLOSE]) * fraction
            for move, fraction in zip(moves, self.fractions, strict=True)
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
    bought, sold = dollars.clip(min=0).sum(), -dollars.clip(max=0).sum()
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
    """Build the lattice within the largest purchases and sales given, shapes (P,)."""
    positions = brief.household.positions
    P, value = len(positions), float(brief.household.value)
    whole = [int(position.shares) for position in positions]
    fractions = tuple(p.shares - count for p, count in zip(positions, whole, strict=True))
    most = np.zeros((P, UNKNOWNS))
    for p, position in enumerate(positions):
        buys = most_bought[p] if position.may_buy else 0.0
        sells = min(float(whole[p]), most_sold[p]) if position.may_sell else 0.0
        closes = position.may_sell and fractions[p] > 0 and most_sold[p] >= whole[p]
        most[p] = buys, sells, closes, buys > 0, sells > 0 or closes
    places = np.flatnonzero(most)
    trades = np.zeros((2 * P, len(places)))
    for column, place in enumerate(places):
        p, unknown = divmod(int(place), UNKNOWNS)
        weight = float(positions[p].price) / value
        if unknown == CLOSE:
            weight *= float(fractions[p])
        if unknown in {BUY, SELL, CLOSE}:
            trades[p if unknown == BUY else P + p, column] = weight
    rules, rule_bounds = _rules(brief, most, whole, fractions, places)
    return Lattice(
        places=places,
        most=most.ravel()[places],
        trades=trades,
        flags=np.isin(places % UNKNOWNS, [BUYS, SELLS]).astype(float),
        rules=rules,
        rule_bounds=rule_bounds,
        fractions=fractions,
    )


def _rules(
    brief: Brief, most: Array, whole: list[int], fractions: tuple[Decimal, ...], places: Places
) -> tuple[Array, Array]:
    """Write what ties the five unknowns of a position together, and twins to each other."""
    positions = brief.household.positions
    least = float(brief.policy.trading.min_trade)
    moving = [p for p in range(len(positions)) if most[p].any()]
    rules: list[tuple[dict[tuple[int, int], float], float]] = []
    for p in moving:
        price = float(positions[p].price)
        rest = price * float(fractions[p])
        rules += [
            ({(p, BUY): 1.0, (p, BUYS): -most[p, BUY]}, 0.0),
            ({(p, SELL): 1.0, (p, SELLS): -most[p, SELL]}, 0.0),
            ({(p, CLOSE): 1.0, (p, SELLS): -1.0}, 0.0),
            ({(p, CLOSE): float(whole[p]), (p, SELL): -1.0}, 0.0),
            ({(p, BUYS): least, (p, BUY): -price}, 0.0),
            ({(p, SELLS): least, (p, SELL): -price, (p, CLOSE): -rest}, 0.0),
            ({(p, BUYS): 1.0, (p, SELLS): 1.0}, 1.0),
        ]
    rules += [
        ({(p, BUYS): 1.0, (q, SELLS): 1.0}, 1.0)
        for p, q in permutations(moving, 2)
        if positions[p].account == positions[q].account
        and positions[p].fund.index == positions[q].fund.index
    ]
    column = {int(place): number for number, place in enumerate(places)}
    matrix = np.zeros((len(rules), len(places)))
    for row, (entries, _) in enumerate(rules):
        for (p, unknown), entry in entries.items():
            if p * UNKNOWNS + unknown in column:
                matrix[row, column[p * UNKNOWNS + unknown]] = entry
    return matrix, np.array([bound for _, bound in rules])
