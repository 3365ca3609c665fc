"""
The limits of a policy as rows, norms and tails of a program.

This is the lawyer, not the judge: what a portfolio measures is worked out elsewhere, straight from
the definitions (`model.limits`), so an error in these rows shows there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.model.assets import AssetClass
from allocator.model.limits import TAIL_PART, class_weights_of_mix
from allocator.model.linear_limits import factors
from allocator.model.program import Norm, Row, Tail
from allocator.model.unknowns import soft_edges

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.course import Course
    from allocator.model.household import Household
    from allocator.model.policy import Range
    from allocator.model.unknowns import Unknowns


def rows_of(brief: Brief, at: Unknowns) -> Iterator[Row]:
    """Write every linear limit of the policy, lower sides negated."""
    household, limits = brief.household, brief.policy.limits
    inside, costs, cash = household.account_matrix, brief.costs, household.cash
    spent = at.on(inside * (1 + costs.buy), inside * (costs.sell - 1))
    for line, most in zip(spent, cash, strict=True):
        yield Row("account_cash", line, float(most))
    reserve = limits.cash_reserve.lower or 0.0
    yield Row("cash_reserve", spent.sum(axis=0), float(cash.sum()) - reserve)
    yield from _band_rows(brief, at)
    yield from _split_rows(brief, at, spent.sum(axis=0))
    if limits.turnover and limits.turnover.upper is not None:
        half = np.full(at.P, 0.5)
        line = at.on(half, half)
        yield Row("turnover", line, limits.turnover.upper)
    if limits.fund_weight and limits.fund_weight.upper is not None:
        yield from _fund_rows(household, at, limits.fund_weight.upper)
    for name, edges in limits.index_weight:
        own = household.exposure[household.index_names.index(name)]
        yield from _range_rows(household, at, f"index_weight.{name}", own, edges)
    yield from _own_rows(brief, at)
    if limits.net_gains is not None:
        room = float((limits.net_gains - brief.policy.tax.realised) / household.value)
        yield Row("net_gains", at.by_lot(household.book.gains), room)


def case_rows(brief: Brief, course: Course, at: Unknowns) -> Iterator[Row]:
    """Keep the year's gains within the piece of a case, and sell what it says is sold."""
    household, book, netting = brief.household, brief.household.book, brief.netting
    if netting is not None and course.piece is not None:
        short, long = at.by_lot(book.gains * book.short), at.by_lot(book.gains * (1 - book.short))
        for a, b, most in course.piece.lines:
            stands = a * netting.short + b * netting.long
            yield Row("netting", a * short + b * long, most - stands)
    for kin in sorted(course.cleared):
        own = book.of_kin(household, {kin}) * book.recent
        yield Row("wash_sales", -at.by_lot(own), -float(own @ book.weights))


def _range_rows(
    household: Household, at: Unknowns, name: str, own: Array, edges: Range
) -> Iterator[Row]:
    """Keep own'weights, own of shape (P,), within a range."""
    now = float(own @ household.weights)
    for edge, sign in ((edges.lower, -1.0), (edges.upper, 1.0)):
        if edge is not None:
            yield Row(name, at.on_change(sign * own), sign * (edge - now))


def _own_rows(brief: Brief, at: Unknowns) -> Iterator[Row]:
    """Write the user's own limits; the breach of a soft one is an unknown."""
    household, policy = brief.household, brief.policy
    for limit in policy.limits.linear:
        if limit.price_bps is None:
            own = factors(household, policy, limit)
            yield from _range_rows(household, at, f"limit.{limit.name}", own, limit.range)
    for number, (limit, sign, edge) in enumerate(soft_edges(policy)):
        own = factors(household, policy, limit)
        line = at.on_change(sign * own)
        line[at.breaches.start + number] = -1.0
        now = float(own @ household.weights)
        yield Row(f"limit.{limit.name}", line, sign * (edge - now))


def _band_rows(brief: Brief, at: Unknowns) -> Iterator[Row]:
    """Keep small caps within a band of equity: small - edge * equity, linear for equity > 0."""
    household, band = brief.household, brief.policy.limits.small_cap
    equity = household.members(AssetClass.EQUITY)
    if not (equity @ household.exposure).any():
        return
    in_equity = float(equity @ brief.neutral.weights)
    for edge, sign in ((band.lower, -1.0), (band.upper, 1.0)):
        if edge is None:
            continue
        line = sign * (household.small_shares - edge) * equity @ household.exposure
        bound = -float(line @ household.weights)
        yield Row("small_cap", at.on_change(line), bound, per_unit=in_equity)


def _split_rows(brief: Brief, at: Unknowns, spent: Array) -> Iterator[Row]:
    """Hold each asset class to the neutral mix, within the tolerance."""
    household, tolerance = brief.household, brief.policy.limits.split_tolerance
    for kind, centre in class_weights_of_mix(household, brief.neutral).items():
        per_weight = household.members(kind) @ household.exposure
        is_cash = kind is AssetClass.CASH
        per_weight = per_weight + household.financing * is_cash
        if not per_weight.any() and not is_cash:
            continue
        line = at.on_change(per_weight) - spent * is_cash
        now = float(per_weight @ household.weights) + float(household.cash.sum()) * is_cash
        yield Row(f"split_{kind}", line, centre + tolerance - now)
        yield Row(f"split_{kind}", -line, now - centre + tolerance)


def _fund_rows(household: Household, at: Unknowns, most: float) -> Iterator[Row]:
    """Bound each fund's weight over all accounts."""
    for symbol in sorted({position.fund.symbol for position in household.positions}):
        line = np.array([float(p.fund.symbol == symbol) for p in household.positions])
        yield Row("fund_weight", at.on_change(line), most - float(line @ household.weights))


def norms_of(brief: Brief, held: Array) -> Iterator[Norm]:
    """Write the limits on volatility and tracking error."""
    root = np.asarray(np.linalg.cholesky(brief.risk).T, dtype=np.float64)
    exposure = brief.household.exposure
    limits = brief.policy.limits
    for name, limit, centre in (
        ("volatility", limits.volatility, np.zeros_like(held)),
        ("tracking_error", limits.tracking_error, brief.neutral.weights),
    ):
        if limit and limit.upper is not None:
            yield Norm(name, root, exposure, root @ (held - centre), limit.upper)


def tails_of(brief: Brief) -> Iterator[Tail]:
    """Write the limit on conditional value at risk."""
    limit, household = brief.policy.limits.cvar, brief.household
    if limit is None or brief.outcomes is None:
        return
    losses = -brief.outcomes @ household.exposure
    yield Tail("cvar", losses, losses @ household.weights, limit.upper, TAIL_PART)
