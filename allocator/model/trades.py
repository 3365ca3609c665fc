"""Trades in whole shares."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from allocator.model.money import CENT

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from allocator.model.tax import Term


class Side(StrEnum):
    """Which way a trade goes."""

    BUY = "buy"
    SELL = "sell"


@dataclass(frozen=True, slots=True)
class LotSale:
    """
    Shares sold out of one lot; the lots to name to the broker by settlement.

    `cost_basis` is what was paid for these shares, `gain` the proceeds after costs less that, in
    dollars to the cent; both None where the basis is not known. `term` is None where the gain is
    not taxed or the date of purchase is not known.
    """

    shares: Decimal
    acquired: date | None
    cost_basis: Decimal | None
    gain: Decimal | None
    term: Term | None

    @property
    def is_at_a_loss(self) -> bool:
        """Whether it is sold at a loss; a cent can be what rounding made of no loss at all."""
        return self.gain is not None and self.gain < -CENT


@dataclass(frozen=True, slots=True)
class Trade:
    """
    Shares to buy or sell, always positive, with value and cost in dollars to the cent.

    Cash changes by `value - cost` for a sale and by `-(value + cost)` for a purchase. `lots` are
    what a sale takes the shares from.
    """

    account: str
    symbol: str
    side: Side
    shares: Decimal
    price: Decimal
    value: Decimal
    cost: Decimal
    lots: tuple[LotSale, ...] = ()

    @property
    def cash_change(self) -> Decimal:
        """What the trade does to the account's cash, in dollars."""
        signed = self.value if self.side is Side.SELL else -self.value
        return signed - self.cost
