"""
The problem that all solve: one dollar over fifteen indexes, small caps within a band.

Drawn from a seeded generator; nothing here is market data. Each fund tracks its own index, all are
equity, there are no fees, no costs and no cash, so that the peers can state the same problem. A
second one adds what depends on today's holdings: a cap on each fund, and a limit on turnover.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from allocator.model.assets import AssetClass, Fund, Index, PriceBasis
from allocator.model.brief import Brief
from allocator.model.formulate import formulate
from allocator.model.household import Household, Mix, Position
from allocator.model.outlook import Outlook
from allocator.model.policy import Limits, Neutral, Policy, Range, Trading
from allocator.model.portfolio import Account, AccountType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.model.arrays import Array
    from allocator.model.program import Program

LARGE, SMALL = 10, 5
SIZE = LARGE + SMALL
LOWER, UPPER = 0.10, 0.20
VALUE = Decimal(1_000_000)
PRICE = Decimal(100)

POLICY = Policy(
    neutral=Neutral(small_cap_share=0.15),
    limits=Limits(
        small_cap=Range(LOWER, UPPER), split_tolerance=0.0, tracking_error=None, turnover=None
    ),
    trading=Trading(cost_bps=0.0),
)
IS_SMALL = np.repeat([0.0, 1.0], [LARGE, SMALL])
NAMES = [f"Index {number:02}" for number in range(SIZE)]


@dataclass(frozen=True, slots=True)
class Rules:
    """What is asked beyond the band: the most of one fund, and the most turnover, one way."""

    cap: float = 1.0
    turnover: float | None = None


BAND_ALONE = Rules()
FROM_HOLDINGS = Rules(cap=0.25, turnover=0.40)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """
    One set of numbers, as we take it and as the peers do.

    maximise slope'w - w'H w over 0 <= w <= cap, sum of w = 1, LOWER <= IS_SMALL'w <= UPPER, and
    half the sum of |w - held| <= turnover if there is such a limit.

    Attributes:
        brief: For `optimise`.
        program: The same, formulated.
        slope: Shape (15,).
        hessian: H, shape (15, 15).
        held: Weights today, shape (15,).
        rules: What is asked beyond the band.
    """

    brief: Brief
    program: Program
    slope: Array
    hessian: Array
    held: Array
    rules: Rules


def draw(seed: int, rules: Rules = BAND_ALONE) -> Case:
    """Draw a risk model, expected returns around their equilibrium, and what is held."""
    numbers = np.random.default_rng(seed)
    risk = _risk(numbers)
    neutral = _mix(numbers, POLICY.neutral.small_cap_share)
    objective = POLICY.objective
    prior = objective.risk_aversion * risk @ neutral
    outlook = Outlook(
        prior=prior,
        mean=prior + numbers.normal(0.0, 0.01, SIZE),
        covariance=(1 + objective.tau) * risk,
        uncertainty=objective.tau * risk,
        contributions={},
        worlds=(),
        counted=(),
    )
    held = _mix(numbers, float(numbers.uniform(0.05, 0.25)))
    brief = Brief(_household(held), _policy(rules), Mix(neutral, 0.0), risk, outlook)
    aversion = objective.active_risk_aversion
    return Case(
        brief=brief,
        program=formulate(brief),
        slope=outlook.mean + 2 * aversion * risk @ neutral,
        hessian=objective.risk_aversion / 2 * outlook.covariance + aversion * risk,
        held=held,
        rules=rules,
    )


def breaches(case: Case, weights: Array) -> Mapping[str, float]:
    """Measure by how much weights violate each limit, from its definition; nothing below zero."""
    small, rules = float(IS_SMALL @ weights), case.rules
    found = {
        "shorting": -float(weights.min()),
        "budget": abs(float(weights.sum()) - 1.0),
        "band": max(LOWER - small, small - UPPER),
        "fund cap": float(weights.max()) - rules.cap,
    }
    if rules.turnover is not None:
        found["turnover"] = float(np.abs(weights - case.held).sum()) / 2 - rules.turnover
    return {name: max(by, 0.0) for name, by in found.items()}


def on_the_band(weights: Array) -> bool:
    """Tell whether the band decides the answer."""
    small = float(IS_SMALL @ weights)
    return min(abs(small - LOWER), abs(small - UPPER)) < 1e-6


def _policy(rules: Rules) -> Policy:
    """Put the rules in the policy's words."""
    cap = None if rules.cap == 1.0 else Range(upper=rules.cap)
    turnover = None if rules.turnover is None else Range(upper=rules.turnover)
    return replace(POLICY, limits=replace(POLICY.limits, fund_weight=cap, turnover=turnover))


def _risk(numbers: np.random.Generator) -> Array:
    """Draw an annual covariance: a market, a size factor, and what is each index's own."""
    market = numbers.uniform(0.14, 0.20, SIZE)
    size = IS_SMALL * numbers.uniform(0.06, 0.12, SIZE)
    style = numbers.normal(0.0, 0.04, SIZE)
    own = numbers.uniform(0.02, 0.06, SIZE)
    factors = np.array([market, size, style])
    risk: Array = factors.T @ factors + np.diag(own**2)
    return risk


def _mix(numbers: np.random.Generator, small: float) -> Array:
    """Draw weights that sum to one with `small` of it in small caps, shape (15,)."""
    large = (1 - small) * numbers.dirichlet(np.ones(LARGE))
    return np.concatenate([large, small * numbers.dirichlet(np.ones(SMALL))])


def _household(weights: Array) -> Household:
    """Hold one fund per index at given weights, in one account without cash."""
    indexes = tuple(
        Index(name, AssetClass.EQUITY, float(share), "drawn")
        for name, share in zip(NAMES, IS_SMALL, strict=True)
    )
    return Household(
        accounts=(Account("main", AccountType.TAXABLE, Decimal(0)),),
        positions=tuple(
            Position(
                account=0,
                fund=_fund(name),
                shares=Decimal(float(weight)) * VALUE / PRICE,
                price=PRICE,
                price_basis=PriceBasis.CLOSE,
                may_buy=True,
                may_sell=True,
            )
            for name, weight in zip(NAMES, weights, strict=True)
        ),
        indexes=indexes,
        value=VALUE,
        weights=weights,
        cash=np.zeros(1),
        exposure=np.eye(SIZE),
    )


def _fund(index: str) -> Fund:
    """Make the one fund on an index: no fee, no leverage."""
    return Fund(
        symbol=index.replace("Index ", "F"),
        name=index,
        index=index,
        expense_ratio=0.0,
        multiple=1.0,
        buyable=True,
        price=PRICE,
        price_basis=PriceBasis.CLOSE,
        price_date=None,
        source="drawn",
    )
