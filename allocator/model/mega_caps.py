"""The largest companies: what they are worth by sector, and what part of an index they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class MegaCaps:
    """
    Companies of at least `least_usd_bn` billions of dollars, seen through to the indexes.

    Attributes:
        on: The day of the newer of the lists it was measured from.
        least_usd_bn: From which market value on a company counts.
        sectors: Sector to the value of its mega caps, in billions of dollars.
        weights: Index to sector to the part of the index that these companies are.
        source: How it was measured.
    """

    on: date
    least_usd_bn: float
    sectors: Mapping[str, float]
    weights: Mapping[str, Mapping[str, float]]
    source: str
