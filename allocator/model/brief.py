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

from allocator.model.arrays import frozen, frozen_covariance
from allocator.model.costs import BPS, Costs, costs_of
from allocator.model.income import location_charge
from allocator.model.linear_limits import breach_cost
from allocator.model.netting import Netting, netting_of
from allocator.model.standing import Standing

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.course import Course
    from allocator.model.household import Household, Mix
    from allocator.model.outlook import Outlook
    from allocator.model.policy import Policy

__all__ = ["BPS", "Brief", "Utility", "utility"]


@dataclass(frozen=True, eq=False)
class Brief:
    """
    Everything that decides an answer.

    `risk` is the annual covariance of index returns (J, J) that limits and reports are stated
    in; the objective weighs `outlook.covariance`, which adds the uncertainty of the means.
    `outcomes` are a year's index returns over cash, shape (S, J), that a tail is measured on; None
    where no limit asks. `course`, where given, is the only case of the tax law to be looked at.
    """

    household: Household
    policy: Policy
    neutral: Mix
    risk: Array
    outlook: Outlook
    outcomes: Array | None = None
    course: Course | None = None

    def __post_init__(self) -> None:
        """Copy, check and freeze the arrays."""
        size = len(self.household.indexes)
        object.__setattr__(self, "risk", frozen_covariance(self.risk, size))
        if self.outcomes is not None:
            drawn = frozen(self.outcomes, len(self.outcomes), size)
            object.__setattr__(self, "outcomes", drawn)

    @cached_property
    def costs(self) -> Costs:
        """What trading costs."""
        return costs_of(self.household, self.policy.trading, self.risk)

    @cached_property
    def netting(self) -> Netting | None:
        """The tax on gains; None where none is counted."""
        return netting_of(self.household, self.policy.tax)

    @cached_property
    def location(self) -> Array:
        """What the tax on income charges each position for where it lies, shape (P,), per year."""
        return location_charge(self.household)

    @cached_property
    def today(self) -> Standing:
        """Where the household stands without any trade."""
        return Standing(self.household.weights, self.household.cash)

    @cached_property
    def fees(self) -> Array:
        """
        Charge each position its expense ratio, shape (P,), per year.

        Between funds on one index the charge differs by at most half the cost of one trade, so
        that a fee decides which of two twins is traded but is never by itself a reason to trade.
        A leveraged or inverse fund is nobody's twin and is charged in full.
        """
        cheapest = dict(zip(self.household.index_names, self.household.index_fees, strict=True))
        funds = [position.fund for position in self.household.positions]
        lowest = np.array([cheapest[fund.index] for fund in funds])
        own = np.array([fund.expense_ratio for fund in funds])
        twins = np.array([fund.multiple == 1 for fund in funds])
        capped = lowest + np.minimum(own - lowest, self.costs.least / 2)
        charged: Array = np.where(twins, capped, own)
        return charged


@dataclass(frozen=True, slots=True)
class Utility:
    """The parts of the objective on one portfolio, fractions per year; costs are positive."""

    expected: float
    fees: float
    risk: float
    active_risk: float
    trading: float
    tax: float
    breaches: float

    @property
    def total(self) -> float:
        """The certainty equivalent: what is left of the expected return."""
        charged = self.fees + self.trading + self.tax + self.breaches
        return self.expected - self.risk - self.active_risk - charged


def utility(brief: Brief, standing: Standing) -> Utility:
    """
    Value a portfolio as the advisor does.

    mu'x - fees - delta/2 x'S x - lambda (x-b)'R(x-b) - trading cost - tax - soft limits, with x the
    index exposures of the weights, S the covariance that holds the uncertainty of the means, R the
    plain risk. Tax is that on a year's income for where it lies (`model.income.location_charge`),
    and that on the gains realised on the way.

    Args:
        brief: The assignment.
        standing: The portfolio, with what getting there realises and pays.

    Returns:
        The parts, each a fraction per year over cash.
    """
    objective = brief.policy.objective
    weights = standing.weights
    exposure = brief.household.exposure @ weights
    active = exposure - brief.neutral.weights
    change = weights - brief.household.weights
    return Utility(
        expected=float(brief.outlook.mean @ exposure),
        fees=float(brief.fees @ weights),
        risk=float(objective.risk_aversion / 2 * exposure @ brief.outlook.covariance @ exposure),
        active_risk=float(objective.active_risk_aversion * active @ brief.risk @ active),
        trading=brief.costs.of(change) + standing.commissions,
        tax=float(brief.location @ weights) + standing.tax,
        breaches=breach_cost(brief.household, brief.policy, weights),
    )
