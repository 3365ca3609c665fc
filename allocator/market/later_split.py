"""
Whether the closes of a fund are in shares of a split that came after them.

Vendors scale all closes of a fund when its shares are split, so a series fetched later does not
hold the prices that were traded. What came after the day of a snapshot may not be looked at; but
what was traded was whole cents, and what was paid was paid on the shares of that day.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

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

That 8 are whole cents, or even ones, by chance has odds of one to 256, and 20 of one to a million.
Bills stand still at times: BIL's closes of 2010 have four values.
"""
_LARGEST = 20
"""The largest split looked for, either way; of American index funds the largest was 10 for 1."""
_ROUNDING = 0.02, 0.006
"""Cents by which a float32 is off, and by which a share of it written to four decimals is."""
_CHANCE = 1e-3
"""Closes after the last one in parts of a cent are of a split that has been, below these odds."""
_PAID_WITHIN = pd.Timedelta(days=366)
_NEAR = 0.05
"""A distribution that is a whole multiple of what the closes imply, but for rounding, is of it."""


@dataclass(frozen=True, slots=True)
class Scale:
    """
    The shares that a series of closes is in.

    Attributes:
        split: How many of them make one share of the day of the snapshot, usually 1.
        is_proven: Whether the closes show it; if not, `split` is 1 for want of evidence.
    """

    split: Fraction
    is_proven: bool


_UNKNOWN = Scale(Fraction(1), is_proven=False)


def later_split(history: History, symbol: str) -> Scale | None:
    """
    Find the split for which the closes of a fund were scaled after the day of the snapshot.

    Two witnesses are heard. The last closes, times the split, are whole cents. And on an ex-date
    closes P and adjusted closes A imply what was paid, by the convention of `carried_on`:
    P_(t-1) - P_t A_(t-1) / A_t; if the distribution recorded is four times that, the close is in
    quarters of the shares of that day. The cents decide, as vendors may scale distributions too,
    and the distribution may object.

    Args:
        history: The series.
        symbol: The fund.

    Returns:
        The scale; None if it may be either of two, as the witnesses contradict each other or the
        last closes could be of a split just before the day that nobody recorded.
    """
    scale = _by_cents(history, symbol)
    paid = _paid_over_implied(history, symbol)
    if scale is None or paid == 1:
        return scale
    agree = scale.split != 1 and abs(paid / float(scale.split) - 1) <= _NEAR
    return scale if agree else None


def whole_cents(closes: Array) -> Fraction | None:
    """
    Find the split that makes whole cents, and no multiple of cents, of closes.

    Args:
        closes: In dollars, shape (n,).

    Returns:
        The smallest; None if there is none up to 20, either way, or too few closes to tell.

    Example:
        Prices in fifths of a share, then in two shares.

        >>> traded = 165 + np.array([34, 71, 2, 88, 47, 13, 60, 99] * 3) / 100
        >>> whole_cents(traded / 5), whole_cents(traded * 2), whole_cents(traded)
        (Fraction(5, 1), Fraction(1, 2), Fraction(1, 1))
    """
    if len(closes) < _CLOSES or len(np.unique(closes)) < _DISTINCT:
        return None
    for times in range(1, _LARGEST + 1):
        if _are_whole(closes, times).all():
            measure = math.gcd(*(round(each) for each in closes * 100 * times))
            return Fraction(times, measure) if measure <= _LARGEST else None
    return None


def _by_cents(history: History, symbol: str) -> Scale | None:
    """Hear the last closes, as far as they are in cents and of one kind of share."""
    if symbol not in history.close:
        return _UNKNOWN
    closes = history.close[symbol].dropna()
    splits = history.splits[history.splits["Ticker"] == symbol]["Date"]
    recent = closes[max([_DECIMAL, *splits]) :].to_numpy()[-_AT_MOST:]
    _, newest = np.unique(recent[::-1], return_index=True)
    looked_at = recent[-max([_CLOSES, *np.sort(newest)[:_DISTINCT] + 1]) :]
    split = whole_cents(looked_at)
    if split is None:
        return _UNKNOWN
    if split <= 1 or len(splits):
        return Scale(split, is_proven=True)
    return _of_the_last_closes(looked_at, split)


def _of_the_last_closes(closes: Array, split: Fraction) -> Scale | None:
    """
    Tell whether a split is still to come on the last day, or went just before it, unrecorded.

    Of a fund whose splits are recorded that is no question.
    """
    broken = np.flatnonzero(~_are_whole(closes, 1))
    since = len(closes) - 1 - int(broken[-1])
    if since == 0:
        return Scale(split, is_proven=True)
    by_chance = float(split.numerator) ** -since
    return Scale(Fraction(1), is_proven=True) if by_chance <= _CHANCE else None


def _are_whole(closes: Array, times: int) -> Flags:
    """Tell which closes are whole cents once they are taken so many times; shape (n,)."""
    cents = closes * 100 * times
    return np.abs(cents - np.rint(cents)) <= _ROUNDING[0] + _ROUNDING[1] * times


def _paid_over_implied(history: History, symbol: str) -> float:
    """Compare the last distribution of a year with what the closes imply; 1 if they agree."""
    frames = (history.distributions, history.adjusted, history.close)
    if any(symbol not in frame for frame in frames):
        return 1
    closes, totals = history.close[symbol].dropna(), history.adjusted[symbol].dropna()
    common = pd.DatetimeIndex(closes.index.intersection(totals.index))
    paid_on = ex_dates(history, symbol)
    recent = paid_on[paid_on > pd.Timestamp(history.as_of) - _PAID_WITHIN]
    days = recent.intersection(common[1:])
    if not len(days) or _was_split_since(history, symbol, days[-1]):
        return 1
    now = days[-1]
    before = common[common < now][-1]
    paid, close = float(history.distributions[symbol][now]), float(closes[now])
    due = float(closes[before] - close * totals[before] / totals[now])
    if abs(paid - due) <= TOLERANCE * close:
        return 1
    return paid / due if due > 0 else math.inf


def _was_split_since(history: History, symbol: str, day: pd.Timestamp) -> bool:
    """Tell whether a split after the last payment, known by now, scaled the closes already."""
    splits = history.splits
    return bool(((splits["Ticker"] == symbol) & (splits["Date"] > day)).any())


def ex_dates(history: History, symbol: str) -> pd.DatetimeIndex:
    """List the days on which a fund paid something."""
    paid = history.distributions[symbol]
    return pd.DatetimeIndex(paid.index[paid > 0])
