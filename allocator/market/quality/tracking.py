"""A fund against its index: it should fall behind by its fee, and by nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.quality.pairs import SMOOTHED, Pair, gap_a_year
from allocator.market.quality.wording import error, in_percent, listed, warning
from allocator.market.wording import as_date
from allocator.model.quality import Check

if TYPE_CHECKING:
    from allocator.market.series import Days, Flags, Series
    from allocator.model.quality import Finding

WIDE, WRONG = 50e-4, 100e-4
"""
Fractions a year by which gap and fee may differ.

Of 21 pairs of fund and index, or of two funds on one index, 2000-2026, the widest over three years
or more is 0.32 percent (VTWG against IWO to 2014). A stock fund without its distributions falls
behind by 1.2 percent or more.
"""
_SESSIONS_A_YEAR = 252
"""Those of nearly every year."""
_APART, _TIMES_USUAL, _OF_MOVE = 40e-4, 12.0, 0.15
"""
How far two funds of one index may be apart on their last day.

The largest of: 40 basis points, twelve times the median of the year before, a seventh of the day's
move, and what they were apart on any of the 21 days before, because in a panic they part. Of 91,521
days of 19 funds, 2000-2026, this finds 126: a warning on one day in 700.
"""
_DAYS_BEFORE, _LEAST_DAYS = 253, 64
"""Days that tell what is usual, and the last: a year of them, of a young fund a quarter."""
_LATE = 1.5
"""
Times the usual interval from which a distribution is late.

Of 4,145 intervals 95 in 100 are within 1.17 times, and two in 100 beyond 1.5.
"""
_NEIGHBOURS, _LEAST_PAYMENTS = 4, 6
"""Intervals before, and as many after, that tell what is usual: a year of quarters."""
_PART, _LEAST_LOSS = 0.5, 15e-4
"""
A missing distribution costs at least half of its neighbours, and more than noise.

In 3,306 intervals with nothing missing 95 in 100 show less than 0.29 of a distribution, 97 less
than 15 basis points; only where one is late, too, is it looked for.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Race:
    """
    A fund and what it should keep up with, on the days that both have.

    Attributes:
        fund: Its adjusted price.
        other: The total return of its index, or the adjusted price of a fund on the same index.
        cost: What the fund charges more than the other, a fraction per year.
    """

    fund: Series
    other: Series
    cost: float


def tracking_gap(race: Race) -> tuple[Finding, ...]:
    """Find a fund that is ahead of its index, or behind it, by much else than its fee."""
    both = Pair.of(race.fund, race.other)
    gap = gap_a_year(both)
    if gap is None:
        return ()
    unexplained = gap + race.cost
    if abs(unexplained) <= WIDE:
        return ()
    message = (
        f"returned {in_percent(gap)} a year against {race.other.key} from "
        f"{as_date(both.days[0])} to {as_date(both.days[-1])}; "
        f"its fee explains {in_percent(-race.cost)}"
    )
    find = error if abs(unexplained) > WRONG else warning
    return (find(Check.TRACKING, race.fund.key, message, both.days, race.other.key),)


def last_day_apart(race: Race) -> tuple[Finding, ...]:
    """Find a last row that is further from that of the same index than in the year before it."""
    both = Pair.of(race.fund, race.other)
    newest = {race.fund.days[-1], race.other.days[-1]}
    if len(both) < _LEAST_DAYS or both.days[-1] not in newest:
        return ()
    one, other = (returns[-_DAYS_BEFORE:] for returns in both.changes)
    apart = np.abs(one - other)
    usual = float(np.median(apart[:-1]))
    lately = float(apart[-SMOOTHED - 1 : -1].max())
    allowed = max(_APART, _TIMES_USUAL * usual, _OF_MOVE * abs(float(other[-1])), lately)
    if apart[-1] <= allowed:
        return ()
    message = (
        f"made {in_percent(float(one[-1]))} on {as_date(both.days[-1])}, the last row, when "
        f"{race.other.key} made {in_percent(float(other[-1]))}: the two are usually "
        f"{in_percent(usual)[1:]} apart, so one may be of a session that was not over"
    )
    return (warning(Check.INTRADAY, race.fund.key, message, both.days[-1:], race.other.key),)


def missing_distributions(race: Race, paid: Series) -> tuple[Finding, ...]:
    """
    Find distributions that nobody recorded: none when one was due, and the fund fell behind.

    Neither the close nor the adjusted price shows it, because both know the same distributions.
    Yahoo lacks that of VOO in December 2014, that of IVV in March 2016, two of BND in 2012.

    Args:
        race: The fund and another series of its index.
        paid: The distributions of the fund.
    """
    both = Pair.of(race.fund, race.other)
    if len(paid) < _LEAST_PAYMENTS or len(both) < 2 * SMOOTHED:
        return ()
    found = [
        (as_date(paid.days[at]), as_date(paid.days[at + 1]), lost)
        for at in np.flatnonzero(_long_intervals(paid.days))
        if (lost := _lost(race, paid, int(at), both))
    ]
    if not found:
        return ()
    shown = [f"between {after} and {before} ({in_percent(-lost)})" for after, before, lost in found]
    message = (
        f"one seems to be missing {listed(shown, len(shown))}: by so much {race.fund.key} fell "
        f"behind {race.other.key} for good"
    )
    ends = np.array([[after, before] for after, before, _ in found], dtype="datetime64[D]")
    return (
        warning(Check.TRACKING, paid.key, message, ends.ravel(), race.fund.key, race.other.key),
    )


def _long_intervals(days: Days) -> Flags:
    """Tell after which ex-dates the next one is late, shape (n - 1,)."""
    lengths = np.diff(days).astype(np.float64)
    padded = np.pad(lengths, _NEIGHBOURS, mode="reflect")
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * _NEIGHBOURS + 1)
    return np.asarray(lengths > _LATE * np.median(around, axis=1))


def _lost(race: Race, paid: Series, at: int, both: Pair) -> float:
    """Measure what a fund lost between two ex-dates; zero if that is no distribution's size."""
    days, lead = both.days, both.lead
    begin, end = np.searchsorted(days, paid.days[at]), np.searchsorted(days, paid.days[at + 1])
    width = min(SMOOTHED, int(end - begin) // 3)
    if not width or end == len(days):
        return 0.0
    years = float(end - begin) / _SESSIONS_A_YEAR
    after = np.median(lead[begin : begin + width])
    before = np.median(lead[end - width : end])
    lost = float(after - before) - race.cost * years
    close = race.fund.values[np.searchsorted(race.fund.days, paid.days[at])]
    usual = float(np.mean(paid.values[at : at + 2]) / close)
    return lost if lost > max(_PART * usual, _LEAST_LOSS) else 0.0
