"""
Whole shares of small households against every combination of shares there is.

The second spelling is written from the definitions: combinations in order of what they cost, each
judged by the readings of the limits, until one keeps them all.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from itertools import product
from math import ceil, prod

import numpy as np
import pytest
from scipy.optimize import linprog

from allocator.errors import NoWholeShareAnswerError
from allocator.model.limits import measure, worst_violation
from allocator.model.policy import Limits, Policy, Range, Trading
from allocator.model.portfolio import Account, AccountType, Lock, Lot
from allocator.model.standing import Standing
from allocator.model.tax import TaxRules
from allocator.optimize.conic import solve_directly
from allocator.optimize.solve import optimise
from allocator.trades.lattice import ROOM, WORTH_A_LOOK
from allocator.trades.share_program import CENTS, DISTANCE, TOLL
from allocator.trades.whole_shares import NARROW_GAP, round_to_shares
from tests.households import assigned
from tests.situations import AS_OF, FUNDS, holding, portfolio

STEPS = (Decimal(1), Decimal("0.5"))
WITHOUT = frozenset({1, 3, 9, 11, 20, 21})
"""Draws that no portfolio within the limits answers, or with more than 30,000 combinations."""

RECENT = (112, 173, 207, 221, 252, 264, 270, 285, 334, 346, 364, 389, 397, 413)
"""Draws where a target, or its whole shares, sell what is recent to take a loss that waits."""


@dataclass(frozen=True, eq=False)
class Search:
    """Every combination for one brief and target."""

    brief: object
    solution: object

    @property
    def value(self):
        return float(self.brief.household.value)

    @cached_property
    def price(self):
        """What a dollar off target is charged: no less than what the best loss brings."""
        household, piece = self.brief.household, self.solution.course.piece
        brings = [DISTANCE]
        for p, position in enumerate(household.positions):
            for lot in position.all_lots:
                if lot.kept or not position.may_sell:
                    continue
                short, long = self._gains(position, lot)
                tax = 0.0
                if self.brief.netting and piece:
                    later = self.brief.netting.put_off
                    tax = short * (piece.short - later) + long * (piece.long - later)
                brings.append(-tax / float(position.price) - self.brief.costs.sell[p])
        return float(max(brings))

    def moves(self):
        """For each position the changes of shares in the target's direction."""
        household = self.brief.household
        dollars = (self.solution.weights - household.weights) * self.value
        found = []
        for p, want in zip(household.positions, dollars, strict=True):
            twins = [each.fund.index == p.fund.index for each in household.positions]
            bought, sold = dollars[twins].clip(min=0).sum(), -dollars[twins].clip(max=0).sum()
            found.append(self._of(p, want, bought, sold))
        return found

    @staticmethod
    def _of(position, want, bought, sold):
        price, step = float(position.price), position.step
        if want > WORTH_A_LOOK and position.may_buy:
            most = ceil((ceil(bought / price) + ROOM) / float(step))
            return [step * n for n in range(most + 1)]
        if want >= -WORTH_A_LOOK or not position.may_sell:
            return [Decimal(0)]
        free = sum((lot.shares for lot in position.all_lots if not lot.kept), Decimal(0))
        most = min(free, Decimal(ceil(sold / price) + ROOM))
        found = [-step * n for n in range(int(most / step) + 1)]
        whole = int(position.shares / step) * step
        if free == position.shares and position.shares != whole and most >= whole:
            found.append(-position.shares)
        return found

    def cost(self, changes):
        """What a combination costs in dollars; None where a rule of trading or tax forbids it."""
        household, trading = self.brief.household, self.brief.policy.trading
        traded = [p for p, change in enumerate(changes) if change]
        if not self._is_allowed(changes, traded):
            return None
        tax = self._tax(changes, traded)
        if tax is None:
            return None
        move = np.array(
            [float(c * p.price) for c, p in zip(changes, household.positions, strict=True)]
        )
        want = (self.solution.weights - household.weights) * self.value
        kinds = household.exposure
        if household.day.rates.any and 0 < household.taxed.sum() < len(household.taxed):
            kinds = np.vstack([kinds * household.taxed, kinds * (1 - household.taxed)])
        paid = self.brief.costs.buy @ move.clip(min=0) + self.brief.costs.sell @ -move.clip(max=0)
        if self.brief.netting is None:
            paid += TOLL * household.taxed @ -move.clip(max=0)
        inside = household.account_matrix @ household.weights + household.cash
        tolls = self.price * self.value * inside * trading.min_improvement
        tolls = tolls + float(trading.commission)
        toll = sum(tolls[household.positions[p].account] for p in traded)
        distance = self.price * float(np.abs(kinds @ (move - want)).sum())
        return distance + float(paid) + tax + toll

    def _is_allowed(self, changes, traded):
        household, policy = self.brief.household, self.brief.policy
        if policy.limits.trades is not None and len(traded) > policy.limits.trades:
            return False
        sides = defaultdict(set)
        for p in traded:
            position, change = household.positions[p], changes[p]
            if abs(change) * position.price < policy.trading.min_trade:
                return False
            left = (position.shares + change) * position.price
            if 0 < left < policy.limits.min_position:
                return False
            sides[position.account, position.fund.index].add(change > 0)
        twins_may_be_swapped = policy.limits.fund_weight is not None
        return twins_may_be_swapped or all(len(found) == 1 for found in sides.values())

    def _tax(self, changes, traded):
        """Take the least tax over which kin have all that is recent sold."""
        positions = self.brief.household.positions
        recent = sorted({p.kin for p in positions if any(lot.recent for lot in p.all_lots)})
        ways = [
            self._tax_in(changes, traded, dict(zip(recent, way, strict=True)))
            for way in product((False, True), repeat=len(recent))
        ]
        return min((tax for tax in ways if tax is not None), default=None)

    def _tax_in(self, changes, traded, cleared):
        """Sell out of the lots that are charged least, none at a loss that does not count."""
        household = self.brief.household
        kin = {household.positions[p].kin for p in traded if changes[p] > 0}
        found = []
        for p, position in enumerate(household.positions):
            for lot in position.all_lots:
                is_first = lot.recent and cleared.get(position.kin, False)
                waits = lot.waits and not cleared.get(position.kin, True)
                if lot.is_at_a_loss(position.proceeds) and (waits or position.kin in kin):
                    if is_first:
                        return None
                    continue
                if not lot.kept:
                    least = lot.shares if is_first else Decimal(0)
                    found.append((p, float(least), float(lot.shares), *self._gains(position, lot)))
        sold = [float(max(-change, Decimal(0))) for change in changes]
        return self._least_charge(found, sold)

    @staticmethod
    def _gains(position, lot):
        """The short-term and the long-term gain on a share."""
        if lot.term is None or lot.cost_per_share is None:
            return 0.0, 0.0
        gain = float(position.price - lot.cost_per_share)
        return (gain, 0.0) if lot.term == "short" else (0.0, gain)

    def _least_charge(self, lots, sold):
        """
        A linear program over shares of lots: tax at the rates of the case, and the highest rate on
        what lies beyond its edges; None where lots do not make up what is sold.
        """
        netting, piece = self.brief.netting, self.solution.course.piece
        if not any(sold):
            return 0.0
        p, least, most, short, long = map(np.array, zip(*lots, strict=True)) if lots else [()] * 5
        own = [np.array(p) == number for number in range(len(sold))]
        edges = piece.lines if piece else ()
        rates = self.brief.household.day.rates
        highest = max(rates.short_term, rates.long_term, rates.interest)
        tax = np.zeros(len(p))
        if netting and piece:
            tax = short * (piece.short - netting.put_off) + long * (piece.long - netting.put_off)
        in_order = self._in_order(p, least, most, tax, sold)
        if in_order is None:
            return None
        S, L = (float(in_order @ each) / self.value for each in (short, long))
        if netting is None or all(
            a * (S + netting.short) + b * (L + netting.long) <= c + 1e-12 for a, b, c in edges
        ):
            return float(tax @ in_order)
        bounds = [*zip(least, most, strict=True), *[(0.0, None)] * len(edges)]
        beyond = -np.eye(len(edges))
        lines = [
            np.append(a * short + b * long, e) for (a, b, _), e in zip(edges, beyond, strict=True)
        ]
        room = [(c - a * netting.short - b * netting.long) * self.value for a, b, c in edges]
        found = linprog(
            np.append(tax, np.full(len(edges), highest)),
            A_ub=np.array(lines) if lines else None,
            b_ub=room or None,
            A_eq=np.array([np.append(each, np.zeros(len(edges))) for each in own], dtype=float),
            b_eq=sold,
            bounds=bounds,
        )
        return float(found.fun) if found.success else None

    @staticmethod
    def _in_order(p, least, most, tax, sold):
        """Shares out of lots by tax a share, which is best as long as no edge is passed."""
        shares = np.array(least, dtype=float)
        for number, count in enumerate(sold):
            own = np.flatnonzero(np.array(p) == number)
            left = count - shares[own].sum()
            if left < -1e-9:
                return None
            for lot in own[np.argsort(np.array(tax)[own], kind="stable")]:
                more = min(left, most[lot] - shares[lot])
                shares[lot] += more
                left -= more
            if left > 1e-9:
                return None
        return shares

    def keeps_the_limits(self, changes):
        """Judged by the readings, what rounding and commissions can take kept back."""
        household = self.brief.household
        prices = [float(p.price) for p in household.positions]
        move = np.array([float(c) for c in changes]) * prices / self.value
        spent = (
            move
            + self.brief.costs.buy * move.clip(min=0)
            - self.brief.costs.sell * move.clip(max=0)
        )
        each = (CENTS + float(self.brief.policy.trading.commission)) / self.value
        spent = spent + each * (move != 0)
        weights = np.maximum(household.weights + move, 0.0)
        cash = household.cash - household.account_matrix @ spent
        return worst_violation(measure(self.brief, Standing(weights, cash))) <= 1e-9

    def count(self):
        """How many combinations there are."""
        return prod(len(each) for each in self.moves())

    def best(self):
        """The cheapest combination that keeps the limits; None if none does."""
        ranges = self.moves()
        costed = [(cost, c) for c in product(*ranges) if (cost := self.cost(c)) is not None]
        costed.sort(key=lambda pair: pair[0])
        return next((pair for pair in costed if self.keeps_the_limits(pair[1])), None)


def lot(rng, symbol, shares, days):
    price = Decimal(FUNDS[symbol][1])
    cost = (price * shares * Decimal(str(round(rng.uniform(0.7, 1.3), 3)))).quantize(
        Decimal("0.01")
    )
    return Lot(shares, cost, AS_OF - timedelta(days=int(rng.integers(*days))))


def small_household(seed, days=(60, 800)):
    """One or two accounts with two or three funds, a dozen shares of each, lots so many days old."""
    rng = np.random.default_rng(seed)
    names = ["a", "b"][: 1 + (seed % 2)]
    accounts, inside = [], []
    for name in names:
        kind = AccountType.TAXABLE if rng.random() < 0.6 else AccountType.ROTH
        accounts.append(Account(name, kind, Decimal(int(rng.integers(10_000, 100_000))) / 100))
        funds = rng.choice(["SPY", "IWM", "QQQ", "IVV"], 3 - (len(names) > 1), replace=False)
        for symbol in map(str, funds):
            shares = [Decimal(int(rng.integers(1, 8 // len(names)))) for _ in range(2)]
            shares[0] += Decimal("0.25") * int(rng.integers(2))
            lots = tuple(lot(rng, symbol, count, days) for count in shares)
            lock = Lock.NO_SELL if rng.random() < 0.1 else Lock.NONE
            inside.append(replace(holding(symbol, 1, name, lock=lock), lots=lots))
    tax = TaxRules(
        short_term=0.35, long_term=0.15, realised_short=Decimal(int(rng.integers(0, 3000)))
    )
    policy = Policy(
        limits=Limits(
            small_cap=Range(0.05, round(rng.uniform(0.2, 0.6), 2)),
            split_tolerance=0.15,
            tracking_error=Range(upper=0.05) if rng.random() < 0.4 else None,
            turnover=Range(upper=0.3) if rng.random() < 0.3 else None,
            fund_weight=Range(upper=0.8) if rng.random() < 0.3 else None,
            trades=int(rng.integers(1, 4)) if rng.random() < 0.3 else None,
            min_position=Decimal(int(rng.choice([0, 0, 600]))),
        ),
        trading=Trading(
            cost_bps=round(rng.uniform(0, 20), 1),
            min_trade=Decimal(int(rng.choice([0, 250]))),
            min_improvement=float(rng.choice([0.0, 0.003])),
            commission=Decimal(int(rng.choice([0, 1]))),
            buy_only=bool(rng.random() < 0.15),
        ),
        tax=tax if rng.random() < 0.6 else TaxRules(),
    )
    made = assigned(portfolio({}, "0", *inside, accounts=tuple(accounts)), policy).brief
    step = STEPS[int(rng.random() < 0.3)]
    positions = tuple(replace(p, step=step) for p in made.household.positions)
    return replace(made, household=replace(made.household, positions=positions))


def assert_nothing_is_better(given):
    """Neither in cost nor, where no combination is allowed, in being an answer at all."""
    search = Search(given, optimise(given, solve_directly))
    best = search.best()
    try:
        found = round_to_shares(given, search.solution)
    except NoWholeShareAnswerError:
        assert best is None
        return frozenset()
    assert search.keeps_the_limits(found.changes)
    if best is not None:  # otherwise it may be against the target's direction
        cost = search.cost(found.changes)
        assert cost is not None, "breaks a rule"
        assert best[0] - 1e-6 <= cost <= best[0] + NARROW_GAP * search.value + 1e-6
    return found.cleared


@pytest.mark.parametrize("seed", sorted(set(range(32)) - WITHOUT))
def test_no_combination_of_shares_is_better_than_the_one_proposed(seed):
    assert_nothing_is_better(small_household(seed))


@pytest.mark.parametrize("seed", RECENT)
def test_nor_is_any_where_losses_wait_for_what_was_bought_lately_to_be_sold(seed):
    given = small_household(seed, (1, 60))
    target = optimise(given, solve_directly)
    assert assert_nothing_is_better(given) | target.course.cleared
