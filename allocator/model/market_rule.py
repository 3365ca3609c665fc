"""
The rule by which the market sets a probability, and what it is read from.

A rule names one or two events. Its weight is the product of their probabilities: what futures
imply for the number of cuts within twelve months, and how often cuts stopped in past easings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.model.policy_path import STEP

if TYPE_CHECKING:
    from datetime import date

    from allocator.model.inflation import CoreInflation
    from allocator.model.policy_path import Odds, YearAhead

_CUT_BP = round(100 * STEP)


@dataclass(frozen=True, slots=True)
class Cuts:
    """
    A number of cuts of a quarter point within twelve months; a side that is None is open.

    Cuts less rises are counted, so that fewer than none means rises.

    Example:
        >>> str(Cuts(2, 4)), str(Cuts(None, 1)), str(Cuts(3, None)), str(Cuts(None, 0))
        ('2 to 4 cuts', 'at most 1 cut', 'at least 3 cuts', 'no cut')
    """

    at_least: int | None
    at_most: int | None

    def probability(self, odds: tuple[Odds, ...]) -> float:
        """Add up the odds of the changes that are such a number of cuts."""
        found = sum(each.probability for each in odds if self._holds(-each.change_bp // _CUT_BP))
        return min(1.0, max(0.0, found))

    def __str__(self) -> str:
        """Say the number in words."""
        last = self.at_least if self.at_most is None else self.at_most
        noun = "cut" if last == 1 else "cuts"
        if self.at_least is None:
            return f"at most {self.at_most} {noun}" if self.at_most else "no cut"
        if self.at_most is None:
            return f"at least {self.at_least} {noun}"
        if self.at_least == self.at_most:
            return f"{self.at_least} {noun}"
        return f"{self.at_least} to {self.at_most} {noun}"

    def _holds(self, cuts: int) -> bool:
        """Tell whether a number of cuts lies between the sides."""
        enough = self.at_least is None or cuts >= self.at_least
        return enough and (self.at_most is None or cuts <= self.at_most)


@dataclass(frozen=True, slots=True)
class MarketRule:
    """How many cuts a scenario supposes, and whether they pause again; None is no matter."""

    cuts: Cuts | None
    pause: bool | None


@dataclass(frozen=True, slots=True)
class MarketReading:
    """
    What rules are read from.

    Attributes:
        year: What futures imply for twelve months, or None, and then `no_year` says why.
        quoted: The day of the quotes, if there are any.
        source: The file of the quotes, or "" without one.
        no_year: Why the year is not known, in words that follow "but".
        inflation: Core inflation, or None if the snapshot has none.
        is_refused: Whether quotes were given and refused, which is said of them, and once.
    """

    year: YearAhead | None = None
    quoted: date | None = None
    source: str = ""
    no_year: str = "no quotes are given"
    inflation: CoreInflation | None = None
    is_refused: bool = False
