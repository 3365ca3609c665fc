"""What two indexes did through the rate cycle: their levels by day, and each phase with both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.model.arrays import frozen

if TYPE_CHECKING:
    from datetime import date

    from allocator.model.arrays import Array
    from allocator.model.rate_cycle import Phase

DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class PhaseSpan:
    """
    One phase, and what both sides returned over it, as fractions.

    Attributes:
        phase: The phase.
        start: The close that it is counted from: of the day it was entered, else the next.
        end: The close that it is counted to: of the day the next was entered, else the last known.
        small: Return of the Russell 2000 over all of it.
        large: Return of the S&P 500.
        is_over: Whether the next phase has been entered.
    """

    phase: Phase
    start: date
    end: date
    small: float
    large: float
    is_over: bool

    @property
    def years(self) -> float:
        """How long it lasted."""
        return (self.end - self.start).days / DAYS_A_YEAR

    @property
    def is_annual(self) -> bool:
        """Whether it lasted longer than a year, so that returns are told by the year."""
        return self.years > 1

    @property
    def told(self) -> tuple[float, float]:
        """Both returns as they are told: by the year where it lasted longer, else over all."""
        if not self.is_annual:
            return self.small, self.large
        by_year = 1 / self.years
        return (1 + self.small) ** by_year - 1, (1 + self.large) ** by_year - 1

    @property
    def difference(self) -> float:
        """Small minus large, of the returns as they are told."""
        small, large = self.told
        return small - large


@dataclass(frozen=True, slots=True, eq=False)
class PriceHistory:
    """
    Levels of small and large caps since the first known phase, and every phase since.

    Attributes:
        days: The N days on which both were seen, oldest first.
        small: Level of the Russell 2000, 100 on the first day, shape (N,).
        large: Level of the S&P 500, the same.
        spans: The phases, oldest first.
        pause_days: The rule of what a pause is.
        basis: What kind of returns the levels give.
        source: Where they come from, in words.
    """

    days: tuple[date, ...]
    small: Array
    large: Array
    spans: tuple[PhaseSpan, ...]
    pause_days: int
    basis: str
    source: str

    def __post_init__(self) -> None:
        """Copy, check and freeze the levels."""
        object.__setattr__(self, "small", frozen(self.small, len(self.days)))
        object.__setattr__(self, "large", frozen(self.large, len(self.days)))

    @property
    def until(self) -> date:
        """The last day on which both were seen."""
        return self.days[-1]
