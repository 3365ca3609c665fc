"""
The figures of a proposal that both the text and the JSON show.

Three stages of one portfolio: `now`, `target` (what the optimiser found, in fractions of a
share) and `after` (the whole-share trades made). Weights are fractions of the stage's own
total, so that each stage sums to one: the cost of trading has left the portfolio by then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.model.limits import (
    deviation,
    fund_weights,
    small_cap_share,
    turnover,
)

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.limits import Reading
    from allocator.model.proposal import Proposal


TINY = 1e-5
"""A weight that counts as none: a thousandth of a percent."""

FOR_EVERYONE = {"long_only", "locks", "account_cash", "cash_reserve"}
"""Limits that hold for everyone when they are at zero: standing on one is no news."""

WORTH_SAYING = 5e-6
"""A gain which one decimal of a basis point shows."""


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """Weights (P,) and cash (A,) as fractions of the portfolio's value before any trade."""

    name: str
    weights: Array
    cash: Array

    @property
    def total(self) -> float:
        """What is left of one dollar after costs."""
        return float(self.weights.sum() + self.cash.sum())


def stages(proposal: Proposal) -> tuple[Stage, Stage, Stage]:
    """Lay out the portfolio now, at the target and after the trades."""
    household, solution = proposal.brief.household, proposal.solution
    return (
        Stage("now", household.weights, household.cash),
        Stage("target", solution.weights, solution.cash),
        Stage("after", proposal.weights, proposal.cash),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the weights: a fund, an index or cash, at each stage; neutral for indexes."""

    name: str
    now: float
    target: float
    after: float
    neutral: float | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it is nowhere in the portfolio and not aimed at."""
        sizes = (self.now, self.target, self.after, self.neutral or 0.0)
        return max(map(abs, sizes)) < TINY


def fund_lines(proposal: Proposal) -> tuple[Line, ...]:
    """Weigh every fund over all accounts, by symbol."""
    household = proposal.brief.household
    now, target, after = (
        fund_weights(household, stage.weights / stage.total) for stage in stages(proposal)
    )
    return tuple(Line(name, now[name], target[name], after[name]) for name in sorted(now))


def index_lines(proposal: Proposal) -> tuple[Line, ...]:
    """Weigh every index by exposure: a leveraged fund counts at its multiple."""
    household, neutral = proposal.brief.household, proposal.brief.neutral
    now, target, after = (
        household.exposure @ (stage.weights / stage.total) for stage in stages(proposal)
    )
    return tuple(
        Line(name, float(now[j]), float(target[j]), float(after[j]), float(neutral.weights[j]))
        for j, name in enumerate(household.index_names)
    )


def cash_line(proposal: Proposal) -> Line:
    """Weigh the cash of all accounts, before what leveraged funds owe."""
    now, target, after = (float(stage.cash.sum()) / stage.total for stage in stages(proposal))
    return Line("CASH", now, target, after, proposal.brief.neutral.cash)


def financing_lines(proposal: Proposal) -> tuple[Line, ...]:
    """Weigh the cash that leveraged funds owe, below zero, and inverse ones hold, by symbol."""
    household = proposal.brief.household
    now, target, after = (
        fund_weights(household, household.financing * stage.weights / stage.total)
        for stage in stages(proposal)
    )
    lines = (Line(name, now[name], target[name], after[name]) for name in sorted(now))
    return tuple(line for line in lines if not line.is_empty)


@dataclass(frozen=True, slots=True)
class SmallCaps:
    """The look-through small-cap share of equity, and its band; None without equity."""

    before: float | None
    target: float | None
    after: float | None
    lower: float | None
    upper: float | None


def small_caps(proposal: Proposal) -> SmallCaps:
    """Measure small caps at each stage."""
    band = proposal.brief.policy.limits.small_cap
    before, target, after = (
        small_cap_share(proposal.brief.household, stage.weights) for stage in stages(proposal)
    )
    return SmallCaps(before, target, after, band.lower, band.upper)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What one stage promises and risks, fractions per year."""

    stage: str
    expected_return: float
    fees: float
    volatility: float
    tracking_error: float
    distance: float

    @property
    def after_fees(self) -> float:
        """What is left of the expected return."""
        return self.expected_return - self.fees


def expectations(proposal: Proposal) -> tuple[Expectation, ...]:
    """
    Say what to expect of each stage.

    Return is over cash and before fees; fees are the funds' whole expense ratios; the tracking
    error is against the neutral mix; the distance is the one-way turnover from today.
    """
    brief = proposal.brief
    household, risk = brief.household, brief.risk
    ratios = np.array([position.fund.expense_ratio for position in household.positions])
    found = []
    for stage in stages(proposal):
        exposure = household.exposure @ stage.weights
        found.append(
            Expectation(
                stage=stage.name,
                expected_return=float(brief.outlook.mean @ exposure),
                fees=float(ratios @ stage.weights),
                volatility=deviation(risk, exposure),
                tracking_error=deviation(risk, exposure - brief.neutral.weights),
                distance=turnover(household, stage.weights),
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class LimitFigure:
    """
    A limit on the whole-share portfolio, with what it was on the target.

    `stood_on` says that the target stands on it, or the portfolio itself does; `shadow_price` is
    the objective gained per unit of loosening, None where the solver was not given the limit by
    name.
    """

    reading: Reading
    target: float
    stood_on: bool
    shadow_price: float | None

    @property
    def is_for_everyone(self) -> bool:
        """Whether it is no choice of the policy."""
        reading = self.reading
        return reading.name in FOR_EVERYONE and reading.lower == 0 and reading.upper is None

    @property
    def binding(self) -> bool:
        """Whether it is stood on, where that says something."""
        return self.stood_on and not self.is_for_everyone


def limit_figures(proposal: Proposal) -> tuple[LimitFigure, ...]:
    """Hold every limit against the portfolio after the trades and against the target."""
    solution = proposal.solution
    aimed = {reading.name: reading for reading in solution.readings}
    return tuple(
        LimitFigure(
            reading=reading,
            target=aimed[reading.name].value if reading.name in aimed else reading.value,
            stood_on=reading.binding or (reading.name in aimed and aimed[reading.name].binding),
            shadow_price=solution.shadow_prices.get(reading.name),
        )
        for reading in proposal.readings
    )
