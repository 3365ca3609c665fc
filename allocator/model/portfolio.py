"""What the user holds, as the file says it: no prices of ours, no opinions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from allocator.errors import Problem


class Lock(StrEnum):
    """What must not be done with a holding."""

    NONE = ""
    NO_BUY = "no-buy"
    NO_SELL = "no-sell"
    HOLD = "hold"

    @property
    def forbids_buying(self) -> bool:
        """No share may be added."""
        return self in {Lock.NO_BUY, Lock.HOLD}

    @property
    def forbids_selling(self) -> bool:
        """No share may be given up."""
        return self in {Lock.NO_SELL, Lock.HOLD}


class AccountType(StrEnum):
    """How an account is taxed."""

    UNKNOWN = "unknown"
    TAXABLE = "taxable"
    TRADITIONAL = "traditional"
    ROTH = "roth"
    HSA = "hsa"


@dataclass(frozen=True, slots=True)
class Account:
    """A place where holdings and cash lie. Cash does not move between accounts."""

    name: str
    type: AccountType
    cash: Decimal


@dataclass(frozen=True, slots=True)
class Lot:
    """
    Shares bought together: one row of the file.

    `cost_basis` is the total paid in dollars. Splitting a holding into rows makes lots of it and
    changes nothing else.
    """

    shares: Decimal
    cost_basis: Decimal | None
    acquired: date | None


@dataclass(frozen=True, slots=True)
class Holding:
    """
    Shares of one fund in one account.

    `price` is the file's own price if it gives one; `index` declares what an unknown ticker
    tracks. `place` is where in the file the holding stands, for messages.
    """

    account: str
    symbol: str
    lots: tuple[Lot, ...]
    price: Decimal | None
    index: str | None
    lock: Lock
    place: str

    @property
    def shares(self) -> Decimal:
        """All lots together."""
        total = self.lots[0].shares
        for lot in self.lots[1:]:
            total += lot.shares
        return total


@dataclass(frozen=True, slots=True)
class Portfolio:
    """
    Everything one file holds.

    Unique per account and symbol; shares positive; accounts unique by name. `as_of` is the date
    that the file itself states, `format` the layout it was recognised as. `problems` are what a
    reader noticed: only warnings, unless the file was merely examined.
    """

    accounts: tuple[Account, ...]
    holdings: tuple[Holding, ...]
    source: str
    format: str
    as_of: date | None
    problems: tuple[Problem, ...] = ()
