"""The portfolio valued on one day, with what it may buy, aligned as arrays."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from allocator.model.arrays import frozen
from allocator.model.assets import AssetClass
from allocator.model.lots import TaxLot
from allocator.model.tax import Term
from allocator.model.trading_day import TradingDay

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from allocator.model.arrays import Array
    from allocator.model.assets import Fund, Index, PriceBasis
    from allocator.model.portfolio import Account
    from allocator.model.snapshot import SectorMix

WHOLE = Decimal(1)
"""The least step of shares that most brokers trade in."""


@dataclass(frozen=True, slots=True)
class Position:
    """
    One fund in one account: shares held (perhaps none), its price, and what may be done.

    `account` is the place of the account in `Household.accounts`. `lots` are what the shares were
    bought in; none named means one lot of unknown history. `step` is the least part of a share
    that can be traded; `kin` names the funds that count as substantially identical to this one.
    `sale_costs` are the most dollars a share that a sale costs: a lot bought for little less than
    the price is sold at a loss after them.
    """

    account: int
    fund: Fund
    shares: Decimal
    price: Decimal
    price_basis: PriceBasis
    may_buy: bool
    may_sell: bool
    lots: tuple[TaxLot, ...] = ()
    step: Decimal = WHOLE
    kin: str = ""
    sale_costs: Decimal = Decimal(0)

    @property
    def proceeds(self) -> Decimal:
        """What a share brings at least, in dollars."""
        return self.price - self.sale_costs

    @property
    def all_lots(self) -> tuple[TaxLot, ...]:
        """The lots held, at least one if any share is held."""
        if self.lots or not self.shares:
            return self.lots
        return (TaxLot(self.shares, None, None, None),)

    @property
    def value(self) -> Decimal:
        """Shares held times price, in dollars, not rounded: weights need every digit."""
        return self.shares * self.price


@dataclass(frozen=True, eq=False)
class Household:
    """
    A accounts, P positions and J indexes, lined up.

    Their order depends neither on names of accounts nor on the order of rows, so that neither can
    change an answer.

    Attributes:
        accounts: The A accounts with their cash.
        positions: The P positions.
        indexes: The J indexes that positions or views are about, by name.
        value: Everything, cash included, in dollars; weights are fractions of it.
        weights: Weights held, shape (P,).
        cash: Cash weights by account, shape (A,).
        exposure: Index exposure per dollar of each position, shape (J, P).
        day: The day of trading, with the fees and tax rates in force on it.
        sectors: The make-up of indexes by sector, where it is known.
        flow: Money put in before the trades, or to be taken out after them, as a fraction of the
            value; it is in `cash` already.
        cash_yield: What cash is taken to earn a year, as a fraction.
    """

    accounts: tuple[Account, ...]
    positions: tuple[Position, ...]
    indexes: tuple[Index, ...]
    value: Decimal
    weights: Array
    cash: Array
    exposure: Array
    day: TradingDay = field(default=TradingDay(date.min))
    sectors: tuple[SectorMix, ...] = ()
    flow: float = 0.0
    cash_yield: float = 0.0

    def __post_init__(self) -> None:
        """Copy, check and freeze the arrays."""
        A, P, J = len(self.accounts), len(self.positions), len(self.indexes)
        object.__setattr__(self, "weights", frozen(self.weights, P))
        object.__setattr__(self, "cash", frozen(self.cash, A))
        object.__setattr__(self, "exposure", frozen(self.exposure, J, P))

    @property
    def index_names(self) -> tuple[str, ...]:
        """The names of the J indexes."""
        return tuple(index.name for index in self.indexes)

    @property
    def held_names(self) -> tuple[str, ...]:
        """The names of those indexes that something is held of."""
        held = self.exposure @ self.weights
        return tuple(name for name, x in zip(self.index_names, held, strict=True) if x)

    @property
    def small_shares(self) -> Array:
        """The look-through small-cap share of each index, shape (J,)."""
        return np.array([index.small_share for index in self.indexes])

    @property
    def index_fees(self) -> Array:
        """The lowest expense ratio among unleveraged positions on each index, shape (J,)."""
        lowest: dict[str, float] = {}
        for fund in (position.fund for position in self.positions if position.fund.multiple == 1):
            fee = fund.expense_ratio
            lowest[fund.index] = min(fee, lowest.get(fund.index, fee))
        return np.array([lowest.get(index.name, 0.0) for index in self.indexes])

    @property
    def financing(self) -> Array:
        """
        Cash that a dollar of each position stands for, shape (P,).

        A fund at three times its index owns three dollars of it and owes two.
        """
        return np.array([1.0 - position.fund.multiple for position in self.positions])

    @property
    def account_matrix(self) -> Array:
        """One in row a where position p lies in account a, shape (A, P)."""
        matrix = np.zeros((len(self.accounts), len(self.positions)))
        for column, position in enumerate(self.positions):
            matrix[position.account, column] = 1.0
        return matrix

    @property
    def taxed(self) -> Array:
        """One for each position whose sales and income are taxed now, shape (P,)."""
        types = [self.accounts[position.account].type for position in self.positions]
        return np.array([float(not each.is_sheltered) for each in types])

    @cached_property
    def book(self) -> LotBook:
        """Every lot of every position, in order."""
        return LotBook.of(self)

    def members(self, asset_class: AssetClass) -> Array:
        """One for each index of an asset class, shape (J,)."""
        return self._members[asset_class]

    @cached_property
    def _members(self) -> dict[AssetClass, Array]:
        """Those of every asset class: limits ask for them over and over."""
        classes = [index.asset_class for index in self.indexes]
        return {
            kind: frozen([float(each is kind) for each in classes], len(classes))
            for kind in AssetClass
        }


@dataclass(frozen=True, slots=True, eq=False)
class LotBook:
    """
    The L lots of a household, lined up; lots that count alike, since nothing is taxed, are one.

    Attributes:
        positions: The position of each lot, shape (L,).
        lots: The lots.
        weights: What each is worth, as a fraction of the household, shape (L,).
        gains: What a dollar sold out of each realises, shape (L,); zero where nothing is taxed or
            the cost is not known.
        at_a_loss: One where a sale may realise a loss, its costs counted, shape (L,).
        short: One where a gain is short-term, shape (L,).
        may_sell: One where it may be sold, shape (L,).
        waits: One where a loss counts only if what is recent of its kin is sold whole, shape (L,).
        recent: One where it is such a recent lot, shape (L,).
    """

    positions: NDArray[np.intp]
    lots: tuple[TaxLot, ...]
    weights: Array
    gains: Array
    at_a_loss: Array
    short: Array
    may_sell: Array
    waits: Array
    recent: Array

    @classmethod
    def of(cls, household: Household) -> LotBook:
        """Collect the lots of a household."""
        held = [(p, lot) for p, each in enumerate(household.positions) for lot in _merged(each)]
        positions = household.positions
        worth = [float(lot.shares * positions[p].price / household.value) for p, lot in held]
        open_ = [positions[p].may_sell and not lot.kept for p, lot in held]
        return cls(
            positions=np.array([p for p, _ in held], dtype=np.intp),
            lots=tuple(lot for _, lot in held),
            weights=frozen(worth, len(held)),
            gains=frozen([_gain(positions[p].price, lot) for p, lot in held], len(held)),
            at_a_loss=frozen(
                [float(lot.is_at_a_loss(positions[p].proceeds)) for p, lot in held], len(held)
            ),
            short=frozen([float(lot.term is Term.SHORT) for _, lot in held], len(held)),
            may_sell=frozen([float(each) for each in open_], len(held)),
            waits=frozen([float(bool(lot.waits)) for _, lot in held], len(held)),
            recent=frozen([float(lot.recent) for _, lot in held], len(held)),
        )

    def of_kin(self, household: Household, kin: Collection[str]) -> NDArray[np.bool_]:
        """Mark the lots of some kin, shape (L,)."""
        own = [household.positions[p].kin in kin for p in self.positions]
        return np.array(own, dtype=bool)


def _merged(position: Position) -> list[TaxLot]:
    """Put the lots together on which nothing is taxed and that may, or may not, be sold alike."""
    found: list[TaxLot] = []
    alike: dict[tuple[str, bool], int] = {}
    for lot in position.all_lots:
        kind = lot.kept, lot.recent
        place = alike.get(kind) if lot.term is None else None
        if place is not None:
            found[place] = replace(found[place], shares=found[place].shares + lot.shares)
            continue
        if lot.term is None:
            alike[kind] = len(found)
        merged = TaxLot(lot.shares, None, None, None, lot.kept, recent=lot.recent)
        found.append(merged if lot.term is None else lot)
    return found


def _gain(price: Decimal, lot: TaxLot) -> float:
    """Work out what a dollar sold out of a lot realises."""
    if lot.term is None or lot.cost_per_share is None:
        return 0.0
    return float(1 - lot.cost_per_share / price)


@dataclass(frozen=True, slots=True, eq=False)
class Mix:
    """A portfolio seen through to indexes: weights, shape (J,), and cash, summing to one."""

    weights: Array
    cash: float

    def __post_init__(self) -> None:
        """Copy, check and freeze the weights."""
        object.__setattr__(self, "weights", frozen(self.weights, len(self.weights)))
