"""
How far limits are from being met: small programs whose limits may be broken at a price of one.

The wash-sale rule makes a matter of either or of some funds; there all its cases are tried.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cvxpy as cp
import numpy as np

from allocator.model.course import OPEN, Course
from allocator.model.formulate import formulate
from allocator.model.tax import NO_TAX
from allocator.model.unknowns import losses_barred, unknowns_of
from allocator.optimize.courses import Cases, best_course
from allocator.optimize.stated import solve_pinned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.program import Program, Row

TOUCH = 1e-6
"""A touch of turnover in the objective: of all answers with the least slack, it picks one."""

SAME = 1e-8
"""Slacks that differ by less are the same."""

A_TRIFLE = 1e-10
"""Slack that is the solver's own: a cent in a hundred million."""

MOST_CASES = 40
"""Cases of the wash-sale rule that are looked into: an explanation is no proof of optimality."""


@dataclass(frozen=True, slots=True)
class Hard:
    """
    What no policy states, as far as it holds.

    Attributes:
        accounts: The accounts, by number, that pay with their own cash only.
        sales: Whether what is barred from sale stays.
        purchases: Whether what is barred from purchase stays.
        wash_sales: Whether nothing is both sold at a loss and bought on the day, nor sold at a loss
            that waits for what was bought lately and stays.
    """

    accounts: frozenset[int]
    sales: bool = True
    purchases: bool = True
    wash_sales: bool = True

    @classmethod
    def all_of(cls, brief: Brief) -> Hard:
        """Let everything hold."""
        return cls(frozenset(range(len(brief.household.accounts))))


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """The answer that needs the least slack in all, z of shape (n,)."""

    z: Array
    slack: float


def untaxed(brief: Brief) -> Brief:
    """Leave the tax on gains aside: it has a price and forbids nothing, whatever the case."""
    household = brief.household
    day = replace(household.day, rates=NO_TAX)
    return replace(brief, household=replace(household, day=day), course=None)


def least_slack(
    brief: Brief, hard: Hard, elastic: Mapping[str, str] | None = None, floor: float = 0.0
) -> Nearest | None:
    """
    Find the answer that breaks limits by the least.

    Args:
        brief: The assignment, with the limits that count.
        hard: What else holds.
        elastic: Names of rows, norms and tails that may be broken, each with the name of what it
            shares its slack with; the slacks are added up. None: everything but the locks may be
            broken, all by the same slack.
        floor: The least slack; below zero it asks for more than the limits do.

    Returns:
        The answer, or None where what is hard cannot be met.
    """
    at, ask = untaxed(brief), _Ask(hard, elastic, floor)
    nearest = _solved(at, OPEN, ask)
    if nearest is None or not hard.wash_sales:
        return nearest
    kin = frozenset(position.kin for position in at.household.positions)
    for course in (Course(no_buys=kin, uncleared=kin), Course(no_losses=kin)):
        # No case needs less slack than all together; one side for all of them is mostly enough.
        found = _solved(at, course, ask)
        if found is not None and found.slack <= nearest.slack + SAME:
            return found
    cases = Cases(
        solve=lambda course: _solved(at, course, ask),
        value=lambda each: -each.slack,
        trades=lambda each: each.z,
    )
    best = best_course(at, cases, MOST_CASES, SAME)
    return None if best is None else best.found


def is_out_of_reach(brief: Brief, course: Course) -> bool:
    """Tell whether a case that a solver has given up on can only be met by breaking limits."""
    nearest = _solved(brief, course, _Ask(Hard.all_of(brief), None, 0.0))
    return nearest is None or nearest.slack > A_TRIFLE


@dataclass(frozen=True, slots=True, eq=False)
class _Ask:
    """What is asked: what holds, what may be broken, and the least slack."""

    hard: Hard
    elastic: Mapping[str, str] | None
    floor: float

    @property
    def slacks(self) -> list[str]:
        """The names of all slacks."""
        return list(dict.fromkeys([""] if self.elastic is None else self.elastic.values()))

    def slack_of(self, limit: str) -> str | None:
        """The name of a limit's slack; None where it may not be broken."""
        return "" if self.elastic is None else self.elastic.get(limit)


def _solved(brief: Brief, course: Course, ask: _Ask) -> Nearest | None:
    """Solve one case of the wash-sale rule."""
    program, hard = formulate(brief, course), ask.hard
    slack = {name: cp.Variable() for name in ask.slacks}

    def room(limit: str) -> cp.Expression | float:
        shared = ask.slack_of(limit)
        return 0.0 if shared is None else slack[shared]

    z = cp.Variable(len(program.cost))
    t = program.unknowns.on_change(np.eye(program.unknowns.P)) @ z
    most = _most(brief, course, program, hard)
    limits = [z >= 0, z <= most, *(each >= ask.floor for each in slack.values())]
    limits += [
        row.normal @ z <= row.bound + row.per_unit * room(row.limit)
        for row in _rows(brief, program, hard)
    ]
    limits += [
        cp.norm(norm.factor @ t + norm.offset) <= norm.bound + room(norm.limit)
        for norm in program.norms
    ]
    limits += [
        cp.cvar(tail.losses @ t + tail.offset, 1 - tail.part) <= tail.bound + room(tail.limit)
        for tail in program.tails
    ]
    total = cp.sum(cp.hstack(list(slack.values())))
    if not solve_pinned(cp.Problem(cp.Minimize(total + TOUCH * cp.sum(z)), limits)):
        return None
    nearest: Array = np.clip(np.asarray(z.value), 0.0, most)
    return Nearest(nearest, float(np.asarray(total.value)))


def _rows(brief: Brief, program: Program, hard: Hard) -> list[Row]:
    """Keep the rows that count: cash that is no less than none follows from that of accounts."""
    accounts = [row for row in program.rows if row.limit == "account_cash"]
    asked = bool(brief.policy.limits.cash_reserve.lower)
    rest = [
        row
        for row in program.rows
        if row.limit != "account_cash" and (asked or row.limit != "cash_reserve")
    ]
    return [row for number, row in enumerate(accounts) if number in hard.accounts] + rest


def _most(brief: Brief, course: Course, program: Program, hard: Hard) -> Array:
    """Open what does not hold: any purchase or sale of what is held, but for the case's bars."""
    at, most, household = unknowns_of(brief), program.most.copy(), brief.household
    if not hard.sales:
        most[at.sales] = household.book.weights * ~losses_barred(household, course)
    if not hard.purchases:
        open_ = [position.kin not in course.no_buys for position in household.positions]
        most[at.purchases] = np.array(open_, dtype=float)
    return most
