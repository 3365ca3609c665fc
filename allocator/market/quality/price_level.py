"""The level of an index without dividends against a fund on it: the same moves, less dividends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.market.quality.pairs import SMOOTHED, Pair, gap_a_year
from allocator.market.quality.wording import error, in_percent, warning, worst
from allocator.market.wording import as_date
from allocator.model.quality import Check

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from allocator.market.series import Series
    from allocator.model.arrays import Array
    from allocator.model.quality import Finding

    Rows = NDArray[np.intp]

_STEP = np.log(1.02)
"""
From how far on a level that moves away from a fund, and stays there, has another scale.

Medians of 21 days before and after any day differ by at most 0.67 percent, ^GSPC against SPY from
1993, IVV and VOO, ^RUT and RU2000PR against IWM from 2000 and VTWO, to 2026.
"""
_WEEK = 0.03
"""
How far the returns of one week may be apart.

Of 1,700 weeks of ^GSPC and SPY half are within 0.08 percent, 99 of 100 within 0.9; the widest is
2.8, in December 2000, when SPY still traded after the index had closed.
"""
_DIVIDENDS = (0.0025, 0.05)
"""
What a fund with dividends gains on the level of its index, a fraction a year over three or more.

1.78 percent is what SPY, IVV and VOO have gained on ^GSPC, 1.28 what IWM has on ^RUT; in a single
year 0.6 to 2.9. A level that has dividends in it is ahead of the fund by the fee.
"""
_MONDAY = np.datetime64("1970-01-05", "D")


def another_scale(level: Series, fund: Series) -> tuple[Finding, ...]:
    """Find days on which a level moves away from a fund on it and never comes back."""
    both = Pair.of(level, fund)
    if len(both) < 2 * SMOOTHED:
        return ()
    middle = np.median(np.lib.stride_tricks.sliding_window_view(both.lead, SMOOTHED), axis=1)
    steps = middle[SMOOTHED:] - middle[:-SMOOTHED]
    rows = _where(steps, both.lead)
    if not len(rows):
        return ()
    days, sizes = both.days[rows], np.expm1(np.diff(both.lead)[rows - 1])
    message = (
        f"has another scale than {fund.key} from there on: {worst(days, sizes, '{:+.1%}')}; one "
        "of the two was rescaled, or carried on by something else"
    )
    return (error(Check.TRACKING, level.key, message, days, fund.key),)


def weeks_apart(level: Series, fund: Series) -> tuple[Finding, ...]:
    """Find weeks in which a level and a fund on it made what the other did not."""
    both = Pair.of(level, fund)
    weeks = (both.days - _MONDAY).astype(np.int64) // 7
    ends = np.flatnonzero(np.diff(weeks, append=np.iinfo(np.int64).max) > 0)
    apart = np.expm1(np.diff(both.lead[ends]))
    wide = np.abs(apart) > _WEEK
    if not wide.any():
        return ()
    days = both.days[ends][1:][wide]
    message = (
        f"weeks in which it is more than {_WEEK:.0%} apart from {fund.key}, by their last day: "
        f"{worst(days, apart[wide], '{:+.1%}')}"
    )
    return (warning(Check.TRACKING, level.key, message, days, fund.key),)


def dividends_in_it(level: Series, adjusted: Series) -> tuple[Finding, ...]:
    """
    Find a level on which a fund did not gain what dividends are.

    Args:
        level: Without dividends.
        adjusted: The adjusted price of a fund on the index, with them.
    """
    both = Pair.of(adjusted, level)
    gap = gap_a_year(both)
    low, high = _DIVIDENDS
    if gap is None or low <= gap <= high:
        return ()
    cause = (
        f"the level may have dividends in it, or {adjusted.key} none"
        if gap < low
        else "one of the two may be of something else"
    )
    message = (
        f"{adjusted.key} gained {in_percent(gap)} a year on it from {as_date(both.days[0])} to "
        f"{as_date(both.days[-1])}, where dividends are {low:.2%} to {high:.0%}: {cause}"
    )
    return (error(Check.DEFINITION, level.key, message, both.days, adjusted.key),)


def _where(steps: Array, lead: Array) -> Rows:
    """Find the row of the largest move within each run of windows between which there is a step."""
    wide = np.flatnonzero(np.abs(steps) > _STEP)
    runs = np.split(wide, np.flatnonzero(np.diff(wide) > 1) + 1) if len(wide) else []
    found = []
    for run in runs:
        first = int(run[np.abs(steps[run]).argmax()]) + SMOOTHED // 2
        moves = np.abs(np.diff(lead[first : first + SMOOTHED + 1]))
        found.append(first + 1 + int(moves.argmax()))
    return np.unique(np.array(found, dtype=np.intp))
