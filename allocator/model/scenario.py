"""Scenarios: named worlds, each with a probability and the drivers' inputs in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class RateCycleInput:
    """
    How much of the historical effect of the present phase this world delivers.

    `share` 1 repeats history's mean, 0 has it priced already, a negative share gives part of it
    back.
    """

    share: float


@dataclass(frozen=True, slots=True)
class ValuationInput:
    """
    How fast price-earnings ratios return to their five-year mean.

    `half_life_years` halves the log distance; `share` is the part of that reversion which this
    world delivers; `z_cap` is the largest distance from the mean, in standard deviations, that
    is believed.
    """

    share: float
    half_life_years: float
    z_cap: float


@dataclass(frozen=True, slots=True)
class FlowInput:
    """
    Expected future dollars out of mega-cap technology over twelve months.

    `usd_bn` leave; `small_share` of them reach US small caps; `multiplier` is the price impact
    per dollar of index size, with its standard deviation; `seller` is the index that holds the
    sellers, `buyer` the one that receives.
    """

    usd_bn: float
    small_share: float
    multiplier: float
    multiplier_sd: float
    seller: str
    buyer: str


@dataclass(frozen=True, slots=True)
class Stress:
    """
    How risk differs in this world.

    `volatility` multiplies every volatility; `correlation` in [0, 1) moves correlations between
    equity indexes that part of the way to one, and all others that part of the way to zero.
    """

    volatility: float
    correlation: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """A named world. A driver that is None is silent in it."""

    key: str
    name: str
    probability: float
    as_of: date
    description: str
    sources: tuple[str, ...]
    rate_cycle: RateCycleInput | None
    valuation: ValuationInput | None
    flow: FlowInput | None
    stress: Stress
