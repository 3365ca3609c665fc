"""The largest companies: what they are worth by sector, and what part of an index they are."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    Division = tuple[tuple[str, float], ...]

TECHNOLOGY = ("Communication Services", "Technology")
"""The sectors of mega-cap technology, as Finviz names them; Alphabet and Meta are of the first."""


@dataclass(frozen=True, slots=True)
class MegaCaps:
    """
    Companies of at least `least_usd_bn` billions of dollars, seen through to the indexes.

    Attributes:
        on: The day of the newest of the lists it was measured from.
        least_usd_bn: From which market value on a company counts.
        sectors: Sector to the value of its mega caps, in billions of dollars, above 0.
        weights: Index to sector to the part of the index that these companies are.
        source: How it was measured.
    """

    on: date
    least_usd_bn: float
    sectors: Mapping[str, float]
    weights: Mapping[str, Mapping[str, float]]
    source: str

    def divide(self, sectors: Division = ()) -> Division:
        """
        Divide dollars that leave mega caps among sectors.

        Args:
            sectors: Fractions by sector, if somebody has said them.

        Returns:
            Those; else technology's sectors in proportion to what their mega caps are worth, which
            is nothing where there are none.
        """
        worth = {name: self.sectors[name] for name in TECHNOLOGY if name in self.sectors}
        total = fsum(worth.values())
        return sectors or tuple((name, value / total) for name, value in worth.items())

    def pressure(self, index: str, division: Division) -> float:
        """
        Tell what part of an index leaves with each billion dollars, by look-through.

        Each sector's dollars come from its mega caps in proportion to what they are worth, whoever
        holds them: sum over sectors of fraction * weight in the index / worth.

        Args:
            index: One of `weights`.
            division: Fractions by sector, all of them in `sectors`.
        """
        weights = self.weights[index]
        return fsum(
            fraction * weights.get(name, 0.0) / self.sectors[name] for name, fraction in division
        )
