"""Small against large caps as they stood on one day, and what followed days like others before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.market.picking import STALE_AFTER
from allocator.model.calendar import a_year_after
from allocator.model.views import SMALL_MINUS_LARGE, Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from allocator.market.episodes import Duel
    from allocator.market.facts import Facts
    from allocator.market.history import History
    from allocator.model.views import Episode


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """
    Russell 2000 and S&P 500 as known on the day of a snapshot.

    Attributes:
        duel: Both without dividends, on any base.
        points: The Russell 2000 in its own points, since its own series begins.
        before: Its highest close before that, in the same points; zero if there was none.
        as_of: The day of the snapshot.
        differences: Small less large over the twelve months from each day that has them.
    """

    duel: Duel
    points: pd.Series[float]
    before: float
    as_of: date
    differences: pd.Series[float]

    @classmethod
    def of(cls, history: History, facts: Facts, duel: Duel) -> Watch:
        """Put together what the signals look at."""
        small, _ = SMALL_MINUS_LARGE.legs
        fact = next(index for index in facts.indexes if index.name == small[0])
        own = history.level(fact.price_series)
        points = duel.small if own is None else own
        joint = points.index.intersection(duel.small.index)[-1]
        earlier = duel.small[duel.small.index < points.index[0]]
        highest = float(earlier.max()) if len(earlier) else 0.0
        return cls(
            duel=duel,
            points=points,
            before=highest * float(points[joint] / duel.small[joint]),
            as_of=history.as_of,
            differences=duel.differences(),
        )

    @property
    def first(self) -> date:
        """The first day with closes of both."""
        return pd.Timestamp(self.duel.small.index[0]).date()

    @property
    def last(self) -> date:
        """The day of the last close of both."""
        return pd.Timestamp(self.duel.small.index[-1]).date()

    def evidence(self, came_on: Iterable[pd.Timestamp]) -> Evidence:
        """
        Follow small and large caps for twelve months from days, none of which overlap.

        A day on which the twelve months of one before it are not over begins none, so that no year
        counts twice and the episodes are as independent as they look.

        Args:
            came_on: Days on which a signal came on, oldest first.
        """
        episodes: list[Episode] = []
        for day in came_on:
            if episodes and day.date() < episodes[-1].end:
                continue
            episode = self.duel.window(day.date())
            if episode is not None:
                episodes.append(episode)
        baseline = float(self.differences.mean())
        return Evidence(self.duel.basis, tuple(episodes), baseline, self.duel.source)

    def mean_since(self, day: date) -> float | None:
        """Average the differences over the twelve months from every day since one."""
        later = self.differences[self.differences.index >= pd.Timestamp(day)]
        return float(later.mean()) if len(later) else None

    def ends_early(self, last: date, what: str = "closes") -> str | None:
        """Say that data which end on a day are too old to tell of today, if they are."""
        if self.as_of - last <= STALE_AFTER:
            return None
        return f"{what} end on {last}, too early to tell"

    def within_a_year(self, days: pd.DatetimeIndex) -> date | None:
        """Give the latest of some days if its twelve months are not over, else None."""
        if not len(days):
            return None
        latest = pd.Timestamp(days[-1]).date()
        return None if a_year_after(latest) <= self.as_of else latest


def begins(stands: pd.Series[bool]) -> pd.DatetimeIndex:
    """
    List the days on which something begins to hold; whether the first is one of them is not known.

    Example:
        >>> days = pd.to_datetime(["2001-01-02", "2001-01-03", "2001-01-04", "2001-01-05"])
        >>> [str(day.date()) for day in begins(pd.Series([True, False, True, True], days))]
        ['2001-01-04']
    """
    flags = stands.to_numpy()
    return pd.DatetimeIndex(stands.index[1:][flags[1:] & ~flags[:-1]])


def stands_since(stands: pd.Series[bool]) -> date | None:
    """Give the first day of the stretch in which the last day lies, if it holds on that."""
    off = np.flatnonzero(~stands.to_numpy())
    start = int(off[-1]) + 1 if len(off) else 0
    return pd.Timestamp(stands.index[start]).date() if start < len(stands) else None


def signed(fraction: float, unit: str = "%") -> str:
    """
    Write a fraction as a change in percent, or in another unit of a hundredth.

    Example:
        >>> signed(0.0357), signed(-0.00001), signed(-0.02, " points")
        ('+3.6%', '0.0%', '-2.0 points')
    """
    rounded = round(100 * fraction, 1) + 0.0
    return (f"{rounded:+.1f}" if rounded else "0.0") + unit
