"""
Orders for the BasketTrader of Interactive Brokers' Trader Workstation.

Fields as in IBKR's guide, Basket Fields and Manually Create a Basket File (ibkrguides.com, seen
November 2026): one header for each set of fields, no space beside a comma, no comma in a cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.model.fingerprint import fingerprint
from allocator.model.orders import OrderType
from allocator.trades.orders.checks import fractions, unknown_symbols, wrong_numbers
from allocator.trades.orders.comma_file import carries_our_ids, comma_rows, comma_text
from allocator.trades.orders.making import ID_START
from allocator.trades.orders.symbols import spelled

if TYPE_CHECKING:
    from allocator.errors import Problem
    from allocator.model.orders import Basket, Order

_MARK = " "
"""IBKR writes BRK B (general knowledge)."""

_NUMBER = re.compile(r"(?:DU|DF|U|F|I)\d{4,9}")
"""Account numbers: U of a person, F of an adviser, D before those for practice."""

_WORDS = {OrderType.MARKET: "MKT", OrderType.LIMIT: "LMT", OrderType.CLOSE: "MOC"}
_START = (
    "Action",
    "Quantity",
    "Symbol",
    "SecType",
    "Exchange",
    "Currency",
    "TimeInForce",
    "OrderType",
)
_END = ("BasketTag", "Account", "OrderRef")


@dataclass(frozen=True, slots=True)
class IbkrBasket:
    """A basket file: orders appear in TWS, and nothing is sent before you transmit them."""

    kind: str = "basket file for IBKR's BasketTrader"
    is_text: bool = True
    carries_ids: bool = True
    names_lots: bool = False

    def problems(self, basket: Basket) -> list[Problem]:
        """Refuse fractions, unknown spellings and accounts without a number."""
        return [
            *wrong_numbers(basket, _NUMBER, "U1234567"),
            *unknown_symbols(basket, _MARK, "IBKR"),
            *fractions(basket, 0, "a basket file"),
        ]

    def remarks(self, basket: Basket) -> list[str]:
        """Say what to do in TWS, and which listings it may ask about."""
        unlisted = sorted({each.trade.symbol for each in basket.orders if not each.exchange})
        return [
            "In TWS load it in BasketTrader; nothing goes to market before you press Transmit.",
            *(
                f"{symbol} is written without its primary exchange, which is not known here: TWS "
                "may ask which listing is meant."
                for symbol in unlisted
            ),
        ]

    def content(self, basket: Basket) -> bytes:
        """Write the orders in turn, with a new header wherever their fields change."""
        rows: list[tuple[str, ...]] = []
        tag = f"{ID_START}{fingerprint(basket.record.run_id)}"
        before = None
        for order in basket.orders:
            if order.type is not before:
                rows.append(_header(order.type))
                before = order.type
            rows.append(_row(order, tag))
        return comma_text(rows).encode()

    def is_ours(self, content: bytes) -> bool:
        """Tell our file by its headers and ids."""
        rows = comma_rows(content)
        headers = [list(_header(each)) for each in OrderType]
        if not rows or rows[0] not in headers:
            return False
        width = len(rows[0])
        plain = [rows[0], *(row for row in rows[1:] if row not in headers)]
        return carries_our_ids(plain, rows[0], width - 1)


def _header(order_type: OrderType) -> tuple[str, ...]:
    """Name the fields that an order of a type has."""
    limit = ("LmtPrice",) if order_type is OrderType.LIMIT else ()
    return (*_START, *limit, *_END)


def _row(order: Order, tag: str) -> tuple[str, ...]:
    """Write the fields of one order."""
    trade = order.trade
    return (
        trade.side.value.upper(),
        f"{trade.shares:.0f}",
        spelled(trade.symbol, _MARK) or "",
        "STK",
        f"SMART/{order.exchange}" if order.exchange else "SMART",
        "USD",
        "DAY",
        _WORDS[order.type],
        *(() if order.limit is None else (f"{order.limit:f}",)),
        tag,
        order.account_number,
        order.id,
    )


FORMAT = IbkrBasket()
