"""Signals of single days: small caps alone, a first record in a year, a round number."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.market.rotation.watch import signed
from allocator.market.sessions import sessions
from allocator.model.signals import Signal

if TYPE_CHECKING:
    from datetime import date

    from allocator.market.episodes import Duel
    from allocator.market.rotation.watch import Watch
    from allocator.model.arrays import Array

RISE = 0.03
"""What the Russell 2000 must rise by more than, in a day on which the S&P 500 falls."""
YEAR = 252
"""Sessions of a year without a record close."""
_FOR_A_YEAR = "on for twelve months after the latest such day"


def burst(watch: Watch) -> Signal:
    """Look for days on which small caps jumped and large caps fell."""
    returns = day_returns(watch.duel)
    days = burst_days(returns)
    seen = "none so far"
    if len(days):
        small, large = (float(returns[side][days[-1]]) for side in ("small", "large"))
        both = f"Russell 2000 {signed(small)}, S&P 500 {signed(large)}"
        seen = f"last on {days[-1].date()}: {both}"
    return _lasting_a_year(watch, days, watch.first, watch.last)(
        key="burst",
        title="small caps jump while large caps fall",
        seen=f"{seen}; closes are known to {watch.last}",
        rule=f"the Russell 2000 rises by more than {RISE:.0%} on a day on which the S&P 500 falls; "
        f"{_FOR_A_YEAR}",
    )


def first_record(watch: Watch) -> Signal:
    """Look for record closes of small caps after a year or more without one."""
    level = np.asarray(watch.duel.small, dtype=np.float64)
    index = pd.DatetimeIndex(watch.duel.small.index)
    records = np.flatnonzero(level > _highest_before(level))
    without = np.diff(records)
    is_first = without >= YEAR
    days = index[records[1:][is_first]]
    last = int(records[-1])
    ago, below = len(level) - 1 - last, 1 - level[-1] / level[last]
    seen = f"on {watch.last} at a record close"
    if ago:
        seen = (
            f"on {watch.last} {_counted(ago)} after the record close of {index[last].date()} and "
            f"{below:.1%} below it"
        )
    if len(days):
        gap = int(without[is_first][-1])
        seen += f"; that of {days[-1].date()} was the first in {_counted(gap)}"
    return _lasting_a_year(watch, days, watch.first, watch.last)(
        key="record",
        title="first record close in a year or more",
        seen=seen,
        rule=f"the Russell 2000 closes above all earlier closes after {YEAR} sessions or more "
        f"without doing so; {_FOR_A_YEAR}",
    )


def round_number(watch: Watch) -> Signal:
    """Look for first closes ever above levels of two leading digits."""
    points = np.asarray(watch.points, dtype=np.float64)
    index = pd.DatetimeIndex(watch.points.index)
    passed = np.maximum.accumulate(round_level_below(np.append(watch.before, points)))
    days = index[passed[1:] > passed[:-1]]
    if not watch.before:
        days = days[days > index[0]]
    ahead = round_level_at_or_above(points[-1])
    above = ahead / points[-1] - 1
    seen = f"on {index[-1].date()} at {points[-1]:,.2f}; {ahead:,.0f} is {above:.1%} above"
    if len(days):
        seen += f"; last through a new one on {days[-1].date()}, {passed[-1]:,.0f}"
    return _lasting_a_year(watch, days, index[0].date(), index[-1].date())(
        key="round-number",
        title="first close above a round number",
        seen=seen,
        rule="the Russell 2000 closes for the first time ever above a level of two leading digits "
        f"(every 10 points from 100, every 100 from 1,000); {_FOR_A_YEAR}; only since its own "
        "series begins, as levels before were worked out later",
    )


def _lasting_a_year(
    watch: Watch, days: pd.DatetimeIndex, first: date, last: date
) -> partial[Signal]:
    """Prepare a signal that lasts a year after each of its days, seen from `first` to `last`."""
    since = watch.within_a_year(days)
    return partial(
        Signal,
        since=since,
        evidence=watch.evidence(days),
        readable=first,
        mean_since=watch.mean_since(first),
        unknown_because=None if since else watch.ends_early(last),
    )


def day_returns(duel: Duel) -> pd.DataFrame:
    """
    Give both returns from each session to the next, columns small and large.

    Days that do not follow the session before them, because one of the two lacks it, have none.
    """
    days = duel.small.index.to_numpy(dtype="datetime64[D]")
    place = np.searchsorted(sessions(days[0], days[-1]), days)
    returns = pd.DataFrame({"small": duel.small.pct_change(), "large": duel.large.pct_change()})
    return pd.DataFrame(returns[np.diff(place, prepend=-1) == 1])


def burst_days(returns: pd.DataFrame) -> pd.DatetimeIndex:
    """List the days on which small caps rose by more than `RISE` and large caps fell."""
    found = returns[(returns["small"] > RISE) & (returns["large"] < 0)]
    return pd.DatetimeIndex(found.index)


def round_level_below(level: Array) -> Array:
    """
    Give the highest level of two leading digits below each, shape (n,); zero for zero.

    Example:
        >>> round_level_below(np.array([168.4, 990.0, 1000.0, 1000.5, 2434.98])).tolist()
        [160.0, 980.0, 900.0, 1000.0, 2400.0]
    """
    step = _step(level)
    return np.asarray(np.maximum((np.ceil(level / step) - 1) * step, 0))


def round_level_at_or_above(level: float) -> float:
    """
    Give the lowest level of two leading digits that is not below.

    Example:
        >>> round_level_at_or_above(2434.98), round_level_at_or_above(995.0)
        (2500.0, 1000.0)
    """
    step = float(_step(np.array([level]))[0])
    return float(np.ceil(level / step) * step)


def _step(level: Array) -> Array:
    """Give what lies between levels of two leading digits, shape (n,)."""
    positive = np.where(level > 0, level, 1)
    return np.asarray(10 ** (np.floor(np.log10(positive)) - 1))


def _highest_before(level: Array) -> Array:
    """Give the highest level before each row, shape (n,); minus infinity for the first."""
    return np.concatenate([[-np.inf], np.maximum.accumulate(level)[:-1]])


def _counted(amount: int) -> str:
    """Count sessions."""
    return f"{amount:,} session{'' if amount == 1 else 's'}"
