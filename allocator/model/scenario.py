"""Scenarios: named worlds, each with a probability and the drivers' inputs in it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

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


class ValuationBasis(StrEnum):
    """What a ratio is held against: each index's own history, or that of one over the other."""

    OWN = "own"
    RELATIVE = "relative"


@dataclass(frozen=True, slots=True)
class ValuationInput:
    """
    How fast price-earnings ratios return to their five-year mean.

    `half_life_years` halves the log distance; `share` is the part of that reversion which this
    world delivers; `z_cap` is the largest distance from the mean, in standard deviations, that
    is believed; `basis` is what each ratio is held against.
    """

    share: float
    half_life_years: float
    z_cap: float
    basis: ValuationBasis = ValuationBasis.OWN


@dataclass(frozen=True, slots=True)
class FlowInput:
    """
    Expected future dollars out of mega-cap technology over twelve months.

    `usd_bn` leave; `small_share` of them reach US small caps; `multiplier` is the price impact
    per dollar of index size, with its standard deviation; `seller` is the index that holds the
    sellers, `buyer` the one that receives. The impact of a dollar fades with `half_life_years`, or
    stays. `sectors` divides the dollars among the sectors of the sellers, as fractions that sum to
    1; without any they leave each in proportion to what its mega caps are worth.
    """

    usd_bn: float
    small_share: float
    multiplier: float
    multiplier_sd: float
    seller: str
    buyer: str
    half_life_years: float | None = None
    sectors: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Stress:
    """
    How risk differs in this world.

    `volatility` multiplies every volatility; `correlation` in [0, 1) moves correlations between
    equity indexes that part of the way to one, and all others that part of the way to zero.
    """

    volatility: float
    correlation: float


class DoubtKind(StrEnum):
    """How the doubt about a view is said."""

    STANDARD_DEVIATION = "standard_deviation"
    CONFIDENCE = "confidence"


@dataclass(frozen=True, slots=True)
class Doubt:
    """
    How far a user doubts a view: its standard deviation, or Idzorek's confidence in (0, 1].

    `size` is a fraction; a standard deviation is of the view, over the view's own horizon.
    """

    kind: DoubtKind
    size: float


@dataclass(frozen=True, slots=True)
class StatedView:
    """
    A user's own expectation of a spread: a row of its own, never added to what drivers say.

    Attributes:
        name: What the user calls it.
        legs: Index to weight, in order of the file.
        expected: What the legs return together over `horizon_months`, over cash where the weights
            do not sum to zero; a fraction.
        horizon_months: Over how long.
        doubt: How far it is doubted.
        source: Where it comes from.
        expires: The day from which it says nothing more.
    """

    name: str
    legs: tuple[tuple[str, float], ...]
    expected: float
    horizon_months: float
    doubt: Doubt
    source: str
    expires: date


@dataclass(frozen=True, slots=True)
class SignalView:
    """A user's view that a rotation signal means what followed it before; `signal` is its key."""

    name: str
    signal: str
    source: str
    expires: date


OwnView: TypeAlias = StatedView | SignalView
"""What a user says, in either form."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """
    A named world. A driver that is None is silent in it.

    `probability_from` says what set the probability where that was not whoever wrote the scenario.
    """

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
    views: tuple[OwnView, ...] = ()
    probability_from: str = ""
