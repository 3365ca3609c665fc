"""
The best of the cases that the law sets apart, each a convex problem solved by itself.

How a year's gains net gives up to five cases, of which those that no sale can reach are left out.
What may not be both sold at a loss and bought gives two more wherever an answer does both: branch
and bound, the most promising case first, until no other can be better by more than a hair.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from allocator.model.course import OPEN, Course

Found = TypeVar("Found")

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.netting import Netting, Piece

A_DOLLAR = 1.0
"""Dollars below which a purchase or sale in a continuous answer is noise of the solver."""

HAIR = 1e-6
"""A hundredth of a basis point a year: what a case may be better by and not be looked into."""

WORK = 20_000
"""Unknowns solved for, over all cases, after which the best case found is taken."""

LEAST = 16
"""Cases that are looked into however many unknowns there are."""


@dataclass(frozen=True, slots=True)
class Best(Generic[Found]):
    """The best answer over all cases, and by how much, at most, one not looked into is better."""

    found: Found
    gap: float


@dataclass(frozen=True, slots=True)
class Cases(Generic[Found]):
    """
    How a case is solved and judged.

    Attributes:
        solve: Solves one case; None where it has no answer.
        value: What an answer is worth; the highest wins.
        trades: The unknowns of an answer, shape (n,).
    """

    solve: Callable[[Course], Found | None]
    value: Callable[[Found], float]
    trades: Callable[[Found], Array]


def best_course(brief: Brief, cases: Cases[Found], most: int | None = None) -> Best[Found] | None:
    """
    Solve case by case and keep the best.

    Args:
        brief: The assignment; where it names a course, only that one is looked at.
        cases: How a case is solved and judged.
        most: The most cases to solve; by default as many as the size of the household allows.

    Returns:
        The best answer, None where no case has one.
    """
    if brief.course is not None:
        only = cases.solve(brief.course)
        return None if only is None else Best(only, 0.0)
    search = _Search(brief, cases, most)
    for piece in reachable_pieces(brief):
        search.open(Course(piece))
    return search.run()


class _Search(Generic[Found]):
    """Branch and bound over cases."""

    def __init__(self, brief: Brief, cases: Cases[Found], most: int | None) -> None:
        self._brief = brief
        self._cases = cases
        self._heap: list[tuple[float, int, Course, Found]] = []
        self._numbers = count()
        self._best: tuple[float, Found] | None = None
        household = brief.household
        size = len(household.positions) + len(household.book.lots)
        self._left = most or max(WORK // size, LEAST)

    def open(self, course: Course) -> None:
        """Solve a case; what it is worth bounds every case inside it."""
        self._left -= 1
        found = self._cases.solve(course)
        if found is not None:
            heappush(self._heap, (-self._cases.value(found), next(self._numbers), course, found))

    def run(self) -> Best[Found] | None:
        """Look into the most promising case until none is better than the best answer by a hair."""
        dived = False
        while self._heap:
            bound, _, course, found = heappop(self._heap)
            if self._best is not None and -bound <= self._best[0] + HAIR:
                break
            clashes = self._clashes(found)
            if not clashes:
                self._best = -bound, found
                break
            if self._left <= 0 and self._best is not None:
                return Best(self._best[1], -bound - self._best[0])
            if not dived:
                self._dive(course, clashes, lambda sells_more: sells_more)
                self._dive(course, clashes, lambda _: False)
                self._dive(course, clashes, lambda _: True)
                dived = True
            first = clashes[0][0]
            self.open(replace(course, no_losses=course.no_losses | {first}))
            self.open(replace(course, no_buys=course.no_buys | {first}))
        return None if self._best is None else Best(self._best[1], 0.0)

    def _dive(
        self, course: Course, clashes: list[tuple[str, bool]], sells: Callable[[bool], bool]
    ) -> None:
        """Settle every clash at once, so that there is an answer to compare others with."""
        while clashes:
            sold = {kin for kin, sells_more in clashes if sells(sells_more)}
            bought = {kin for kin, _ in clashes} - sold
            course = replace(
                course, no_buys=course.no_buys | sold, no_losses=course.no_losses | bought
            )
            self._left -= 1
            found = self._cases.solve(course)
            if found is None:
                return
            clashes, value = self._clashes(found), self._cases.value(found)
            if not clashes and (self._best is None or value > self._best[0]):
                self._best = value, found

    def _clashes(self, found: Found) -> list[tuple[str, bool]]:
        """
        Name the kin that an answer both buys and sells at a loss that is taxed.

        The one with the most on its smaller side first; with each, whether more is sold.
        """
        household, book = self._brief.household, self._brief.household.book
        z, P = self._cases.trades(found), len(household.positions)
        sales = z[P : P + len(book.lots)]
        noise = A_DOLLAR / float(household.value)
        bought: dict[str, float] = {}
        sold: dict[str, float] = {}
        for p in np.flatnonzero(z[:P] > noise):
            kin = household.positions[p].kin
            bought[kin] = bought.get(kin, 0.0) + float(z[p])
        for lot in np.flatnonzero((sales > noise) & (book.at_a_loss > 0)):
            kin = household.positions[book.positions[lot]].kin
            sold[kin] = sold.get(kin, 0.0) + float(sales[lot])
        both = sorted(
            (kin for kin in bought.keys() & sold.keys() if kin),
            key=lambda kin: (-min(bought[kin], sold[kin]), kin),
        )
        return [(kin, sold[kin] > bought[kin]) for kin in both]


def reachable_pieces(brief: Brief) -> tuple[Piece | None, ...]:
    """List the pieces of the tax that some sale could lead to; one None where none is counted."""
    if brief.netting is None:
        return (OPEN.piece,)
    book = brief.household.book
    most = book.weights * book.may_sell * book.gains
    return tuple(
        piece
        for piece in brief.netting.pieces
        if _is_reachable(piece, brief.netting, most, book.short)
    )


def _is_reachable(piece: Piece, netting: Netting, most: Array, short: Array) -> bool:
    """Tell whether the box of gains that sales can realise touches a piece."""
    ends = []
    for start, mask in ((netting.short, short), (netting.long, 1 - short)):
        gains = most * mask
        ends.append((start + gains.clip(max=0).sum(), start + gains.clip(min=0).sum()))
    (s_low, s_high), (l_low, l_high) = ends
    return all(
        min(a * s_low, a * s_high) + min(b * l_low, b * l_high) <= c + 1e-12
        for a, b, c in piece.lines
    )
