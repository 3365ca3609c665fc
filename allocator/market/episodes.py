"""
What followed earlier entries into each phase of the rate cycle.

The window runs from the close of the day on which the phase was entered to the close twelve
calendar months later; where a market was closed, the next close counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.market.history import refused
from allocator.model.rate_cycle import Phase, PhaseEntry
from allocator.model.views import Episode, Evidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

MONTHS = 12
_LONGEST_CLOSURE = pd.Timedelta(days=7)


@dataclass(frozen=True, slots=True, eq=False)
class Duel:
    """
    Small against large, day by day, on the days on which both were seen.

    Attributes:
        small: Level of the small-cap index.
        large: Level of the large-cap index.
        basis: What kind of returns the levels give.
        source: Where they come from, in words.
    """

    small: pd.Series[float]
    large: pd.Series[float]
    basis: str
    source: str

    @classmethod
    def of(cls, small: pd.Series[float], large: pd.Series[float], basis: str, source: str) -> Duel:
        """Set two series against each other on their common days."""
        both = pd.DataFrame({"small": small, "large": large}).dropna()
        if both.empty:
            raise refused(f"{source}: no day has both", "choose a later date")
        span = f"{both.index[0]:%Y-%m-%d} to {both.index[-1]:%Y-%m-%d}"
        return cls(both["small"], both["large"], basis, f"{source}, {span}")

    def window(self, entered: date) -> Episode | None:
        """Follow both sides for twelve months from a day, or None if the data does not."""
        start = self._next_close(pd.Timestamp(entered))
        end = self._next_close(pd.Timestamp(entered) + pd.DateOffset(months=MONTHS))
        if start is None or end is None:
            return None
        return Episode(
            start=start.date(),
            end=end.date(),
            small=float(self.small[end] / self.small[start] - 1),
            large=float(self.large[end] / self.large[start] - 1),
        )

    def differences(self) -> pd.Series[float]:
        """Give small minus large over the twelve months from each day that has them."""
        days = pd.DatetimeIndex(self.small.index)
        ends = days.searchsorted(days + pd.DateOffset(months=MONTHS))
        begins = np.flatnonzero(ends < len(days))
        if not len(begins):
            raise refused(f"{self.source}: shorter than twelve months", "choose a later date")
        small, large = self.small.to_numpy(), self.large.to_numpy()
        ends = ends[begins]
        found = small[ends] / small[begins] - large[ends] / large[begins]
        return pd.Series(found, days[begins])

    def baseline(self) -> float:
        """Average small minus large over the overlapping twelve months from every single day."""
        return float(self.differences().mean())

    def _next_close(self, day: pd.Timestamp) -> pd.Timestamp | None:
        """Find the close of a day, or the next one, unless none is near."""
        days = self.small.index
        place = int(days.searchsorted(day))
        if place == len(days) or days[place] - day > _LONGEST_CLOSURE:
            return None
        return pd.Timestamp(days[place])


def month_ends(entries: Iterable[PhaseEntry]) -> tuple[PhaseEntry, ...]:
    """Move entries to the end of their month, for records that have one number a month."""
    return tuple(
        replace(entry, since=(pd.Timestamp(entry.since) + pd.offsets.MonthEnd(0)).date())
        for entry in entries
    )


def episode_evidence(entries: Iterable[PhaseEntry], duel: Duel) -> Mapping[Phase, Evidence]:
    """
    Gather, for each phase, what followed each entry into it over twelve months.

    Args:
        entries: Entries into phases.
        duel: Small against large; an entry whose twelve months it does not cover is left out.

    Returns:
        Evidence for every phase, also for those without a single episode.
    """
    followed = [(entry.phase, duel.window(entry.since)) for entry in entries]
    baseline = duel.baseline()
    return {
        phase: Evidence(
            basis=duel.basis,
            episodes=tuple(each for entered, each in followed if entered is phase and each),
            baseline_mean=baseline,
            source=duel.source,
        )
        for phase in Phase
    }
