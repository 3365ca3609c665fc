"""
The advisor's problem as plain arrays, free of any solver.

The unknown is z = (purchases, sales), one of each per position, as fractions of the household's
value; risk depends on their difference t = purchases - sales alone. Everything is linear or a norm
in them, so the same arrays can be handed to cvxpy, to another solver, or to the certificate that
checks the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.model.assets import AssetClass
from allocator.model.limits import class_weights_of_mix

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.household import Household


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """
    One linear limit, normal'z <= bound, under the name of the policy's limit it serves.

    `per_unit` is how far the bound moves when the policy's figure moves by one.
    """

    limit: str
    normal: Array
    bound: float
    per_unit: float = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Norm:
    """One limit on a standard deviation: |factor t + offset| <= bound, t of shape (P,)."""

    limit: str
    factor: Array
    offset: Array
    bound: float

    def image(self, t: Array) -> Array:
        """Map t to the vector whose length is limited, shape (J,)."""
        return self.factor @ t + self.offset


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """
    minimise |factor t|^2 + cost'z over 0 <= z <= most, within rows and norms.

    Attributes:
        factor: Square root of the quadratic part, shape (J, P).
        cost: Linear part, shape (2P,).
        most: Largest purchase and sale of each position, shape (2P,).
        rows: The linear limits.
        norms: The limits on standard deviations.
    """

    factor: Array
    cost: Array
    most: Array
    rows: tuple[Row, ...]
    norms: tuple[Norm, ...]

    def objective(self, z: Array) -> float:
        """Value what is minimised, at z of shape (2P,)."""
        risk = self.factor @ net(z)
        return float(risk @ risk + self.cost @ z)


def net(z: Array) -> Array:
    """Take t = purchases - sales, shape (P,), of z = (purchases, sales), shape (2P,)."""
    half = len(z) // 2
    return z[:half] - z[half:]


def formulate(brief: Brief) -> Program:
    """
    Spell a brief as a program: the negative of `model.brief.utility`, up to a constant.

    Args:
        brief: The household, policy, neutral mix, risk and outlook.

    Returns:
        The program; its minimiser is the continuous target.
    """
    household, objective = brief.household, brief.policy.objective
    to_weights = _to_weights(household)
    held = household.exposure @ household.weights
    active = objective.active_risk_aversion * brief.risk
    curvature = objective.risk_aversion / 2 * brief.outlook.covariance + active
    slope = 2 * (curvature @ held - active @ brief.neutral.weights) - brief.outlook.mean
    per_weight = slope @ household.exposure + brief.fees
    return Program(
        factor=np.linalg.cholesky(curvature).T @ household.exposure,
        cost=brief.cost + per_weight @ to_weights,
        most=_most(household),
        rows=tuple(_rows(brief, to_weights)),
        norms=tuple(_norms(brief, held)),
    )


def apply_trades(brief: Brief, z: Array) -> tuple[Array, Array]:
    """Carry out purchases and sales, shape (2P,): weights (P,) and cash after costs (A,)."""
    bought, sold = np.split(z, 2)
    paid = net(z) + brief.cost * (bought + sold)
    weights = np.maximum(brief.household.weights + net(z), 0.0)
    return weights, brief.household.cash - brief.household.account_matrix @ paid


def _to_weights(household: Household) -> Array:
    """Turn (purchases, sales) into a change of weights, shape (P, 2P)."""
    one = np.eye(len(household.positions))
    return np.hstack([one, -one])


def _most(household: Household) -> Array:
    """Bound purchases by the whole household and sales by what is held; locks close both."""
    may_buy = [float(position.may_buy) for position in household.positions]
    may_sell = [float(position.may_sell) for position in household.positions]
    return np.concatenate([may_buy, household.weights * may_sell])


def _rows(brief: Brief, to_weights: Array) -> list[Row]:
    """Write every linear limit of the policy, lower sides negated."""
    household, limits = brief.household, brief.policy.limits
    spent = household.account_matrix @ to_weights + brief.cost * np.abs(
        household.account_matrix @ to_weights
    )
    cash = household.cash
    rows = [Row("account_cash", line, float(most)) for line, most in zip(spent, cash, strict=True)]
    reserve = limits.cash_reserve.lower or 0.0
    rows.append(Row("cash_reserve", spent.sum(axis=0), float(cash.sum()) - reserve))
    rows += _band_rows(brief, to_weights)
    rows += _split_rows(brief, to_weights, spent.sum(axis=0))
    if limits.turnover and limits.turnover.upper is not None:
        rows.append(Row("turnover", np.full(to_weights.shape[1], 0.5), limits.turnover.upper))
    if limits.fund_weight and limits.fund_weight.upper is not None:
        rows += _fund_rows(household, to_weights, limits.fund_weight.upper)
    return rows


def _band_rows(brief: Brief, to_weights: Array) -> list[Row]:
    """Keep small caps within a band of equity: small - edge * equity, linear for equity > 0."""
    household, band = brief.household, brief.policy.limits.small_cap
    equity = household.members(AssetClass.EQUITY)
    if not (equity @ household.exposure).any():
        return []
    in_equity = float(equity @ brief.neutral.weights)
    rows = []
    for edge, sign in ((band.lower, -1.0), (band.upper, 1.0)):
        if edge is None:
            continue
        line = sign * (household.small_shares - edge) * equity @ household.exposure
        bound = -float(line @ household.weights)
        rows.append(Row("small_cap", line @ to_weights, bound, per_unit=in_equity))
    return rows


def _split_rows(brief: Brief, to_weights: Array, spent: Array) -> list[Row]:
    """Hold each asset class to the neutral mix, within the tolerance."""
    household, tolerance = brief.household, brief.policy.limits.split_tolerance
    rows = []
    for kind, centre in class_weights_of_mix(household, brief.neutral).items():
        per_weight = household.members(kind) @ household.exposure
        is_cash = kind is AssetClass.CASH
        per_weight = per_weight + household.financing * is_cash
        if not per_weight.any() and not is_cash:
            continue
        line = per_weight @ to_weights - spent * is_cash
        now = float(per_weight @ household.weights) + float(household.cash.sum()) * is_cash
        rows.append(Row(f"split_{kind}", line, centre + tolerance - now))
        rows.append(Row(f"split_{kind}", -line, now - centre + tolerance))
    return rows


def _fund_rows(household: Household, to_weights: Array, most: float) -> list[Row]:
    """Bound each fund's weight over all accounts."""
    rows = []
    for symbol in sorted({position.fund.symbol for position in household.positions}):
        line = np.array([float(p.fund.symbol == symbol) for p in household.positions])
        rows.append(Row("fund_weight", line @ to_weights, most - float(line @ household.weights)))
    return rows


def _norms(brief: Brief, held: Array) -> list[Norm]:
    """Write the limits on volatility and tracking error."""
    root = np.linalg.cholesky(brief.risk).T
    exposure = brief.household.exposure
    limits = brief.policy.limits
    norms = []
    for name, limit, centre in (
        ("volatility", limits.volatility, np.zeros_like(held)),
        ("tracking_error", limits.tracking_error, brief.neutral.weights),
    ):
        if limit and limit.upper is not None:
            norms.append(Norm(name, root @ exposure, root @ (held - centre), limit.upper))
    return norms
