"""Core inflation as far as it was published, and what the central bank did at such times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import sqrt

RECORD_SINCE = date(1989, 1, 1)
"""The first year of which announced changes of the policy rate are listed."""

TOLD_APART = 1.96
"""Standard errors between two shares that 95 of 100 samples of one share would not reach."""


def momentum(three: float, six: float, twelve: float) -> float:
    """Tell how much faster prices rise of late than over the year, a fraction per year."""
    return (three + six) / 2 - twelve


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
        return momentum(self.three, self.six, self.twelve)

    @property
    def another_pause(self) -> float:
        """The probability that cuts stop, as often as they did with momentum on this side."""
        return (self.rising if self.momentum > 0 else self.falling).probability

    @property
    def standard_errors_apart(self) -> float | None:
        """
        How far the share of pauses with momentum above zero lies above the other, None without one.

        In standard errors of two shares drawn from one, as if every month were a case of its own.
        """
        first, second = self.rising, self.falling
        if not (first.months and second.months):
            return None
        together = (first.paused + second.paused) / (first.months + second.months)
        error = sqrt(together * (1 - together) * (1 / first.months + 1 / second.months))
        apart = first.paused / first.months - second.paused / second.months
        return apart / error if error else 0.0

    @property
    def is_told_apart(self) -> bool:
        """Whether the two shares differ by more than chance explains."""
        apart = self.standard_errors_apart
        return apart is not None and abs(apart) > TOLD_APART
