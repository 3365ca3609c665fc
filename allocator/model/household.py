"""The portfolio valued on one day, with what it may buy, aligned as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from allocator.model.arrays import frozen
from allocator.model.assets import AssetClass

if TYPE_CHECKING:
    from decimal import Decimal

    from allocator.model.arrays import Array
    from allocator.model.assets import Fund, Index, PriceBasis
    from allocator.model.portfolio import Account


@dataclass(frozen=True, slots=True)
class Position:
    """
    One fund in one account: shares held (perhaps none), its price, and what may be done.

    `account` is the place of the account in `Household.accounts`.
    """

    account: int
    fund: Fund
    shares: Decimal
    price: Decimal
    price_basis: PriceBasis
    may_buy: bool
    may_sell: bool

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
    """

    accounts: tuple[Account, ...]
    positions: tuple[Position, ...]
    indexes: tuple[Index, ...]
    value: Decimal
    weights: Array
    cash: Array
    exposure: Array

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
class Mix:
    """A portfolio seen through to indexes: weights, shape (J,), and cash, summing to one."""

    weights: Array
    cash: float

    def __post_init__(self) -> None:
        """Copy, check and freeze the weights."""
        object.__setattr__(self, "weights", frozen(self.weights, len(self.weights)))
