"""Orders as a broker takes them, made from the trades of a recorded proposal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from allocator.model.trades import Side

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from allocator.model.trades import Trade


class OrderType(StrEnum):
    """At what price an order may be filled: any, one no worse than a limit, or the closing one."""

    MARKET = "market"
    LIMIT = "limit"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Order:
    """
    One trade as an order.

    Attributes:
        id: What the broker's record of the order carries; the same trade of the same run always
            has the same one, so that sending it twice can be seen.
        trade: What to buy or sell in which account, at the proposal's price; of a sale also the
            lots to name.
        type: At what price.
        limit: The worst price in dollars, to the cent; only of a limit order.
        account_number: What the broker calls the account; empty where nobody said.
        exchange: The exchange that lists the fund, as IBKR spells it; empty where not known.
    """

    id: str
    trade: Trade
    type: OrderType
    limit: Decimal | None = None
    account_number: str = ""
    exchange: str = ""

    @property
    def worst_cash_change(self) -> Decimal:
        """What it does to the account's cash if a limit order is filled at its limit."""
        if self.limit is None:
            return self.trade.cash_change
        value = self.limit * self.trade.shares
        return (value if self.trade.side is Side.SELL else -value) - self.trade.cost


@dataclass(frozen=True, slots=True)
class RecordedAccount:
    """
    An account in a recorded proposal: its cash in dollars before and after the trades.

    `flow` is what the user puts in before them or, if negative, takes out after them; `after` has
    it counted.
    """

    name: str
    cash: Decimal
    flow: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True)
class RecordedHolding:
    """A holding in a recorded proposal, at its price; `value` in dollars to the cent."""

    account: str
    symbol: str
    shares: Decimal
    price: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True)
class RecordedWeight:
    """The weight of one fund, or of `CASH`, as the proposal states it, as fractions."""

    now: float
    after: float


@dataclass(frozen=True, slots=True)
class TradeRecord:
    """
    What orders are made from: the trades of a recorded proposal and what surrounds them.

    Its figures agree with each other; `weights` are by symbol. `as_of` is the day of
    the prices, `on` the day of trading that fees and taxes were taken from.
    """

    run_id: str
    as_of: date
    on: date
    accounts: tuple[RecordedAccount, ...]
    holdings: tuple[RecordedHolding, ...]
    trades: tuple[Trade, ...]
    weights: Mapping[str, RecordedWeight]


@dataclass(frozen=True, slots=True)
class Session:
    """The two ends of a FIX session, and the time that its messages carry (UTC)."""

    sender: str
    target: str
    time: datetime


@dataclass(frozen=True, slots=True)
class Basket:
    """Orders that go into one file, in the order of sending, with what they came from."""

    orders: tuple[Order, ...]
    record: TradeRecord
    session: Session
