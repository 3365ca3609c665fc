"""
Orders for the import of Fidelity's platform for advisers, Wealthscape.

Columns, their widths and the account types are those of its help page Import Orders, the actions B
and S of its page Send Orders (advisorchannel.com, seen November 2026). The words M, L and D for
price type and time in force, and that a first line may name the columns, are general knowledge.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import Problem
from allocator.model.orders import OrderType
from allocator.model.trades import Side
from allocator.trades.orders.checks import fractions, place, unknown_symbols, wrong_numbers
from allocator.trades.orders.comma_file import comma_rows, comma_text
from allocator.trades.orders.symbols import spelled

if TYPE_CHECKING:
    from allocator.model.orders import Basket, Order

HEADER = (
    "Account Number",
    "Account Type",
    "Order Action",
    "Quantity",
    "Symbol",
    "Price Type",
    "Time In Force",
    "Stop Price/Limit Price",
)
MOST_SYMBOLS = 50
_MARK = ""
"""Fidelity writes BRKB (general knowledge)."""

_NUMBER = re.compile(r"[A-Z0-9]{8,20}")
_WIDEST = 10
"""Characters of a quantity and of a price."""


@dataclass(frozen=True, slots=True)
class FidelityImport:
    """Eight columns; orders appear under Orders, Unsent, and are sent from there by hand."""

    kind: str = "file for Fidelity's adviser platform"
    is_text: bool = True
    carries_ids: bool = False
    names_lots: bool = False

    def problems(self, basket: Basket) -> list[Problem]:
        """Refuse what the columns cannot hold, and baskets beyond the limit."""
        return [
            *wrong_numbers(basket, _NUMBER, "Z12345678"),
            *unknown_symbols(basket, _MARK, "Fidelity"),
            *fractions(basket, 3, "the import"),
            *_at_close(basket),
            *_too_wide(basket),
            *_too_many(basket),
        ]

    def remarks(self, basket: Basket) -> list[str]:
        """Say what to do at Fidelity."""
        del basket
        return [
            "It is for Wealthscape (Tools, Imports, Orders); fidelity.com has no such import.",
            "The file has no room for an order id: Fidelity cannot tell that it was sent twice.",
            "Count the orders under Orders Unsent before you send them.",
        ]

    def content(self, basket: Basket) -> bytes:
        """Write a header and one row for each order; the account type is left to Fidelity."""
        return comma_text([HEADER, *map(_row, basket.orders)]).encode()

    def is_ours(self, content: bytes) -> bool:
        """Tell such a file by its columns and words; it has no room for a mark of ours."""
        rows = comma_rows(content)
        return (
            len(rows) > 1
            and tuple(rows[0]) == HEADER
            and all(len(row) == len(HEADER) and row[2] in {"B", "S"} for row in rows[1:])
        )


def _row(order: Order) -> tuple[str, ...]:
    """Write one order."""
    return (
        order.account_number,
        "",
        "B" if order.trade.side is Side.BUY else "S",
        f"{order.trade.shares:f}",
        spelled(order.trade.symbol, _MARK) or "",
        "M" if order.limit is None else "L",
        "D",
        "" if order.limit is None else f"{order.limit:f}",
    )


def _at_close(basket: Basket) -> list[Problem]:
    """Refuse market-on-close orders, for which no word is documented."""
    if all(order.type is not OrderType.CLOSE for order in basket.orders):
        return []
    message = "no word for market-on-close is documented for Fidelity's import"
    return [Problem("--order close", message, "choose --order market or --order limit")]


def _too_wide(basket: Basket) -> list[Problem]:
    """Refuse numbers that are wider than their column."""
    return [
        Problem(place(order), f"{name} has more than {_WIDEST} characters", "place it by hand")
        for order in basket.orders
        for name, text in (("quantity", _row(order)[3]), ("limit", _row(order)[7]))
        if len(text) > _WIDEST
    ]


def _too_many(basket: Basket) -> list[Problem]:
    """Refuse more symbols than a basket at Fidelity holds."""
    count = len({order.trade.symbol for order in basket.orders})
    if count <= MOST_SYMBOLS:
        return []
    message = f"a basket at Fidelity holds at most {MOST_SYMBOLS} symbols, and these are {count}"
    return [Problem("trades", message, "write one account at a time: --account NAME")]


FORMAT = FidelityImport()
