"""
The best of the cases that the law sets apart, each a convex problem solved by itself.

How a year's gains net gives up to five cases, of which those that no sale can reach are left out.
What may not be both sold at a loss and bought gives two more wherever an answer does both: branch
and bound, so that the best answer over all cases is found, or none exists.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from allocator.model.course import OPEN, Course

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.netting import Netting, Piece

    Found = TypeVar("Found")

A_DOLLAR = 1.0
"""Dollars below which a purchase or sale in a continuous answer is noise of the solver."""


def best_course(
    brief: Brief,
    solve: Callable[[Course], Found | None],
    value: Callable[[Found], float],
    trades: Callable[[Found], Array],
) -> Found | None:
    """
    Solve case by case and keep the best.

    Args:
        brief: The assignment; where it names a course, only that one is looked at.
        solve: Solves one case; None where it has no answer.
        value: What an answer is worth; the highest wins.
        trades: The unknowns of an answer, shape (n,).

    Returns:
        The best answer over all cases, None where no case has one.
    """
    if brief.course is not None:
        return solve(brief.course)
    best: Found | None = None
    open_cases = [Course(piece) for piece in reachable_pieces(brief)]
    while open_cases:
        course = open_cases.pop(0)
        found = solve(course)
        if found is None or (best is not None and value(found) <= value(best)):
            continue
        clash = _clash(brief, trades(found))
        if clash is None:
            best = found
            continue
        open_cases.insert(0, replace(course, no_losses=course.no_losses | {clash}))
        open_cases.insert(1, replace(course, no_buys=course.no_buys | {clash}))
    return best


def reachable_pieces(brief: Brief) -> tuple[Piece | None, ...]:
    """List the pieces of the tax that some sale could lead to; one None where none is counted."""
    if brief.netting is None:
        return (OPEN.piece,)
    book = brief.household.book
    most = book.weights * book.may_sell * book.gains
    return tuple(
        piece for piece in brief.netting.pieces if _is_reachable(piece, brief.netting, most, book.short)
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


def _clash(brief: Brief, z: Array) -> str | None:
    """Name kin that an answer both buys and sells at a loss that is taxed."""
    household, book = brief.household, brief.household.book
    P, L = len(household.positions), len(book.lots)
    noise = A_DOLLAR / float(household.value)
    bought = {
        household.positions[p].kin for p in np.flatnonzero(z[:P] > noise)
    }
    at_a_loss = (z[P : P + L] > noise) & (book.gains < 0)
    sold = {household.positions[p].kin for p in book.positions[at_a_loss]}
    return min((kin for kin in bought & sold if kin), default=None)
