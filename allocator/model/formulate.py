"""From a brief to a program: the objective, and what carrying an answer out leads to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.model.course import OPEN
from allocator.model.limit_rows import case_rows, norms_of, rows_of, tails_of
from allocator.model.linear_limits import soft_price
from allocator.model.program import Impact, Program
from allocator.model.standing import Standing
from allocator.model.unknowns import most_of, soft_edges, unknowns_of

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.course import Course
    from allocator.model.unknowns import Unknowns


def formulate(brief: Brief, course: Course = OPEN) -> Program:
    """
    Spell a brief as a program: the negative of `model.brief.utility`, up to a constant.

    Args:
        brief: The household, policy, neutral mix, risk and outlook.
        course: The case of the law that is looked at.

    Returns:
        The program; its minimiser is the continuous target of that case.
    """
    return in_case(brief, formulate_open(brief), course)


def formulate_open(brief: Brief) -> Program:
    """
    Spell what all cases of the law share: no gain taxed, nothing barred.

    Args:
        brief: The household, policy, neutral mix, risk and outlook.

    Returns:
        The program that `in_case` makes that of each case of.
    """
    household, objective, at = brief.household, brief.policy.objective, unknowns_of(brief)
    held = household.exposure @ household.weights
    active = objective.active_risk_aversion * brief.risk
    curvature = objective.risk_aversion / 2 * brief.outlook.covariance + active
    slope = 2 * (curvature @ held - active @ brief.neutral.weights) - brief.outlook.mean
    root = np.linalg.cholesky(curvature).T.astype(np.float64)
    return Program(
        unknowns=at,
        root=root,
        exposure=household.exposure,
        cost=at.on_change(slope @ household.exposure) + charges(brief, OPEN, at),
        most=most_of(brief, OPEN, at),
        rows=tuple(rows_of(brief, at)),
        norms=tuple(norms_of(brief, held)),
        tails=tuple(tails_of(brief)),
        impact=impact_of(brief, at),
    )


def in_case(brief: Brief, program: Program, course: Course) -> Program:
    """
    Spell one case of the law out of what all share.

    Args:
        brief: The assignment.
        program: What all cases share, as `formulate_open` gives it; that of no case yet.
        course: The case.

    Returns:
        The program with the case's taxes, bars and edges.
    """
    at = program.unknowns
    return replace(
        program,
        cost=program.cost + at.by_lot(_tax_by_lot(brief, course)),
        most=most_of(brief, course, at),
        rows=(*program.rows, *case_rows(brief, course, at)),
    )


def charges(brief: Brief, course: Course, at: Unknowns) -> Array:
    """Charge each unknown what does not depend on the outlook, shape (n,)."""
    yearly = at.on_change(brief.fees + brief.location)
    return yearly + paid_once(brief, course, at)


def paid_once(brief: Brief, course: Course, at: Unknowns) -> Array:
    """Charge trading by purchase and sale, tax on gains by lot, breaches at their price."""
    trading = at.on(brief.costs.buy, brief.costs.sell)
    line = trading + at.by_lot(_tax_by_lot(brief, course))
    line[at.breaches] = [soft_price(limit) or 0.0 for limit, _, _ in soft_edges(brief.policy)]
    return line


def _tax_by_lot(brief: Brief, course: Course) -> Array:
    """Tax a dollar sold out of each lot, shape (L,), at the rates of the case."""
    book, netting = brief.household.book, brief.netting
    if netting is None or course.piece is None:
        return np.zeros(len(book.lots))
    rates = np.where(book.short > 0, course.piece.short, course.piece.long)
    tax: Array = book.gains * (rates - netting.put_off)
    return tax


def impact_of(brief: Brief, at: Unknowns) -> Impact:
    """State the impact of purchases and of sales, of each price that is moved."""
    groups, coefficient = brief.costs.groups, brief.costs.impact
    none = np.zeros_like(groups)
    return Impact(
        lines=np.vstack([at.on(groups, none), at.on(none, groups)]),
        coefficient=np.concatenate([coefficient, coefficient]),
    )


def carry_out(brief: Brief, z: Array) -> Standing:
    """
    Carry out z of shape (n,): where it leads, and what is realised and paid on the way.

    Impact is a cost of the decision; no account is charged for it, since prices are as stated. What
    is both sold and bought, to realise a gain, costs more than its change of weights says.
    """
    at, book, household = unknowns_of(brief), brief.household.book, brief.household
    bought, sold = at.bought(z), at.sold(z)
    spent = bought - sold + brief.costs.buy * bought + brief.costs.sell * sold
    realised = book.gains * z[at.sales]
    short = float(realised @ book.short)
    long = float(realised.sum()) - short
    paid = float(brief.costs.buy @ bought + brief.costs.sell @ sold) + impact_of(brief, at).cost(z)
    return Standing(
        weights=np.maximum(household.weights + bought - sold, 0.0),
        cash=household.cash - household.account_matrix @ spent,
        gains=short + long,
        tax=brief.netting.counted(short, long) if brief.netting else 0.0,
        commissions=paid - brief.costs.of(bought - sold),
    )
