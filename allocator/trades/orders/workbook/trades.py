"""The sheet of trades."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.trades import Side
from allocator.trades.orders.workbook.page import Check, Page, Styles, source_lines

if TYPE_CHECKING:
    import xlsxwriter

    from allocator.model.orders import Basket, Order

_COLUMNS = {
    "Account": 20,
    "Side": 7,
    "Symbol": 9,
    "Order": 9,
    "Limit": 11,
    "Shares": 11,
    "Price": 11,
    "Value": 14,
    "Cost": 10,
    "Change of cash": 16,
    "Order id": 38,
}


@dataclass(frozen=True, slots=True)
class TradesSheet:
    """The page, the rows of its trades, and what to check of it."""

    page: Page
    rows: range
    checks: tuple[Check, ...]


def write_trades(
    book: xlsxwriter.Workbook, styles: Styles, basket: Basket, stated: Basket
) -> TradesSheet:
    """Write one row for each order in the order of sending, and totals; check them as stated."""
    page = Page(book, styles, "Trades", tuple(_COLUMNS.values()))
    head = page.heading("Trades", source_lines(basket))
    page.header(head, list(_COLUMNS)[:-1], 4)
    page.words(head, len(_COLUMNS) - 1, "Order id", "head_indented")
    page.freeze(head + 1)
    rows = range(head + 1, head + 1 + len(basket.orders))
    for row, order in zip(rows, basket.orders, strict=True):
        _write(page, row, order)
    _totals(page, rows, basket)
    checks = tuple(
        Check(
            f"Value of {each.trade.side} {each.trade.symbol} in {each.trade.account}",
            page.cell(row, 7),
            float(each.trade.value),
            float(said.trade.value),
            0.001,
            "money",
        )
        for row, each, said in zip(rows, basket.orders, stated.orders, strict=True)
    )
    return TradesSheet(page, rows, checks)


def _write(page: Page, row: int, order: Order) -> None:
    """Write one order; its value and what it does to cash are formulas."""
    trade, line = order.trade, row + 1
    page.words(row, 0, trade.account)
    page.words(row, 1, trade.side.value)
    page.words(row, 2, trade.symbol)
    page.words(row, 3, order.type.value)
    if order.limit is not None:
        page.number(row, 4, order.limit, "price")
    page.number(row, 5, trade.shares, "shares")
    page.number(row, 6, trade.price, "price")
    page.formula((row, 7), f"ROUND(F{line}*G{line},2)", trade.value, "money")
    page.number(row, 8, trade.cost, "money")
    page.formula(
        (row, 9), f'IF(B{line}="sell",H{line},-H{line})-I{line}', trade.cash_change, "money"
    )
    page.words(row, 10, order.id, "indented")


def _totals(page: Page, rows: range, basket: Basket) -> None:
    """Sum up what is sold, bought, paid in costs and left in cash."""
    trades = [order.trade for order in basket.orders]
    first, last = rows.start + 1, rows.stop
    sides = f"B{first}:B{last}"
    for row, (side, words) in enumerate(((Side.SELL, "Sold"), (Side.BUY, "Bought")), rows.stop + 1):
        mine = [trade for trade in trades if trade.side is side]
        totals = (
            ("H", 7, sum((trade.value for trade in mine), Decimal(0))),
            ("I", 8, sum((trade.cost for trade in mine), Decimal(0))),
            ("J", 9, sum((trade.cash_change for trade in mine), Decimal(0))),
        )
        page.words(row, 0, words)
        for letter, column, total in totals:
            text = f'SUMIF({sides},"{side.value}",{letter}{first}:{letter}{last})'
            page.formula((row, column), text, total, "money")
    bottom = rows.stop + 3
    for column in range(10):
        page.words(
            bottom, column, "" if column else "Cash gained or spent, costs included", "total_text"
        )
    for letter, column, total in (
        ("I", 8, sum((trade.cost for trade in trades), Decimal(0))),
        ("J", 9, sum((trade.cash_change for trade in trades), Decimal(0))),
    ):
        page.formula((bottom, column), f"SUM({letter}{first}:{letter}{last})", total, "total")
