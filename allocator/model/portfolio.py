"""What the user holds, as the file says it: no prices of ours, no opinions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from allocator.errors import Problem
    from allocator.model.trades import Side


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

    @property
    def is_sheltered(self) -> bool:
        """Whether neither a sale nor income inside it is taxed now."""
        return self in {AccountType.TRADITIONAL, AccountType.ROTH, AccountType.HSA}


@dataclass(frozen=True, slots=True)
class Account:
    """
    A place where holdings and cash lie. Cash does not move between accounts.

    `number` is what tells the account from any other of its broker, where the export states it. It
    shows that two files have one account, and is in no portfolio that is read: it gets into no
    record and no report.
    """

    name: str
    type: AccountType
    cash: Decimal
    number: str | None = None


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
    tracks. `place` is where in the file the holding stands, for messages. `is_exported` if a
    broker wrote the row, who has no column to declare an index: an unknown ticker is no slip.
    """

    account: str
    symbol: str
    lots: tuple[Lot, ...]
    price: Decimal | None
    index: str | None
    lock: Lock
    place: str
    is_exported: bool = False

    @property
    def shares(self) -> Decimal:
        """All lots together."""
        total = self.lots[0].shares
        for lot in self.lots[1:]:
            total += lot.shares
        return total


class OtherKind(StrEnum):
    """What a row is that no advice is given on."""

    PENDING = "pending activity"
    DEBT = "margin debt"
    OPTION = "option"
    BOND = "single bond"
    SHORT = "short position"
    FOREIGN_CASH = "foreign cash"
    INCOMPLETE = "incomplete row"
    UNKNOWN = "not recognised"


@dataclass(frozen=True, slots=True)
class OtherAsset:
    """
    Something in an account that is left exactly as it is: held and told, never traded.

    `value` is in dollars, negative for what is owed, None where the file gives none. It is not
    part of what weights are fractions of.
    """

    account: str
    description: str
    kind: OtherKind
    value: Decimal | None
    place: str


@dataclass(frozen=True, slots=True)
class Transaction:
    """
    A purchase or sale in the past, in any account of the household: wash sales depend on it.

    `price` is dollars a share; `gain` what a sale realised, where the file says so.
    """

    account: str
    day: date
    symbol: str
    side: Side
    shares: Decimal
    price: Decimal | None
    gain: Decimal | None
    place: str


@dataclass(frozen=True, slots=True)
class Portfolio:
    """
    Everything the files of one household hold.

    Unique per account and symbol; shares positive; accounts unique by name. `as_of` is the date
    that the file itself states, `format` the layout it was recognised as. `problems` are what a
    reader noticed: only warnings, unless the file was merely examined. `others` is what is held
    and not advised on; `transactions` are recent purchases and sales; `cash_flows` are dollars by
    account, added before the trades or, if negative, to be taken out after them.
    """

    accounts: tuple[Account, ...]
    holdings: tuple[Holding, ...]
    source: str
    format: str
    as_of: date | None
    problems: tuple[Problem, ...] = ()
    others: tuple[OtherAsset, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    cash_flows: tuple[tuple[str, Decimal], ...] = ()
