"""
Whether the closes of a fund are in shares of a split that came after them.

Vendors scale all closes of a fund when its shares are split, so a series fetched later does not
hold the prices that were traded. What came after the day of a snapshot may not be looked at; but
what was traded was whole cents, and what was paid was paid on the shares of that day.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.market.quality.pairs import LARGEST_SPLIT, NEAR_SPLIT

if TYPE_CHECKING:
    from allocator.market.history import History
    from allocator.market.series import Flags
    from allocator.model.arrays import Array

TOLERANCE = 2e-5
"""
The distribution recorded and the one implied agree within a fifth of a basis point of the close.

Of 3,357 ex-dates of 24 funds from 1993 to 2025 all but one agree within 4e-6, the rounding of
closes to four decimals and of adjusted closes to six; that one, IWV in 2011, misses by 1.5e-5.
"""

_DECIMAL = pd.Timestamp("2001-04-09")
"""From here on every American exchange quoted in cents; before, in sixteenths of a dollar."""
_CLOSES, _AT_MOST = 20, 250
_DISTINCT = 8
"""
Closes looked at: the last 20, and as many before as hold 8 that are distinct, a year at most.

Bills stand still at times: BIL's closes of 2010 have four values.
"""
_BROKEN = 5
"""
Closes in parts of a cent that show a split: in halves, the least telling, 10 of 20 are to be
expected and fewer than 5 come in one case of 170. One or two are rows that nobody traded at.
"""
_ODD = 2
"""Of 20 closes all but so many are even in one case of 5,000."""
_ROUNDING = 0.02, 0.006
"""Cents by which a float32 is off, and by which a share of it written to four decimals is."""
_CHANCE = 1e-4
"""Closes after the last one in parts of a cent are of a split that has been, below these odds."""
_PAID_WITHIN = pd.Timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Scale:
    """
    The shares that a series of closes is in.

    Attributes:
        split: How many of them make one share of the day of the snapshot, usually 1.
        is_proven: Whether the closes show it; if not, `split` is 1 for want of evidence.
    """

    split: int
    is_proven: bool


_UNKNOWN = Scale(1, is_proven=False)


def later_split(history: History, symbol: str) -> Scale | None:
    """
    Find the split for which the closes of a fund were scaled after the day of the snapshot.

    Two witnesses are heard. The last closes, times the split, are whole cents. And on an ex-date
    closes P and adjusted closes A imply what was paid, by the convention of `carried_on`:
    P_(t-1) - P_t A_(t-1) / A_t; if the distribution recorded is four times that, the close is in
    quarters of the shares of that day. The cents decide, as vendors may scale distributions too,
    and the distribution may object. Closes in multiples of a cent may be of a reverse split, or
    just be rounded so: nobody can tell.

    Args:
        history: The series.
        symbol: The fund.

    Returns:
        The scale, 1 and proven as a rule; None if it may be either of two, as the witnesses
        contradict each other or the last closes could be of a split just before the day that
        nobody recorded.

    In 26 funds from 2001 to 2026 this was wrong on none of 125,000 days without a later split, and
    on 3 of 15,600 days before one; on 5,100 of those there was no answer, and on 81 no proof.
    """
    scale = _by_cents(history, symbol)
    paid = _paid_over_implied(history, symbol)
    if scale is None or paid is None:
        return scale
    agree = scale.split > 1 and abs(paid / scale.split - 1) <= NEAR_SPLIT
    return scale if agree else None


def _by_cents(history: History, symbol: str) -> Scale | None:
    """Hear the last closes, as far as they are in cents and of one kind of share."""
    if symbol not in history.close:
        return _UNKNOWN
    closes = history.close[symbol].dropna()
    splits = history.splits[history.splits["Ticker"] == symbol]["Date"]
    recent = closes[max([_DECIMAL, *splits]) :].to_numpy()[-_AT_MOST:]
    _, newest = np.unique(recent[::-1], return_index=True)
    if len(recent) < _CLOSES or len(newest) < _DISTINCT:
        return _UNKNOWN
    return scale_of(recent[-max(_CLOSES, np.sort(newest)[_DISTINCT - 1] + 1) :])


def scale_of(closes: Array) -> Scale | None:
    """
    Tell the scale of closes by their cents.

    Args:
        closes: In dollars, 20 at least, 8 of them distinct, shape (n,).

    Returns:
        As `later_split`.

    Example:
        As traded, in fifths of a share, and in two shares.

        >>> traded = 165 + np.array([34, 71, 2, 88, 47, 13, 60, 99] * 3) / 100
        >>> [scale_of(each).split for each in (traded, traded / 5, traded * 2)]
        [1, 5, 1]
        >>> [scale_of(each).is_proven for each in (traded, traded / 5, traded * 2)]
        [True, True, False]
    """
    broken = np.flatnonzero(~_are_whole(closes, 1))
    if not len(broken):
        return Scale(1, is_proven=not _are_coarse(closes))
    since = len(closes) - 1 - int(broken[-1])
    fits = (times for times in range(2, LARGEST_SPLIT + 1) if _are_whole(closes, times).all())
    split = next(fits, None) if len(broken) >= _BROKEN else None
    if float(split or 2) ** -since <= _CHANCE:
        return Scale(1, is_proven=not _are_coarse(closes[-since:]))
    if split is None:
        return _UNKNOWN
    is_sure = since == 0 and not _are_coarse(closes * split)
    return Scale(split, is_proven=True) if is_sure else None


def _are_coarse(closes: Array) -> bool:
    """Tell whether all closes but one or two are multiples of the same few cents."""
    cents = np.rint(closes * 100).astype(np.int64)
    odd = [int((cents % measure != 0).sum()) for measure in range(2, LARGEST_SPLIT + 1)]
    return min(odd) <= _ODD


def _are_whole(closes: Array, times: int) -> Flags:
    """Tell which closes are whole cents once they are taken so many times; shape (n,)."""
    cents = closes * 100 * times
    return np.abs(cents - np.rint(cents)) <= _ROUNDING[0] + _ROUNDING[1] * times


def _paid_over_implied(history: History, symbol: str) -> float | None:
    """Compare the last distribution of a year with what the closes imply; None if all is well."""
    frames = (history.distributions, history.adjusted, history.close)
    if any(symbol not in frame for frame in frames):
        return None
    closes, totals = history.close[symbol].dropna(), history.adjusted[symbol].dropna()
    common = pd.DatetimeIndex(closes.index.intersection(totals.index))
    paid_on = ex_dates(history, symbol)
    recent = paid_on[paid_on > pd.Timestamp(history.as_of) - _PAID_WITHIN]
    days = recent.intersection(common[1:])
    if not len(days) or _was_split_since(history, symbol, days[-1]):
        return None
    now = days[-1]
    before = common[common < now][-1]
    paid, close = float(history.distributions[symbol][now]), float(closes[now])
    due = float(closes[before] - close * totals[before] / totals[now])
    if abs(paid - due) <= TOLERANCE * close:
        return None
    return paid / due if due > 0 else math.inf


def _was_split_since(history: History, symbol: str, day: pd.Timestamp) -> bool:
    """Tell whether a split after the last payment, known by now, scaled the closes already."""
    splits = history.splits
    return bool(((splits["Ticker"] == symbol) & (splits["Date"] > day)).any())


def ex_dates(history: History, symbol: str) -> pd.DatetimeIndex:
    """List the days on which a fund paid something."""
    paid = history.distributions[symbol]
    return pd.DatetimeIndex(paid.index[paid > 0])
