"""
The assignment given to the optimiser, the rounding and the judge alike.

`utility` is the objective of the advisor in NumPy; `allocator.optimize` spells the same objective
for a solver, and tests hold the two spellings against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from allocator.model.arrays import frozen_covariance

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.household import Household, Mix
    from allocator.model.outlook import Outlook
    from allocator.model.policy import Policy

BPS = 1e-4
"""One basis point as a fraction."""


@dataclass(frozen=True, eq=False)
class Brief:
    """
    Everything that decides an answer.

    `risk` is the annual covariance of index returns (J, J) that limits and reports are stated
    in; the objective weighs `outlook.covariance`, which adds the uncertainty of the means.
    """

    household: Household
    policy: Policy
    neutral: Mix
    risk: Array
    outlook: Outlook

    def __post_init__(self) -> None:
        """Copy, check and freeze the covariance."""
        size = len(self.household.indexes)
        object.__setattr__(self, "risk", frozen_covariance(self.risk, size))

    @cached_property
    def cost(self) -> float:
        """Cost of trading one dollar, as a fraction."""
        return self.policy.trading.cost_bps * BPS

    @cached_property
    def fees(self) -> Array:
        """
        Charge each position its expense ratio, shape (P,), per year.

        Between funds on one index the charge differs by at most half the cost of one trade, so
        that a fee decides which of two twins is traded but is never by itself a reason to trade:
        whether switching twins pays is a question of taxes, which this objective does not know.
        A leveraged or inverse fund is nobody's twin and is charged in full.
        """
        cheapest = dict(zip(self.household.index_names, self.household.index_fees, strict=True))
        funds = [position.fund for position in self.household.positions]
        lowest = np.array([cheapest[fund.index] for fund in funds])
        own = np.array([fund.expense_ratio for fund in funds])
        twins = np.array([fund.multiple == 1 for fund in funds])
        charged: Array = np.where(twins, lowest + np.minimum(own - lowest, self.cost / 2), own)
        return charged


@dataclass(frozen=True, slots=True)
class Utility:
    """The parts of the objective on one portfolio, fractions per year; costs are positive."""

    expected: float
    fees: float
    risk: float
    active_risk: float
    trading: float

    @property
    def total(self) -> float:
        """The certainty equivalent: what is left of the expected return."""
        return self.expected - self.fees - self.risk - self.active_risk - self.trading


def utility(brief: Brief, weights: Array) -> Utility:
    """
    Value a portfolio as the advisor does.

    mu'x - fees - delta/2 x'S x - lambda (x-b)'R(x-b) - trading cost, with x the index exposures
    of `weights`, S the covariance that holds the uncertainty of the means, R the plain risk.

    Args:
        brief: The assignment.
        weights: Weights by position, shape (P,).

    Returns:
        The parts, each a fraction per year over cash.
    """
    objective = brief.policy.objective
    exposure = brief.household.exposure @ weights
    active = exposure - brief.neutral.weights
    return Utility(
        expected=float(brief.outlook.mean @ exposure),
        fees=float(brief.fees @ weights),
        risk=float(objective.risk_aversion / 2 * exposure @ brief.outlook.covariance @ exposure),
        active_risk=float(objective.active_risk_aversion * active @ brief.risk @ active),
        trading=float(brief.cost * np.abs(weights - brief.household.weights).sum()),
    )
