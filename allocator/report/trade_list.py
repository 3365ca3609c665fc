"""A trade list as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.trades import Side
from allocator.report.numbers import priced, trimmed
from allocator.trades.orders.comma_file import comma_rows, comma_text
from allocator.trades.orders.safe_text import neutralised

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.model.trades import Trade

HEADER = ("account", "symbol", "side", "shares", "price", "value", "cost")
"""The columns; a file that begins with them is one of ours."""


def as_csv(trades: Iterable[Trade]) -> str:
    """
    Write trades as RFC 4180 does: a header, CRLF, quotes where they are needed.

    A text that a spreadsheet would take for a formula gets an apostrophe before it. Numbers are
    decimals in full, without idle zeros beyond the cents. Without trades there is the header only.

    Example:
        >>> from decimal import Decimal
        >>> from allocator.model.trades import Side, Trade
        >>> trade = Trade("=Joint", "IWM", Side.BUY, *map(Decimal, ("2", "9.50", "19.00", "0.01")))
        >>> as_csv([trade]).splitlines()[1]
        "'=Joint,IWM,buy,2,9.50,19.00,0.01"
    """
    return comma_text([HEADER, *map(_cells, trades)])


def is_trade_list(content: bytes) -> bool:
    """Tell whether a file is a trade list as we write it: whoever added notes keeps them."""
    rows = comma_rows(content)
    if not rows or tuple(rows[0]) != HEADER:
        return False
    return all(len(row) == len(HEADER) and row[2] in set(Side) for row in rows[1:])


def _cells(trade: Trade) -> list[str]:
    """Write one trade."""
    words = (trade.account, trade.symbol, trade.side.value)
    figures = (trimmed(trade.shares), priced(trade.price), trade.value, trade.cost)
    return [*map(neutralised, words), *(f"{figure:f}" for figure in figures)]
