"""
What becomes of a series that is offered to the store when one is stored already.

Days that are new are added, and numbers that agree stay as they are stored, to the bit. What
contradicts them is described and kept out, unless it is what `allocator.market.store.scale` says
may happen to numbers of that kind and covers every stored day: then it replaces them as a whole.
On request what contradicts takes their place too; the store then keeps a copy of what was there.

A number may have become known on another day than the stored one says. The later day counts, so
that nothing is used before it was public by either account.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.store.comparison import Comparison, factor_in_words
from allocator.market.store.scale import SCALED, may_revise, may_scale
from allocator.market.wording import counted, span

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.market.series import Key, Series, TableKey


class Outcome(StrEnum):
    """What became of it."""

    NEW = "new"
    """Nothing was stored under its key."""
    SAME = "same"
    """Every number of it was stored already."""
    EXTENDED = "extended"
    """It agrees with what is stored; its other days were added."""
    READJUSTED = "readjusted"
    """It is what was stored times one factor, as after a distribution, and took its place."""
    REVISED = "revised"
    """It is another edition of a statistic that is revised as a rule, and took its place."""
    REPLACED = "replaced"
    """It contradicts what was stored, and took its place because that was asked for."""
    CONTRADICTED = "contradicted"
    """It contradicts what is stored; nothing was written."""


@dataclass(frozen=True, slots=True)
class Merge:
    """
    What became of a series or table that was offered.

    Attributes:
        key: What it is.
        outcome: What became of it.
        added: How many days, or lines of a table, are stored that were not before.
        factor: Offered over stored, if all common numbers differ by one factor. Where the outcome
            is a contradiction all the same, the offered series is only a part of what is stored,
            or its kind may not change so.
        message: What happened in words, with dates, sizes and the remedy.
        aside: Where the file is now that was in the way, damaged or contradicted, if there was one.
    """

    key: Key | TableKey
    outcome: Outcome
    added: int
    factor: float | None
    message: str
    aside: Path | None = None


def merged(stored: Series | None, offered: Series, *, replacing: bool) -> tuple[Series, Merge]:
    """
    Put a stored and an offered series together.

    Args:
        stored: What is stored under the key; well formed, as `offered` must be.
        offered: What came.
        replacing: Whether the offered series is to take the place of a stored one that it
            contradicts.

    Returns:
        The series to store from now on, and what happened.
    """
    if stored is None:
        message = f"{counted(len(offered), 'number')}, {span(offered.days)}"
        return offered, Merge(offered.key, Outcome.NEW, len(offered), None, message)
    comparison = Comparison.of(stored, offered)
    doubt = _doubt(comparison)
    if not doubt:
        return _extended(comparison)
    if whole := _as_a_whole(comparison):
        return whole
    if replacing:
        return offered, _replaced(comparison, doubt)
    return stored, _contradicted(comparison, doubt)


def _doubt(comparison: Comparison) -> str:
    """Say what speaks against adding the offered days to the stored ones, if anything."""
    stored, offered = comparison.stored, comparison.offered
    doubts = []
    if stored.frequency is not offered.frequency:
        doubts.append(f"it is {offered.frequency}, and what is stored is {stored.frequency}")
    if comparison.differing.any():
        cause = comparison.cause_in_words()
        doubts.append(comparison.in_words() + (f"; {cause}" if cause else ""))
    if comparison.missing.any():
        missing = stored.days[comparison.missing]
        doubts.append(
            f"it lacks {counted(len(missing), 'stored day')} within its span, {span(missing)}"
        )
    if not comparison.common.any() and offered.key.kind in SCALED:
        doubts.append(
            f"it shares no day with what is stored, {span(stored.days)}, and nothing shows that "
            "both are on one scale"
        )
    return "; ".join(doubts)


def _extended(comparison: Comparison) -> tuple[Series, Merge]:
    """Add the days that are new."""
    stored, offered, added = comparison.stored, comparison.offered, comparison.added
    new = ~np.isin(offered.days, stored.days)
    days = np.concatenate([stored.days, offered.days[new]])
    order = np.argsort(days)
    union = replace(
        offered,
        days=days[order],
        values=np.concatenate([stored.values, offered.values[new]])[order],
        known=np.concatenate([stored.known, offered.known[new]])[order],
    )
    kept, delayed = _known_later(union, offered)
    agree = int(comparison.common.sum())
    news = f"{counted(added, 'day')} added, {span(offered.days[new])}" if added else "nothing new"
    message = f"{news}; {agree:,} of its numbers agree with what is stored"
    outcome = Outcome.EXTENDED if added else Outcome.SAME
    return kept, Merge(offered.key, outcome, added, None, message + _delay_in_words(delayed))


def _as_a_whole(comparison: Comparison) -> tuple[Series, Merge] | None:
    """Take the offered series instead of the stored one, if its kind may have changed so."""
    stored, offered, factor = comparison.stored, comparison.offered, comparison.factor
    kind = offered.key.kind
    if not comparison.common.all() or stored.frequency is not offered.frequency:
        return None
    if factor is not None and may_scale(kind, factor):
        outcome = Outcome.READJUSTED
        message = (
            f"all {counted(len(stored), 'stored number')}, {span(stored.days)}, changed by the "
            f"factor {factor_in_words(kind, factor)}"
        )
    elif may_revise(kind, stored.values, comparison.matched):
        outcome, message = Outcome.REVISED, comparison.in_words()
    else:
        return None
    kept, delayed = _known_later(offered, stored)
    message += f"; took their place, {counted(comparison.added, 'day')} added"
    message += _delay_in_words(delayed)
    return kept, Merge(offered.key, outcome, comparison.added, factor, message)


def _replaced(comparison: Comparison, doubt: str) -> Merge:
    """Say how the offered series differs from the stored one whose place it takes."""
    key, added = comparison.offered.key, comparison.added
    parts = [f"took the place of what was stored, {counted(added, 'day')} added", doubt]
    if not comparison.common.all():
        gone = comparison.stored.days[~comparison.common]
        parts.append(f"{counted(len(gone), 'stored day')} dropped, {span(gone)}")
    return Merge(key, Outcome.REPLACED, added, comparison.factor, "; ".join(parts))


def _contradicted(comparison: Comparison, doubt: str) -> Merge:
    """Say what contradicts, and the way out."""
    key, factor = comparison.offered.key, comparison.factor
    remedy = (
        "fetch or import its whole history, not a part of it"
        if _may_be_part(comparison)
        else "if the new figures are right, fetch or import its whole history with --replace"
    )
    message = f"{doubt}; nothing was written: {remedy}"
    return Merge(key, Outcome.CONTRADICTED, 0, factor, message)


def _may_be_part(comparison: Comparison) -> bool:
    """Tell whether it is a part of what might take the place of all that is stored."""
    stored, offered, common = comparison.stored, comparison.offered, comparison.common
    if stored.frequency is not offered.frequency or comparison.missing.any():
        return False
    if not common.any():
        return True
    kind, factor = offered.key.kind, comparison.factor
    is_scaled = factor is not None and may_scale(kind, factor)
    return is_scaled or may_revise(kind, stored.values[common], comparison.matched[common])


def _known_later(series: Series, other: Series) -> tuple[Series, int]:
    """Let the later of two days count on which a number became known, and count the changes."""
    _, rows, other_rows = np.intersect1d(
        series.days, other.days, assume_unique=True, return_indices=True
    )
    known = series.known.copy()
    known[rows] = np.maximum(known[rows], other.known[other_rows])
    return replace(series, known=known), int((known > series.known).sum())


def _delay_in_words(count: int) -> str:
    """Say how many numbers count as known later than before."""
    return f"; {counted(count, 'number')} public only from the later of two days" if count else ""
