"""Orders as a plain CSV file that says everything, for a person or for a program of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.model.trades import Side
from allocator.trades.orders.comma_file import carries_our_ids, comma_rows, comma_text
from allocator.trades.orders.lots import lot_words
from allocator.trades.orders.safe_text import neutralised

if TYPE_CHECKING:
    from allocator.errors import Problem
    from allocator.model.orders import Basket, Order

HEADER = (
    "id",
    "account",
    "symbol",
    "side",
    "shares",
    "order",
    "limit",
    "price",
    "value",
    "cost",
    "lots",
)


@dataclass(frozen=True, slots=True)
class GenericCsv:
    """RFC 4180; `price`, `value` and `cost` are the proposal's, `limit` is empty without one."""

    kind: str = "list of orders as CSV"
    is_text: bool = True
    carries_ids: bool = True
    names_lots: bool = True

    def problems(self, basket: Basket) -> list[Problem]:
        """List nothing: it can say everything."""
        del basket
        return []

    def remarks(self, basket: Basket) -> list[str]:
        """Say what it is for."""
        del basket
        return [
            "No broker imports this file: copy the orders from it, or let a program read it.",
        ]

    def content(self, basket: Basket) -> bytes:
        """Write a header and one row for each order."""
        return comma_text([HEADER, *map(_row, basket.orders)]).encode()

    def is_ours(self, content: bytes) -> bool:
        """Tell our file by its header and ids."""
        return carries_our_ids(comma_rows(content), HEADER, 0)


def _row(order: Order) -> tuple[str, ...]:
    """Write one order."""
    trade = order.trade
    return (
        order.id,
        neutralised(trade.account),
        neutralised(trade.symbol),
        trade.side.value,
        f"{trade.shares:f}",
        order.type.value,
        "" if order.limit is None else f"{order.limit:f}",
        f"{trade.price:f}",
        f"{trade.value:f}",
        f"{trade.cost:f}",
        "; ".join(lot_words(lot) for lot in trade.lots if trade.side is Side.SELL),
    )


FORMAT = GenericCsv()
