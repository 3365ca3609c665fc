"""
Small accounts for whole shares: $5,000 in cash, a target over a few funds, prices of the snapshot.

The targets are drawn from a seed. There are no costs, so that those who know none are not behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from allocator import bundled
from allocator.market import load_snapshot
from allocator.model.brief import Brief
from allocator.model.household import Household, Mix, Position
from allocator.model.outlook import Outlook
from allocator.model.policy import Limits, Policy, Range, Trading
from allocator.model.portfolio import Account, AccountType
from allocator.model.solution import Certificate, Solution
from allocator.model.standing import Standing
from allocator.trades.whole_shares import round_to_shares

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.assets import Fund

CASH = Decimal(5000)
SIZE = 8
"""Funds of an account, each on an index of its own."""

OPEN = Policy(
    limits=Limits(
        small_cap=Range(0.0, 1.0), split_tolerance=1.0, tracking_error=None, turnover=None
    ),
    trading=Trading(
        cost_bps=0.0,
        min_trade=Decimal(0),
        min_improvement=0.0,
        min_benefit_bps=0.0,
        sale_fees=False,
    ),
)
"""Nothing limits the whole shares but the cash."""


@dataclass(frozen=True, slots=True, eq=False)
class SmallAccount:
    """Cash alone, and where it shall go: funds, and their weights, shape (8,), summing to one."""

    funds: tuple[Fund, ...]
    target: Array

    @property
    def symbols(self) -> list[str]:
        """The tickers of the funds."""
        return [fund.symbol for fund in self.funds]

    @property
    def prices(self) -> list[Decimal]:
        """The prices of the funds, in dollars a share."""
        return [_price(fund) for fund in self.funds]

    def left(self, shares: tuple[int, ...]) -> Decimal:
        """Work out the cash that is left of $5,000; below zero if too much is spent."""
        return CASH - sum(n * price for n, price in zip(shares, self.prices, strict=True))

    def distance(self, shares: tuple[int, ...]) -> float:
        """Measure half the sum of absolute distances from the target, idle cash among them."""
        worth = [float(n * price / CASH) for n, price in zip(shares, self.prices, strict=True)]
        idle = abs(float(self.left(shares) / CASH))
        return (float(np.abs(np.array(worth) - self.target).sum()) + idle) / 2


def draw(seed: int) -> SmallAccount:
    """Draw funds and weights from a seed."""
    numbers = np.random.default_rng(seed)
    chosen = numbers.choice(len(_funds()), SIZE, replace=False)
    return SmallAccount(tuple(_funds()[n] for n in chosen), numbers.dirichlet(np.ones(SIZE)))


def our_shares(account: SmallAccount) -> tuple[int, ...]:
    """Round the target to whole shares as a proposal does."""
    target = Solution(
        standing=Standing(account.target, np.zeros(1)),
        objective=0.0,
        shadow_prices={},
        readings=(),
        certificate=Certificate(0.0, 0.0),
    )
    return tuple(int(n) for n in round_to_shares(_brief(account), target).changes)


@cache
def _funds() -> tuple[Fund, ...]:
    """List one fund that can be bought for each index of the bundled snapshot."""
    funds = load_snapshot(bundled.SNAPSHOT).funds.values()
    open_ = [each for each in funds if each.buyable and each.price and each.multiple == 1]
    return tuple({each.index: each for each in open_}.values())


def _brief(account: SmallAccount) -> Brief:
    """Make the assignment: cash to be spent, and no opinions; only the target counts."""
    unit = 0.04 * np.eye(SIZE)
    none = np.zeros(SIZE)
    outlook = Outlook(
        prior=none,
        mean=none,
        covariance=unit,
        uncertainty=unit,
        contributions={},
        worlds=(),
        counted=(),
    )
    return Brief(_household(account), OPEN, Mix(account.target, 0.0), unit, outlook)


def _household(account: SmallAccount) -> Household:
    """Hold $5,000 in one account and nothing else."""
    snapshot = load_snapshot(bundled.SNAPSHOT)
    return Household(
        accounts=(Account("main", AccountType.ROTH, CASH),),
        positions=tuple(
            Position(
                account=0,
                fund=fund,
                shares=Decimal(0),
                price=_price(fund),
                price_basis=fund.price_basis,
                may_buy=True,
                may_sell=True,
            )
            for fund in account.funds
        ),
        indexes=tuple(snapshot.indexes[fund.index] for fund in account.funds),
        value=CASH,
        weights=np.zeros(SIZE),
        cash=np.ones(1),
        exposure=np.eye(SIZE),
    )


def _price(fund: Fund) -> Decimal:
    """Give the price, which every fund of `_funds` has."""
    return fund.price or Decimal("NaN")
