"""Moves of one day that nothing explains: no other series, no split."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.market.quality.pairs import change, undone
from allocator.market.quality.wording import error, warning, worst
from allocator.market.series import PRICES, Frequency, Kind
from allocator.market.wording import as_date
from allocator.model.quality import Check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from allocator.market.series import Days, Flags, Series
    from allocator.model.arrays import Array
    from allocator.model.quality import Finding

    Rows = NDArray[np.intp]

LARGE = 0.03
"""
Smaller moves are not looked at.

Of 510,000 daily moves of stocks from 1927 to 2026 three in a hundred are larger; what is wrong by
less shows against another source or another fund.
"""
_UNUSUAL = 7.0
"""
Times the usual size of the moves around it that a large move must have.

Every such move of 68 series of stocks from 1978 to 2026 is shared by another one.
"""
_AROUND = 31
"""Days before, and as many after, which tell what is usual: a quarter, so that a panic counts."""
_ANY = np.log(1.1)
"""
Bonds, bills and gold need not move alike, but none of them moves by so much in a day.

Gold fell by 8.8 percent on 2013-04-15, and long Treasuries rose by 7.5 in March 2020.
"""
_NEWEST = 5
"""The newest moves price a fund, and nothing has had the time to undo them: all are doubted."""
_SHARED = 1 / 4
"""On 1980-03-27 small companies fell by 6.6 percent and all of them together by 1.8."""
IMPOSSIBLE = np.log(1.8)
"""No fund or index has nearly doubled or halved in a day; prices that are not scaled do."""
_REBASED = np.log(1.1)
"""The largest step of consumer prices or of their core since 1947 is 2 percent, in one month."""


def jumps(
    series: Series, peers: Sequence[Series], splits: Series | None, *, alike: bool
) -> tuple[Finding, ...]:
    """
    Find large moves of a daily price that no other series shares.

    Where others need not share it, or none reaches to that day, only a move that the next day
    undoes is doubted, one of the last week, one of over ten percent, or an impossible one, which is
    an error.

    Args:
        series: The price.
        peers: Others to which the same may happen: prices, and returns in percent.
        splits: Of the same fund, if any are recorded.
        alike: Whether what moves one moves all, as with stocks; bonds of companies have fallen by
            six percent when Treasuries did not move.
    """
    if series.key.kind not in PRICES or series.frequency is not Frequency.DAILY or len(series) < 3:
        return ()
    moves = change(series.values)
    rows = _unusual(moves)
    shared, met = _shared(series, rows, moves, peers)
    doubtful = undone(np.log1p(moves))[rows] | (np.abs(np.log1p(moves[rows])) >= IMPOSSIBLE)
    newest = rows >= len(moves) - _NEWEST
    large = np.abs(np.log1p(moves[rows])) >= _ANY
    rows = rows[~shared & (doubtful | newest | (met & (large | alike)))]
    if not len(rows):
        return ()
    days, sizes = series.days[rows + 1], moves[rows]
    huge = np.abs(np.log1p(sizes)) >= IMPOSSIBLE
    find = error if huge.any() else warning
    message = f"moves that no other series shares: {worst(days, sizes, '{:+.1%}')}"
    back = int(undone(np.log1p(moves))[rows].sum())
    message += f"; {back} of them undo each other" if back else ""
    message += _split(days[huge], splits)
    return (find(Check.JUMP, series.key, message, days),)


def rebased(series: Series) -> tuple[Finding, ...]:
    """Find steps in the level of an economic index that no economy makes in a month."""
    if series.key.kind is not Kind.MACRO or len(series) < 2:
        return ()
    moves = change(series.values)
    steps = np.abs(np.log1p(moves)) >= _REBASED
    if not steps.any():
        return ()
    days = series.days[1:][steps]
    message = f"steps as of another base: {worst(days, moves[steps], '{:+.1%}')}"
    return (error(Check.JUMP, series.key, message, days),)


def _unusual(moves: Array) -> Rows:
    """Find the moves that are large, and much larger than those around them usually are."""
    size = np.abs(np.log1p(moves))
    rows = np.flatnonzero(size > LARGE)
    around = rows[:, None] + np.delete(np.arange(-_AROUND, _AROUND + 1), _AROUND)
    there = (around >= 0) & (around < len(size))
    usual = np.nanmedian(np.where(there, size[around * there], np.nan), axis=1)
    return np.asarray(rows[size[rows] > _UNUSUAL * usual])


def _shared(
    series: Series, rows: Rows, moves: Array, peers: Sequence[Series]
) -> tuple[Flags, Flags]:
    """Tell which of some moves a peer shares in part, and for which one was there to share it."""
    before, day, move = series.days[rows], series.days[rows + 1], moves[rows]
    shared = np.zeros(len(rows), dtype=np.bool_)
    met = np.zeros(len(rows), dtype=np.bool_)
    for peer in peers:
        if shared.all():
            break
        theirs = _moves_of(peer, before, day)
        met |= np.isfinite(theirs)
        with np.errstate(invalid="ignore"):
            shared |= theirs * np.sign(move) >= _SHARED * np.abs(move)
    return shared, met


def _moves_of(peer: Series, before: Days, day: Days) -> Array:
    """Take what a peer made from one day to another; NaN where it does not have both."""
    was, then = np.searchsorted(peer.days, before), np.searchsorted(peer.days, day)
    there = (then < len(peer)) & (was < len(peer))
    was, then = np.where(there, was, 0), np.where(there, then, 0)
    there &= (peer.days[was] == before) & (peer.days[then] == day)
    if peer.key.kind is Kind.RETURN:
        made, there = peer.values[then] / 100, there & (then - was == 1)
    else:
        made = peer.values[then] / peer.values[was] - 1
    return np.where(there, made, np.nan)


def _split(huge: Days, splits: Series | None) -> str:
    """Say that an impossible move is a split for which earlier prices are not scaled, in words."""
    if splits is None:
        return ""
    on = np.isin(splits.days, huge)
    named = [
        f"{ratio:g} for 1 on {as_date(day)}"
        for day, ratio in zip(splits.days[on], splits.values[on], strict=True)
    ]
    return f"; not scaled for the split of {', '.join(named)}" if named else ""
