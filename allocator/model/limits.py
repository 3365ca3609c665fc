"""
Limits measured on any portfolio, straight from their definitions.

This is the judge, not the lawyer: the rows that the optimiser and the rounding are given are
written elsewhere (`model.limit_rows`), so an error in those rows shows here. Both take the centre
of each asset class from the neutral mix.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf, sqrt
from typing import TYPE_CHECKING

import numpy as np

from allocator.model.assets import AssetClass
from allocator.model.household import Mix
from allocator.model.linear_limits import factors

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.household import Household
    from allocator.model.policy import Range
    from allocator.model.standing import Standing

BINDING_WITHIN = 1e-6
"""A limit closer to its bound than this, as a fraction, is called binding."""

TAIL_PART = 0.05
"""The part of all outcomes that is called the tail."""


class Side(StrEnum):
    """The two sides of a range, by their keys in a policy."""

    LOWER = "lower"
    UPPER = "upper"


@dataclass(frozen=True, slots=True)
class Reading:
    """
    What one limit measures on one portfolio. `lower` or `upper` is None where there is none.

    A soft limit may be broken, at a price that the objective counts.
    """

    name: str
    value: float
    lower: float | None
    upper: float | None
    soft: bool = False

    @property
    def violation(self) -> float:
        """By how much a hard limit is broken; zero where it holds."""
        return 0.0 if self.soft else self.breach

    @property
    def breach(self) -> float:
        """How far outside its range the value lies, of a soft limit too."""
        below = (self.lower if self.lower is not None else -inf) - self.value
        above = self.value - (self.upper if self.upper is not None else inf)
        return max(0.0, below, above)

    @property
    def binding(self) -> bool:
        """Whether the portfolio stands on the limit."""
        return bool(self.stands_on)

    @property
    def stands_on(self) -> tuple[Side, ...]:
        """The sides on which the portfolio stands; both where they are one."""
        edges = ((Side.LOWER, self.lower), (Side.UPPER, self.upper))
        return tuple(
            side
            for side, edge in edges
            if edge is not None and abs(self.value - edge) <= BINDING_WITHIN
        )


def small_cap_share(household: Household, weights: Array) -> float | None:
    """
    Measure the look-through small-cap share of equity.

    Leveraged funds count at their multiple on both sides of the division.

    Returns:
        The fraction, or None for a portfolio without equity.
    """
    exposure = household.exposure @ weights
    equity = float(household.members(AssetClass.EQUITY) @ exposure)
    if abs(equity) < BINDING_WITHIN:
        return None
    return float(household.small_shares @ exposure) / equity


def seen_through(household: Household, weights: Array, cash: Array) -> Mix:
    """See a portfolio through to index exposures; leverage counts as cash owed."""
    owed = float(household.financing @ weights)
    return Mix(household.exposure @ weights, float(cash.sum()) + owed)


def class_weights(household: Household, weights: Array, cash: Array) -> dict[AssetClass, float]:
    """Measure each asset class as a fraction of the portfolio, raw cash counted as cash."""
    return class_weights_of_mix(household, seen_through(household, weights, cash))


def class_weights_of_mix(household: Household, mix: Mix) -> dict[AssetClass, float]:
    """Measure each asset class of an index mix, its raw cash counted as cash."""
    found = {kind: float(household.members(kind) @ mix.weights) for kind in AssetClass}
    found[AssetClass.CASH] += mix.cash
    return found


def fund_weights(household: Household, weights: Array) -> dict[str, float]:
    """Add up each fund over accounts, by symbol."""
    totals: dict[str, float] = {}
    for position, weight in zip(household.positions, weights, strict=True):
        symbol = position.fund.symbol
        totals[symbol] = totals.get(symbol, 0.0) + float(weight)
    return totals


def deviation(covariance: Array, exposure: Array) -> float:
    """Take the standard deviation of an exposure, shape (J,), per year."""
    return sqrt(max(0.0, float(exposure @ covariance @ exposure)))


def measure(brief: Brief, standing: Standing) -> tuple[Reading, ...]:
    """
    Measure every limit of a policy on a portfolio.

    Args:
        brief: The household, its policy, the neutral mix and the risk to measure with.
        standing: The portfolio to measure, and the gains realised on the way there.

    Returns:
        One reading per limit that is set, in a fixed order.
    """
    household, limits = brief.household, brief.policy.limits
    weights, cash = standing.weights, standing.cash
    active = household.exposure @ weights - brief.neutral.weights
    readings = [
        Reading("long_only", float(weights.min(initial=0.0)), 0.0, None),
        Reading("locks", -worst_lock_breach(household, weights), 0.0, None),
    ]
    share = small_cap_share(household, weights)
    if share is not None:
        readings.append(_reading("small_cap", share, limits.small_cap))
    readings += _split_readings(brief, weights, cash)
    readings.append(Reading("account_cash", float(cash.min()), 0.0, None))
    measured = {
        "cash_reserve": (limits.cash_reserve, float(cash.sum())),
        "turnover": (limits.turnover, turnover(household, weights)),
        "fund_weight": (
            limits.fund_weight,
            max(fund_weights(household, weights).values(), default=0.0),
        ),
        "volatility": (limits.volatility, deviation(brief.risk, household.exposure @ weights)),
        "tracking_error": (limits.tracking_error, deviation(brief.risk, active)),
    }
    readings += [_reading(name, value, edge) for name, (edge, value) in measured.items() if edge]
    readings += _tail_readings(brief, weights)
    readings += _own_readings(brief, weights)
    readings += _gain_readings(brief, standing)
    return tuple(readings)


def conditional_value_at_risk(losses: Array) -> float:
    """
    Take the mean of the worst 5 % of losses, the last of them in part where they are no count.

    Args:
        losses: A year's losses in equally likely outcomes, shape (S,), as fractions.

    Returns:
        The minimum over a of a + sum of max(0, loss - a) / (0.05 S), which is at a quantile
        (Rockafellar and Uryasev 2000, theorem 1).
    """
    ordered = np.sort(losses)[::-1]
    quantile = ordered[min(int(TAIL_PART * len(losses)), len(losses) - 1)]
    beyond = np.maximum(losses - quantile, 0.0)
    return float(quantile + beyond.sum() / (TAIL_PART * len(losses)))


def _tail_readings(brief: Brief, weights: Array) -> list[Reading]:
    """Measure the tail, where it is limited."""
    limit = brief.policy.limits.cvar
    if limit is None or brief.outcomes is None:
        return []
    losses = -(brief.outcomes @ (brief.household.exposure @ weights))
    return [Reading("cvar", conditional_value_at_risk(losses), None, limit.upper)]


def _own_readings(brief: Brief, weights: Array) -> list[Reading]:
    """Measure the indexes that are limited, and the user's own limits."""
    household, limits = brief.household, brief.policy.limits
    exposure = dict(zip(household.index_names, household.exposure @ weights, strict=True))
    found = [
        _reading(f"index_weight.{name}", float(exposure[name]), edges)
        for name, edges in limits.index_weight
    ]
    for limit in limits.linear:
        value = float(factors(household, brief.policy, limit) @ weights)
        edges, soft = limit.range, limit.price_bps is not None
        found.append(Reading(f"limit.{limit.name}", value, edges.lower, edges.upper, soft))
    return found


def _gain_readings(brief: Brief, standing: Standing) -> list[Reading]:
    """Measure the year's net gains, a fraction of the household's value, where they are capped."""
    cap, tax, value = brief.policy.limits.net_gains, brief.policy.tax, brief.household.value
    if cap is None:
        return []
    so_far = float(tax.realised / value)
    return [Reading("net_gains", so_far + standing.gains, None, float(cap / value))]


def worst_violation(readings: tuple[Reading, ...]) -> float:
    """Take the worst breach among readings, as a fraction; zero where every limit holds."""
    return max(reading.violation for reading in readings)


def worst_lock_breach(household: Household, weights: Array) -> float:
    """Measure the largest change of weight that a lock, or being no fund to buy, forbids."""
    change = weights - household.weights
    no_buying = np.array([not position.may_buy for position in household.positions], bool)
    no_selling = np.array([not position.may_sell for position in household.positions], bool)
    bought, sold = change[no_buying].max(initial=0.0), -change[no_selling].min(initial=0.0)
    return float(max(bought, sold))


def turnover(household: Household, weights: Array) -> float:
    """One-way turnover: half the sum of absolute trades, as a fraction of the portfolio."""
    return 0.5 * float(np.abs(weights - household.weights).sum())


def _reading(name: str, value: float, edges: Range) -> Reading:
    """Hold a measured value against a range of the policy."""
    return Reading(name, value, edges.lower, edges.upper)


def _split_readings(brief: Brief, weights: Array, cash: Array) -> list[Reading]:
    """Measure each asset class against the neutral mix, plus or minus the tolerance."""
    household, tolerance = brief.household, brief.policy.limits.split_tolerance
    found = class_weights(household, weights, cash)
    centres = class_weights_of_mix(household, brief.neutral)
    return [
        Reading(f"split_{kind}", found[kind], centres[kind] - tolerance, centres[kind] + tolerance)
        for kind in AssetClass
        if centres[kind] or found[kind]
    ]
