"""What trading one dollar of each fund costs, each way, as the optimiser and the judge see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.model.arrays import frozen

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.household import Household
    from allocator.model.policy import Trading

BPS = 1e-4
"""One basis point as a fraction."""

SESSIONS = 252
"""Days of trading in a year."""


@dataclass(frozen=True, slots=True, eq=False)
class Costs:
    """
    Costs in fractions of what is traded, and the impact of trading much.

    Attributes:
        buy: Cost of buying a dollar of each position, shape (P,).
        sell: Cost of selling one, shape (P,), fees on sales included.
        groups: One in row m where trades of position p move the same price, shape (M, P).
        impact: c of the cost c x^(3/2) of buying, or of selling, x of a group, shape (M,).
    """

    buy: Array
    sell: Array
    groups: Array
    impact: Array

    def of(self, change: Array) -> float:
        """Charge a change of weights, shape (P,); a fraction of the household's value."""
        bought, sold = np.maximum(change, 0.0), np.maximum(-change, 0.0)
        plain = float(self.buy @ bought + self.sell @ sold)
        moved = (self.groups @ bought) ** 1.5 + (self.groups @ sold) ** 1.5
        return plain + float(self.impact @ moved)

    @property
    def least(self) -> float:
        """The cheapest way of trading a dollar of anything."""
        return float(min(self.buy.min(initial=np.inf), self.sell.min(initial=np.inf)))


def costs_of(household: Household, trading: Trading, risk: Array) -> Costs:
    """
    Work out what trading costs a household.

    Half the spread, commissions by the share, what regulators charge on sales (a cap on a single
    trade is left aside: it makes a trade cheaper than said here), and the square-root law of impact
    where the volume is given.

    Args:
        household: Its positions, with prices, and the fees of its day.
        trading: Spreads, commissions, volumes.
        risk: The annual covariance of index returns, shape (J, J): impact grows with volatility.
    """
    positions, fees = household.positions, household.day.fees
    half = np.array([trading.half_spread(p.fund.symbol) * BPS for p in positions])
    by_share = float(trading.commission_per_share)
    prices = np.array([float(p.price) for p in positions])
    buy = half + by_share / prices
    sell = buy + float(fees.section_31) + float(fees.taf_per_share) / prices
    groups, impact = _impact(household, trading, risk)
    size = len(positions)
    return Costs(
        buy=frozen(buy, size),
        sell=frozen(sell, size),
        groups=frozen(groups, len(impact), size),
        impact=frozen(impact, len(impact)),
    )


def _impact(household: Household, trading: Trading, risk: Array) -> tuple[Array, Array]:
    """Collect the positions that move one price, and how steeply."""
    value = float(household.value)
    daily = np.sqrt(np.diagonal(risk) / SESSIONS)
    volatility = np.abs(household.exposure).T @ daily
    rows, steepness = [], []
    for symbol, volume in trading.impact.volume:
        row = np.array([float(p.fund.symbol == symbol) for p in household.positions])
        if row.any():
            rows.append(row)
            own = float(volatility[row.argmax()])
            steepness.append(trading.impact.factor * own * np.sqrt(value / volume))
    return np.array(rows).reshape(len(rows), len(household.positions)), np.array(steepness)
