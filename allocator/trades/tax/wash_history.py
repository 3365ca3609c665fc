"""
The lots, purchases and sales of a household that wash sales depend on.

Only what its files show is seen: purchases of a spouse, in accounts that were not given, or within
the next 30 days, reinvested dividends among them, are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from allocator.model.portfolio import AccountType
from allocator.model.trades import Side
from allocator.trades.tax.wash_sales import WINDOW_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    from allocator.model.identical import IdenticalFunds
    from allocator.model.portfolio import Transaction

    Key = tuple[str, str, date | None]


@dataclass(frozen=True, slots=True)
class HeldLot:
    """Shares of one fund in one account that were bought together, with the day if it is known."""

    account: str
    symbol: str
    shares: Decimal
    acquired: date | None

    @property
    def key(self) -> Key:
        """What tells a purchase from others."""
        return self.account, self.symbol, self.acquired


@dataclass(frozen=True, slots=True)
class History:
    """
    What wash sales depend on, of all accounts of the household.

    `types` are those of accounts by name; one that is not named counts as taxable.
    """

    identical: IdenticalFunds
    lots: tuple[HeldLot, ...]
    transactions: tuple[Transaction, ...]
    types: Mapping[str, AccountType]

    def is_sheltered(self, account: str) -> bool:
        """Whether losses in an account count for nothing anyway."""
        return self.types.get(account, AccountType.UNKNOWN).is_sheltered

    def kin(self, symbol: str) -> str:
        """Name the group of identical funds that a ticker is in."""
        return self.identical.name(symbol)

    def are_identical(self, one: str, other: str) -> bool:
        """Whether two tickers count as substantially identical."""
        return self.kin(one) == self.kin(other)

    def past(self, side: Side, on: date) -> Iterator[Transaction]:
        """Go through purchases or sales in the window around a day."""
        return (t for t in self.transactions if t.side is side and is_near(t.day, on))

    def purchases_since_sold(self, on: date) -> Iterator[Transaction]:
        """Go through purchases in the window of which no lot is held under their day."""
        held = {lot.key for lot in self.lots}
        return (t for t in self.past(Side.BUY, on) if (t.account, t.symbol, t.day) not in held)


def is_near(day: date, on: date) -> bool:
    """Whether two days are in one window."""
    return abs((day - on).days) <= WINDOW_DAYS


def day_after_window(day: date) -> date:
    """Find the first day that is out of the window."""
    return day + timedelta(days=WINDOW_DAYS + 1)


def is_loss(gain: Decimal | None) -> bool:
    """Whether a gain is known to be a loss."""
    return gain is not None and gain < 0


def told(sale: Transaction) -> str:
    """Say what was sold, when, where, and at what loss."""
    how = (
        "at a gain that is not stated" if sale.gain is None else f"at a loss of ${-sale.gain:,.2f}"
    )
    return f"{sale.symbol} was sold on {sale.day} in {sale.account} {how}"
