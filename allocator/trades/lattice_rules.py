"""What ties the unknowns of a lattice together: rules of trading and tax, as rows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from allocator.trades.lattice import BUY, BUYS, CLOSE, SELL, SELLS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.trades.lattice import Lattice

    Rule = tuple[dict[int | None, float], float]
    """Coefficients by unknown, None for one that is left out, and their bound."""


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """Rows of lines @ y <= bounds, shapes (m, n) and (m,)."""

    lines: sparse.csr_array
    bounds: Array


def rules_of(brief: Brief, lattice: Lattice) -> Rules:
    """
    Write the rules that no limit of the policy is about, and those that only counts can meet.

    A flag goes with its trade, and a trade is worth at least the least trade. Nothing is bought and
    sold in one account, nor is one fund sold and another on the same index bought there. What is
    sold comes out of lots. What is sold at a taxed loss is not bought anywhere, nor its kin; a loss
    that waits for recent lots is taken only with all of them. A position that is traded is closed
    or at least as large as the policy asks; there are at most so many trades.
    """
    written = [
        *_trade_rules(brief, lattice),
        *_twin_rules(brief, lattice),
        *_lot_rules(brief, lattice),
        *_kin_rules(brief, lattice),
        *_recent_rules(brief, lattice),
        *_size_rules(brief, lattice),
    ]
    most = brief.policy.limits.trades
    if most is not None:
        written.append(({int(n): 1.0 for n in np.flatnonzero(lattice.flags)}, float(most)))
    places = [
        (row, place, entry)
        for row, (entries, _) in enumerate(written)
        for place, entry in entries.items()
        if place is not None
    ]
    rows, columns, values = zip(*places, strict=True) if places else ((), (), ())
    lines = sparse.csr_array((values, (rows, columns)), shape=(len(written), len(lattice.most)))
    return Rules(lines, np.array([bound for _, bound in written]))


def _trade_rules(brief: Brief, lattice: Lattice) -> Iterator[Rule]:
    """Tie the moves of each position to its flags and to the least trade."""
    least = float(brief.policy.trading.min_trade)
    for p in lattice.moving:
        position = brief.household.positions[p]
        step = float(position.step * position.price)
        rest = float(lattice.rests[p] * position.price)
        buy, sell, close, buys, sells = (lattice.column.get((p, move)) for move in range(5))
        yield {buy: 1.0, buys: -_most(lattice, buy)}, 0.0
        yield {sell: 1.0, sells: -_most(lattice, sell)}, 0.0
        yield {close: 1.0, sells: -1.0}, 0.0
        # What is left of a share goes only with the last whole one.
        yield {close: float(int(position.shares / position.step)), sell: -1.0}, 0.0
        yield {buys: least, buy: -step}, 0.0
        yield {sells: least, sell: -step, close: -rest}, 0.0
        yield {buys: 1.0, sells: 1.0}, 1.0


def _most(lattice: Lattice, place: int | None) -> float:
    """Take the largest value of an unknown; zero of one that is left out."""
    return 0.0 if place is None else float(lattice.most[place])


def _twin_rules(brief: Brief, lattice: Lattice) -> Iterator[Rule]:
    """
    Never sell one fund and buy another on its index in the same account.

    Unless single funds are limited: then another on the same index is what a limit asks for.
    """
    if brief.policy.limits.fund_weight:
        return
    positions = brief.household.positions
    groups: dict[tuple[int, str], list[int]] = {}
    for p in lattice.moving:
        groups.setdefault((positions[p].account, positions[p].fund.index), []).append(p)
    for group in groups.values():
        for p, q in product(group, group):
            if p != q:
                yield {lattice.column.get((p, BUYS)): 1.0, lattice.column.get((q, SELLS)): 1.0}, 1.0


def _lot_rules(brief: Brief, lattice: Lattice) -> Iterator[Rule]:
    """Take what each position sells out of its lots, neither more nor less."""
    by_position: dict[int, list[int]] = {}
    for lot, number in lattice.lots.items():
        p = int(brief.household.book.positions[lot])
        by_position.setdefault(p, []).append(number)
    for p, numbers in by_position.items():
        step, rest = float(brief.household.positions[p].step), float(lattice.rests[p])
        sell, close = lattice.column.get((p, SELL)), lattice.column.get((p, CLOSE))
        for sign in (1.0, -1.0):
            yield {**dict.fromkeys(numbers, sign), sell: -sign * step, close: -sign * rest}, 0.0


def _kin_rules(brief: Brief, lattice: Lattice) -> Iterator[Rule]:
    """Choose for each kin: sold at a loss, or bought."""
    household, book = brief.household, brief.household.book
    for lot, number in lattice.lots.items():
        choice = lattice.kin.get(household.positions[int(book.positions[lot])].kin)
        if choice is not None and book.at_a_loss[lot]:
            yield {number: 1.0, choice: -float(book.lots[lot].shares)}, 0.0
    for p in lattice.moving:
        choice = lattice.kin.get(household.positions[p].kin)
        if choice is not None:
            yield {lattice.column.get((p, BUYS)): 1.0, choice: 1.0}, 1.0


def _recent_rules(brief: Brief, lattice: Lattice) -> Iterator[Rule]:
    """Take losses that wait for recent lots only where every one of those is sold, whole."""
    household, book = brief.household, brief.household.book
    for lot, number in lattice.lots.items():
        choice = lattice.cleared.get(household.positions[int(book.positions[lot])].kin)
        shares = float(book.lots[lot].shares)
        if book.waits[lot] and book.at_a_loss[lot]:
            yield {number: 1.0, choice: -shares}, 0.0
        if book.recent[lot]:
            yield {number: -1.0, choice: shares}, 0.0


def _size_rules(brief: Brief, lattice: Lattice) -> Iterator[Rule]:
    """Leave of a position that is traded nothing, or at least the least position."""
    least, value = float(brief.policy.limits.min_position), float(brief.household.value)
    for p, kept in lattice.kept.items():
        position = brief.household.positions[p]
        step, rest = float(position.step * position.price), float(lattice.rests[p] * position.price)
        column = lattice.column
        after = {
            column.get((p, BUY)): step,
            column.get((p, SELL)): -step,
            column.get((p, CLOSE)): -rest,
        }
        held = float(position.value)
        yield {**after, kept: -2 * value}, -held
        less = {place: -entry for place, entry in after.items()}
        traded = {column.get((p, BUYS)): least, column.get((p, SELLS)): least}
        yield {**less, **traded, kept: least}, held + least
