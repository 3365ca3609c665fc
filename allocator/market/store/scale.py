"""
When two sets of numbers for the same days are the same, scaled, or revised.

What may happen to a number after it was published depends on its kind, and so does what the store
may take without being told to:

* Adjusted closes are divided anew after each distribution and split. Only their changes mean
  anything, and one factor on all of them leaves every change as it was. Any factor will do.
* Closes and distributions are in dollars a share, and a split makes more shares of one. Only the
  ratio of a split will do: a distribution never changes them, nor does anything else.
* Statistics are revised as a rule: consumption prices each month and to a new base every few
  years, factor returns with each edition, earnings as reports come in. A revision within the
  bounds below will do, as a whole: two editions must not be joined.
* Splits, rates, and the levels of an index are facts once published. Nothing will do.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.series import Kind

if TYPE_CHECKING:
    from allocator.market.series import Flags
    from allocator.model.arrays import Array

TOLERANCE = 5e-6
"""
Relative difference up to which two numbers are one.

Yahoo sends 32-bit floats and computes adjusted closes anew: up to 4.3e-7 between two requests of
one hour (yfinance issue 1871: 71.69662475585938, then 71.6966552734375), and up to 1.5e-6 beside
one factor between fetches of IWM in two months of 2025 and 2026, on 6,372 days since 2000. The
smallest of 4,071 distributions of index funds, BIL on 2009-11-02, is 2.2e-5 of the close.
"""

SCALED = frozenset({Kind.CLOSE, Kind.ADJUSTED, Kind.MACRO})
"""Kinds on a scale that can change: a part that shares no day with the rest cannot be joined to it.

Distributions are too, but a month of them often shares no day with the months before.
"""

_SPLIT_KINDS = frozenset({Kind.CLOSE, Kind.DISTRIBUTION})
_ROUNDING = {Kind.CLOSE: 1e-4, Kind.DISTRIBUTION: 1e-6}
"""Dollars by which rounding differs after a split: closes have four decimals, distributions six."""

_MOST_SHARES = 50
_ODD_SPLITS = (Fraction(3, 2), Fraction(4, 3), Fraction(5, 2), Fraction(5, 3), Fraction(5, 4))
_WHOLE_SPLITS = tuple(Fraction(shares) for shares in range(2, _MOST_SHARES + 1))
_FORWARD = _WHOLE_SPLITS + _ODD_SPLITS
SPLITS = _FORWARD + tuple(1 / split for split in _FORWARD)
"""New shares for one old share: two to fifty for one, some odd ones, and each the other way."""

_REVISED_LEVEL = 0.05
_REVISED_POINTS = 1.0
_REVISED_AMOUNT = 0.1
_MOST_STEPS = 5


def same(stored: Array, offered: Array) -> Flags:
    """Tell which numbers are one, up to `TOLERANCE`."""
    room = TOLERANCE * np.maximum(np.abs(stored), np.abs(offered))
    return np.asarray(np.abs(offered - stored) <= room)


def common_factor(kind: Kind, stored: Array, offered: Array) -> float | None:
    """
    Find the one factor by which all numbers were multiplied.

    Args:
        kind: What they are; closes and distributions may be rounded after a split.
        stored: The numbers before, shape (n,).
        offered: The numbers after, shape (n,).

    Returns:
        The factor, exactly that of a split where it is one for such a kind; None if there is none,
        or fewer than two numbers to show it.

    Example:
        >>> common_factor(Kind.CLOSE, np.array([100.0, 100.1]), np.array([33.3333, 33.3667]))
        0.3333333333333333
    """
    if len(stored) < 2 or not (stored * offered > 0).all():
        return None
    middle = float(np.median(offered / stored))
    room = TOLERANCE * np.abs(offered)
    if kind in _SPLIT_KINDS:
        split = float(1 / min(SPLITS, key=lambda split: abs(middle * float(split) - 1)))
        rounded = room + _ROUNDING[kind] * max(1.0, split)
        if (np.abs(offered - split * stored) <= rounded).all():
            return split
    return middle if (np.abs(offered - middle * stored) <= room).all() else None


def may_scale(kind: Kind, factor: float) -> bool:
    """Tell whether published numbers of a kind may all be multiplied by a factor later."""
    return kind is Kind.ADJUSTED or (kind in _SPLIT_KINDS and split_of(factor) is not None)


def split_of(factor: float) -> Fraction | None:
    """Find the split that divides closes by a factor, exactly."""
    return next((split for split in SPLITS if float(1 / split) == factor), None)


def may_revise(kind: Kind, stored: Array, offered: Array) -> bool:
    """
    Tell whether numbers may be the next edition of what is stored.

    Levels may move by 5 % against one another, on whatever base; returns by one percentage point;
    amounts such as earnings by 10 %.
    """
    if kind is Kind.MACRO:
        ratio = offered / stored if (stored * offered > 0).all() else np.full(1, np.nan)
        return bool((np.abs(ratio / np.median(ratio) - 1) <= _REVISED_LEVEL).all())
    if kind is Kind.RETURN:
        return bool((np.abs(offered - stored) <= _REVISED_POINTS).all())
    if kind is Kind.VALUATION:
        return bool((np.abs(offered - stored) <= _REVISED_AMOUNT * np.abs(stored)).all())
    return False


def steps(stored: Array, offered: Array) -> tuple[tuple[int, float], ...]:
    """
    Find the few factors, each on its stretch of days, that make one set of numbers the other.

    Args:
        stored: Positive numbers, shape (n,).
        offered: Positive numbers, shape (n,).

    Returns:
        The last row of each stretch and its factor; empty if one or too many factors are needed.

    Example:
        >>> steps(np.array([10.0, 20.0, 30.0, 40.0]), np.array([9.0, 18.0, 30.0, 40.0]))
        ((1, 0.9), (3, 1.0))
    """
    ratio = offered / stored
    ends = np.append(np.flatnonzero(~same(ratio[:-1], ratio[1:])), len(ratio) - 1)
    lengths = np.diff(ends, prepend=-1)
    if not 1 < len(ends) <= _MOST_STEPS or (lengths[:-1] < 2).any():
        return ()
    return tuple((int(end), float(ratio[end])) for end in ends)
