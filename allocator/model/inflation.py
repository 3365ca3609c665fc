"""Core inflation as far as it was published, and what the central bank did at such times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class PauseRecord:
    """Of `months` past months of an easing, `paused` were followed by a pause or its end."""

    months: int
    paused: int

    @property
    def probability(self) -> float:
        """The share, by Laplace's rule of succession: (paused + 1) / (months + 2)."""
        return (self.paused + 1) / (self.months + 2)


@dataclass(frozen=True, slots=True)
class CoreInflation:
    """
    Core PCE prices: the change over three, six and twelve months, each as a fraction per year.

    `month` is the last month that was public, `released` the day it was. Momentum is the mean of
    the three- and six-month rates less that of twelve months. `rising` counts past months with a
    momentum above zero, `falling` the others.
    """

    month: date
    released: date
    three: float
    six: float
    twelve: float
    rising: PauseRecord
    falling: PauseRecord
    source: str

    @property
    def momentum(self) -> float:
        """How much faster prices rise of late than over the year, a fraction per year."""
        return (self.three + self.six) / 2 - self.twelve

    @property
    def another_pause(self) -> float:
        """The probability that cuts stop, as often as they did with momentum on this side."""
        return (self.rising if self.momentum > 0 else self.falling).probability
