"""Limits of the user's own: what each measures on a portfolio, and what a soft one costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.model.costs import BPS

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.household import Household
    from allocator.model.policy import LinearLimit, Policy, Range

POINT = 0.01
"""Soft limits are priced by the point."""


def factors(household: Household, policy: Policy, limit: LinearLimit) -> Array:
    """
    Weigh each position in a limit, shape (P,): the limit measures factors'weights.

    Indexes count by exposure, leverage included; sectors by exposure times the sector's part of the
    index; tags by what is invested in the funds that they name.
    """
    by_index = dict(limit.of)
    for mix in household.sectors:
        inside = dict(mix.weights)
        part = sum(factor * inside.get(sector, 0.0) for sector, factor in limit.sectors)
        by_index[mix.index] = by_index.get(mix.index, 0.0) + part
    own = np.array([by_index.get(name, 0.0) for name in household.index_names])
    total: Array = own @ household.exposure
    tagged = dict(policy.tags)
    for tag, factor in limit.tags:
        members = set(tagged.get(tag, ()))
        total = total + factor * np.array(
            [float(position.fund.symbol in members) for position in household.positions]
        )
    return total


def soft_price(limit: LinearLimit) -> float | None:
    """Price a breach, per unit, as a fraction of the portfolio a year; None for a hard limit."""
    return None if limit.price_bps is None else limit.price_bps * BPS / POINT


def breach(value: float, edges: Range) -> float:
    """Measure how far a value lies outside a range."""
    below = 0.0 if edges.lower is None else edges.lower - value
    above = 0.0 if edges.upper is None else value - edges.upper
    return max(0.0, below, above)


def breach_cost(household: Household, policy: Policy, weights: Array) -> float:
    """Charge the breaches of all soft limits, a fraction of the portfolio a year."""
    total = 0.0
    for limit in policy.limits.linear:
        price = soft_price(limit)
        if price is not None:
            value = float(factors(household, policy, limit) @ weights)
            total += price * breach(value, limit.range)
    return total
