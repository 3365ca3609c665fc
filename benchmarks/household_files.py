"""
Files of made-up households, as a user would have them: accounts, funds, lots, from a seed.

Every account holds as many funds, every fund as many lots. The household stands near the default
neutral mix, from which every fund has drifted by some percent. Prices are those of the snapshot.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from allocator import bundled
from allocator.market import load_snapshot
from allocator.model.assets import AssetClass
from allocator.model.policy import Neutral

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.assets import Index

HEADER = "account,account_type,symbol,shares,price,cost_basis,acquired,index"
TYPES = ("taxable", "roth", "traditional", "hsa")
POLICY = "[tax]\nshort_term = 0.32\nlong_term = 0.15\n"
DRIFT = 0.05
"""Standard deviation of the log of what each fund has drifted by."""

CASH = Decimal("0.01")
"""Cash of each account, as a part of its funds."""

FAMILY = ("S&P 500", "US Aggregate Bonds")
"""Indexes in turn of a house's own funds, which the snapshot does not know and the file prices."""


@dataclass(frozen=True, slots=True)
class Size:
    """How much a household holds: accounts, funds among all, funds in each, lots of each fund."""

    accounts: int
    funds: int
    each: int
    lots: int

    @property
    def words(self) -> str:
        """The size in words."""
        lots = self.accounts * self.each * self.lots
        accounts = "1 account" if self.accounts == 1 else f"{self.accounts} accounts"
        return f"{accounts}, {self.funds} funds, {lots:,} lots"


ONE_ACCOUNT = Size(accounts=1, funds=15, each=15, lots=4)
FAMILY_OFFICE = Size(accounts=20, funds=40, each=10, lots=10)


@dataclass(frozen=True, slots=True)
class Held:
    """A fund as the file names it; `index` only where the snapshot does not know the ticker."""

    symbol: str
    price: Decimal
    equity: bool
    small: float
    index: str


def household(size: Size, seed: int) -> str:
    """
    Write the file of one household.

    Args:
        size: How much it holds.
        seed: Of every number in it.

    Returns:
        The text of a CSV file with a row for each lot and for the cash of each account.
    """
    numbers = np.random.default_rng(seed)
    inside = [_inside(size, account) for account in range(size.accounts)]
    worth = _worth(inside, numbers)
    lines = [HEADER]
    for account, (funds, values) in enumerate(zip(inside, worth, strict=True)):
        name = f"Account {account + 1:02},{TYPES[account % len(TYPES)]}"
        for fund, value in zip(funds, values, strict=True):
            lines += [f"{name},{lot}" for lot in _lots(fund, value, size.lots, numbers)]
        cash = (Decimal(sum(values)) * CASH).quantize(Decimal("0.01"))
        lines.append(f"{name},CASH,{cash},,,,")
    return "\n".join(lines) + "\n"


def _inside(size: Size, account: int) -> list[Held]:
    """Give an account its funds: a stretch of the list, beginning farther on for each."""
    funds = _funds(size.funds)
    return [funds[(account * 7 + n) % len(funds)] for n in range(size.each)]


def _worth(inside: list[list[Held]], numbers: np.random.Generator) -> list[list[float]]:
    """Draw dollars by account and fund: small caps at the neutral share, then drift."""
    small = [np.array([fund.small for fund in funds]) for funds in inside]
    large = [
        np.array([fund.equity for fund in funds]) - s
        for funds, s in zip(inside, small, strict=True)
    ]
    value = [numbers.uniform(5_000, 20_000, len(funds)) for funds in inside]
    share = Neutral().small_cap_share
    factor = share / (1 - share) * _total(large, value) / _total(small, value)
    return [
        (v * np.where(s == 1.0, factor, 1.0) * np.exp(numbers.normal(0.0, DRIFT, len(v)))).tolist()
        for s, v in zip(small, value, strict=True)
    ]


def _total(parts: list[Array], values: list[Array]) -> float:
    """Add up parts of values over all accounts."""
    return sum(float(part @ value) for part, value in zip(parts, values, strict=True))


def _lots(fund: Held, value: float, lots: int, numbers: np.random.Generator) -> list[str]:
    """Split a holding into lots of whole shares, with what they cost and when."""
    own = f"{fund.price}" if fund.index else ""
    lines = []
    for part in numbers.dirichlet(np.full(lots, 5.0)):
        shares = max(1, round(part * value / float(fund.price)))
        cost = shares * float(fund.price) * numbers.uniform(0.5, 1.15)
        day = today() - timedelta(days=int(numbers.integers(31, 2500)))
        lines.append(f"{fund.symbol},{shares},{own},{cost:.2f},{day},{fund.index}")
    return lines


@cache
def _funds(count: int) -> list[Held]:
    """List funds: those of the snapshot that can be bought, mixed, then a house's own."""
    snapshot = load_snapshot(bundled.SNAPSHOT)
    known = [
        Held(fund.symbol, fund.price, *_kind(snapshot.indexes[fund.index]), "")
        for fund in snapshot.funds.values()
        if fund.buyable and fund.price and fund.multiple == 1
    ]
    indexes = [FAMILY[n % len(FAMILY)] for n in range(count - len(known))]
    own = [
        Held(f"HOUSE{n}", Decimal(50 + n), *_kind(snapshot.indexes[index]), index)
        for n, index in enumerate(indexes)
    ]
    order = np.random.default_rng(0).permutation(len(known)).tolist()
    return ([known[n] for n in order] + own)[:count]


def _kind(index: Index) -> tuple[bool, float]:
    """Tell whether an index is of equity, and its small-cap share."""
    return index.asset_class is AssetClass.EQUITY, index.small_share


@cache
def today() -> date:
    """Give the day that the snapshot is of, and that proposals on these files are made for."""
    return load_snapshot(bundled.SNAPSHOT).as_of
