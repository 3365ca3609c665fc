"""
Orders for Alpaca's trading API, as the bodies of POST /v2/orders.

Fields and limits as in Alpaca's documentation: quantities of at most nine decimal places as text,
fractions of a share only for the day, an id of at most 48 characters.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import Problem
from allocator.model.orders import OrderType
from allocator.trades.orders.checks import fractions, place, unknown_symbols
from allocator.trades.orders.making import ID_START
from allocator.trades.orders.symbols import spelled

if TYPE_CHECKING:
    from allocator.model.orders import Basket, Order

_MARK = "."
"""Alpaca writes BRK.B (general knowledge)."""


@dataclass(frozen=True, slots=True)
class AlpacaOrders:
    """A JSON list of one object for each order, to be posted one after the other."""

    kind: str = "list of orders for Alpaca"
    is_text: bool = True
    carries_ids: bool = True
    names_lots: bool = False

    def problems(self, basket: Basket) -> list[Problem]:
        """Refuse several accounts, unknown spellings, and fractions at the close."""
        return [
            *_several_accounts(basket),
            *unknown_symbols(basket, _MARK, "Alpaca"),
            *fractions(basket, 9, "Alpaca"),
            *_fractions_at_close(basket),
        ]

    def remarks(self, basket: Basket) -> list[str]:
        """Say what to do with the list."""
        del basket
        return [
            "Post each object to /v2/orders yourself; Alpaca refuses an id it has seen before.",
        ]

    def content(self, basket: Basket) -> bytes:
        """Write the list, the same bytes every time."""
        return (json.dumps([_body(order) for order in basket.orders], indent=2) + "\n").encode()

    def is_ours(self, content: bytes) -> bool:
        """Tell our file by its ids."""
        try:
            found = json.loads(content)
        except (ValueError, RecursionError):
            return False
        return (
            isinstance(found, list)
            and bool(found)
            and all(isinstance(each, dict) for each in found)
            and all(str(each.get("client_order_id")).startswith(ID_START) for each in found)
        )


def _body(order: Order) -> dict[str, str]:
    """Write one order."""
    at_limit = {} if order.limit is None else {"limit_price": f"{order.limit:f}"}
    return {
        "symbol": spelled(order.trade.symbol, _MARK) or "",
        "qty": f"{order.trade.shares:f}",
        "side": order.trade.side.value,
        "type": "market" if order.limit is None else "limit",
        "time_in_force": "cls" if order.type is OrderType.CLOSE else "day",
        **at_limit,
        "client_order_id": order.id,
    }


def _several_accounts(basket: Basket) -> list[Problem]:
    """Refuse several accounts: a key of the API belongs to one."""
    names = list(dict.fromkeys(order.trade.account for order in basket.orders))
    if len(names) <= 1:
        return []
    message = f"an order for Alpaca names no account, and these are for {len(names)}"
    each = " or ".join(f'--account "{name}"' for name in names)
    return [Problem("trades", message, f"write one at a time: {each}")]


def _fractions_at_close(basket: Basket) -> list[Problem]:
    """Refuse fractions of a share at the close."""
    return [
        Problem(
            place(order),
            f"Alpaca takes fractions of a share only for the day, and this is "
            f"{order.trade.shares:f} at the close",
            "choose --order market or --order limit",
        )
        for order in basket.orders
        if order.type is OrderType.CLOSE and order.trade.shares % 1
    ]


FORMAT = AlpacaOrders()
