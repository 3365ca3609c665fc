"""
Whole shares as an integer program: what they are charged for, and what they must keep to.

It is given the rows of the program that the optimiser solved, and rules that only shares can meet
(`lattice_rules`). Everything is in dollars, which keeps HiGHS's absolute tolerances far below a
cent.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from allocator.model.formulate import paid_once
from allocator.trades.integer_program import IntegerProgram
from allocator.trades.lattice import BUYS, SELLS
from allocator.trades.lattice_rules import rules_of

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.program import Norm, Program, Tail
    from allocator.model.solution import Solution
    from allocator.trades.lattice import Lattice

CASH_LIMITS = frozenset({"account_cash", "cash_reserve", "split_cash"})
"""Limits that commissions, and the rounding of costs to the cent, could break."""

CENTS = 0.03
"""Dollars that rounding can add to a trade's cost: half the spread, and two fees rounded up."""

EDGES = "netting"
"""Rows that tell where a tax is linear: whole shares may lie beyond, at the highest rate."""

OWN = frozenset({EDGES, "wash_sales"})
"""Rows of a case, of which whole shares have a spelling of their own."""

DISTANCE = 0.02
"""
The least that a dollar off target is charged, as a part of it: more than a dollar of one index is
expected to bring over another in a year. Taxes and costs above it are not paid for being nearer.
"""

TOLL = 1e-4
"""What decides between sales that are otherwise alike, as a fraction of their value."""


@dataclass(frozen=True, eq=False)
class ShareProgram:
    """
    A target to be met in whole shares, by the moves of a lattice.

    The unknowns are the lattice's y of shape (n,), then one distance for each index in each kind of
    account, then how far the year's gains lie beyond each edge of the target's case of the tax.
    """

    brief: Brief
    program: Program
    lattice: Lattice
    solution: Solution

    @property
    def value(self) -> float:
        """The household's value in dollars."""
        return float(self.brief.household.value)

    def rows(self) -> tuple[Array, Array]:
        """
        Carry the program's rows over, as lines @ y <= bounds in fractions, shapes (m, n) and (m,).

        Commissions are paid by the trade, and costs are rounded to the cent for each: so much is
        kept back from the cash that the trade touches.
        """
        by_trade = (CENTS + float(self.brief.policy.trading.commission)) / self.value
        rows = [row for row in self.program.rows if row.limit not in OWN]
        lines = [
            row.normal @ self.lattice.into
            + by_trade * self._touching(row.normal) * (row.limit in CASH_LIMITS)
            for row in rows
        ]
        return np.array(lines), np.array([row.bound for row in rows])

    def tangents(self, y: Array) -> list[tuple[Array, float]]:
        """Cut off a y that breaks a curved limit by the tangent there: valid, as it is convex."""
        t = self.program.change(self.lattice.into @ y)
        curved: list[Norm | Tail] = [*self.program.norms, *self.program.tails]
        cuts = [cut for each in curved if (cut := each.tangent(t)) is not None]
        on_change = self.program.unknowns.on_change
        return [(on_change(slope) @ self.lattice.into, bound) for slope, bound in cuts]

    def stated(self, lines: Array, bounds: Array) -> IntegerProgram:
        """State it, with rows that hold; distance and edges may be exceeded, each at its price."""
        soft, most, excess, prices = self._soft()
        rules = rules_of(self.brief, self.lattice)
        matrix = sparse.block_array(
            [
                [sparse.csr_array(self.value * lines), None],
                [sparse.csr_array(soft), -sparse.csr_array(excess)],
                [rules.lines, None],
            ],
            format="csc",
        )
        return IntegerProgram(
            cost=np.concatenate([self._charges(), prices]),
            lines=matrix,
            bounds=np.concatenate([self.value * bounds, most, rules.bounds]),
            most=np.concatenate([self.lattice.most, np.full(len(prices), np.inf)]),
            whole=self.lattice.whole,
        )

    def _soft(self) -> tuple[Array, Array, Array, Array]:
        """Write soft rows, soft @ y <= most + excess @ e, and the price of each excess e."""
        household = self.brief.household
        kinds = _exposures(self.brief)
        exposure = self.program.unknowns.on_change(kinds) @ self.lattice.into
        target = kinds @ (self.solution.weights - household.weights)
        edges = [row for row in self.program.rows if row.limit == EDGES]
        lines = [exposure, -exposure, *[(row.normal @ self.lattice.into)[None] for row in edges]]
        most = np.concatenate([target, -target, [row.bound for row in edges]])
        K = len(kinds)
        excess = np.zeros((2 * K + len(edges), K + len(edges)))
        excess[:K, :K] = excess[K : 2 * K, :K] = np.eye(K)
        excess[2 * K :, K:] = np.eye(len(edges))
        rates = household.day.rates
        highest = max(rates.short_term, rates.long_term, rates.interest)
        prices = np.concatenate([np.full(K, self.distance), np.full(len(edges), highest)])
        return self.value * np.vstack(lines), self.value * most, excess, prices

    def _charges(self) -> Array:
        """
        Price each unknown of the lattice in dollars: costs, taxes, and the toll of a trade.

        Where no tax is counted, sales outside sheltered accounts pay a hair, so that equals are
        decided: of two sales that serve alike, the sheltered one costs none.
        """
        household, at = self.brief.household, self.program.unknowns
        charged = self._paid
        if self.brief.netting is None:
            charged = charged + at.on(np.zeros(at.P), TOLL * household.taxed)
        charges: Array = self.value * (charged @ self.lattice.into)
        return charges + self.tolls

    @cached_property
    def _paid(self) -> Array:
        """What each unknown of the program pays once: costs, and taxes at the rates of the case."""
        return paid_once(self.brief, self.solution.course, self.program.unknowns)

    @cached_property
    def distance(self) -> float:
        """
        What a dollar off target is charged: at least what any loss brings that may be taken.

        Else shares would go past the target, to take more losses than it does.
        """
        brought = -self._paid[self.program.unknowns.sales] * self.brief.household.book.may_sell
        return max(DISTANCE, float(brought.max(initial=0.0)))

    @cached_property
    def tolls(self) -> Array:
        """
        What each flag is charged: its commission, and what its trade must bring the target nearer.

        That is a part of the account's value: what is worth a trade does not grow with other
        accounts. Dollars nearer are charged as distance is.
        """
        household, trading = self.brief.household, self.brief.policy.trading
        inside = household.account_matrix @ household.weights + household.cash
        worth = self.value * np.maximum(inside, 0.0)
        tolls = np.zeros(len(self.lattice.most))
        for (p, move), number in self.lattice.column.items():
            if move in {BUYS, SELLS}:
                least = trading.min_improvement * worth[household.positions[p].account]
                tolls[number] = self.distance * least + float(trading.commission)
        return tolls

    def _touching(self, normal: Array) -> Array:
        """Mark the flags of positions whose purchase or sale a row counts, shape (n,)."""
        at = self.program.unknowns
        touched = (at.bought(np.abs(normal)) + at.sold(np.abs(normal))) > 0
        marked = np.zeros(len(self.lattice.most))
        for (p, _), number in self.lattice.column.items():
            marked[number] = float(touched[p])
        return marked * self.lattice.flags


def _exposures(brief: Brief) -> Array:
    """Tell what is held against the target: index exposures, by kind of account if that counts."""
    household = brief.household
    if not household.day.rates.any or len(set(household.taxed)) == 1:
        return household.exposure
    return np.vstack([household.exposure * kind for kind in (household.taxed, 1 - household.taxed)])
