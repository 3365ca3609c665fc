"""Trades in whole shares."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


class Side(StrEnum):
    """Which way a trade goes."""

    BUY = "buy"
    SELL = "sell"


@dataclass(frozen=True, slots=True)
class Trade:
    """
    Shares to buy or sell, always positive, with value and cost in dollars to the cent.

    Cash changes by `value - cost` for a sale and by `-(value + cost)` for a purchase.
    """

    account: str
    symbol: str
    side: Side
    shares: Decimal
    price: Decimal
    value: Decimal
    cost: Decimal

    @property
    def cash_change(self) -> Decimal:
        """What the trade does to the account's cash, in dollars."""
        signed = self.value if self.side is Side.SELL else -self.value
        return signed - self.cost
