"""
The best of the cases that the law sets apart, each a convex problem solved by itself.

How a year's gains net gives up to five cases, of which those that no sale can reach are left out.
What may not be both sold at a loss and bought gives two more wherever an answer does both, and so
do losses that count only if all that was bought lately is sold as well: branch and bound, the most
promising case first, until no other can be better by more than a hair.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from math import inf
from typing import TYPE_CHECKING, Generic, TypeVar

from allocator.errors import CertificationError
from allocator.model.course import OPEN, Course
from allocator.optimize.both_sides import either_ors
from allocator.optimize.stated import GAVE_UP

Found = TypeVar("Found")

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.netting import Netting, Piece
    from allocator.optimize.both_sides import EitherOr

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
        solve: Solves one case; None where it has no answer. Where it gives up, it raises
            CertificationError.
        value: What an answer is worth; the highest wins.
        trades: The unknowns of an answer, shape (n,).
    """

    solve: Callable[[Course], Found | None]
    value: Callable[[Found], float]
    trades: Callable[[Found], Array]


def best_course(
    brief: Brief, cases: Cases[Found], most: int | None = None, hair: float = HAIR
) -> Best[Found] | None:
    """
    Solve case by case and keep the best.

    Args:
        brief: The assignment; where it names a course, only that one is looked at.
        cases: How a case is solved and judged.
        most: The most cases to solve; by default as many as the size of the household allows.
        hair: What a case may be better by and not be looked into.

    Returns:
        The best answer, None where no case has one.

    Raises:
        CertificationError: If the solver gives up on a case that could be the best by any measure.
    """
    if brief.course is not None:
        only = cases.solve(brief.course)
        return None if only is None else Best(only, 0.0)
    search = _Search(brief, cases, most, hair)
    for piece in reachable_pieces(brief):
        search.open(Course(piece))
    return search.run()


class _Search(Generic[Found]):
    """Branch and bound over cases."""

    def __init__(self, brief: Brief, cases: Cases[Found], most: int | None, hair: float) -> None:
        self._brief = brief
        self._cases = cases
        self._heap: list[tuple[float, int, Course, Found]] = []
        self._numbers = count()
        self._hair = hair
        self._best: tuple[float, Found] | None = None
        self._given_up = -inf
        household = brief.household
        size = len(household.positions) + len(household.book.lots)
        self._left = most or max(WORK // size, LEAST)

    def open(self, course: Course, bound: float | None = None) -> None:
        """
        Solve a case; what it is worth bounds every case inside it.

        Where the solver gives up, the bound on the case stands: what it could be worth is told.
        """
        self._left -= 1
        try:
            found = self._cases.solve(course)
        except CertificationError:
            if bound is None:
                raise
            self._given_up = max(self._given_up, bound)
            return
        if found is not None:
            heappush(self._heap, (-self._cases.value(found), next(self._numbers), course, found))

    def run(self) -> Best[Found] | None:
        """Look into the most promising case until none is better than the best answer by a hair."""
        dived = False
        while self._heap:
            bound, _, course, found = heappop(self._heap)
            undecided = self._undecided(course, found)
            if not undecided and (self._best is None or -bound > self._best[0]):
                self._best = -bound, found
            if self._best is not None and -bound <= self._best[0] + self._hair:
                break
            if self._left <= 0 and self._best is not None:
                return self._told(-bound)
            if not dived:
                self._dive(course, undecided, lambda sells_more: sells_more)
                self._dive(course, undecided, lambda _: False)
                self._dive(course, undecided, lambda _: True)
                dived = True
            for sells in (False, True):
                self.open(undecided[0].settled(course, sells=sells), -bound)
        return self._told(-inf)

    def _told(self, bound: float) -> Best[Found] | None:
        """Give the best answer, and by how much what was not looked into could be better."""
        most = max(bound, self._given_up)
        if self._best is None:
            if self._given_up > -inf:
                raise CertificationError(GAVE_UP)
            return None
        gap = most - self._best[0]
        return Best(self._best[1], gap if gap > self._hair else 0.0)

    def _undecided(self, course: Course, found: Found) -> list[EitherOr]:
        """List what an answer does on both sides of the law."""
        return either_ors(self._brief.household, course, self._cases.trades(found))

    def _dive(
        self, course: Course, undecided: list[EitherOr], sells: Callable[[bool], bool]
    ) -> None:
        """Settle every clash at once, so that there is an answer to compare others with."""
        while undecided:
            for each in undecided:
                course = each.settled(course, sells=sells(each.sells_more))
            self._left -= 1
            try:
                found = self._cases.solve(course)
            except CertificationError:
                return
            if found is None:
                return
            undecided, value = self._undecided(course, found), self._cases.value(found)
            if not undecided and (self._best is None or value > self._best[0]):
                self._best = value, found


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
