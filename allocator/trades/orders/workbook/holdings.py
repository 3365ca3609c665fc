"""The sheet of holdings and cash before and after the trades."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.trades import Side
from allocator.trades.orders.workbook.page import Check, Page, Styles, source_lines
from allocator.trades.orders.workbook.weights import CASH, ByFund, Line, write_by_fund

if TYPE_CHECKING:
    import xlsxwriter

    from allocator.model.orders import Basket, RecordedAccount
    from allocator.trades.orders.workbook.trades import TradesSheet

_COLUMNS = {
    "Account": 20,
    "Holding": 11,
    "Shares now": 12,
    "Traded": 12,
    "Shares after": 12,
    "Price": 11,
    "Value now": 15,
    "Change": 14,
    "Value after": 15,
    "Weight now": 13,
    "Weight after": 13,
}


@dataclass(frozen=True, slots=True)
class HoldingsSheet:
    """What to check of the sheet."""

    checks: tuple[Check, ...]


def write_holdings(
    book: xlsxwriter.Workbook, styles: Styles, basket: Basket, stated: Basket, trades: TradesSheet
) -> HoldingsSheet:
    """
    Write every holding, then cash by account, then the total, then weights by fund.

    Args:
        book: Where the sheet is added.
        styles: The book's formats.
        basket: What the formulas come to.
        stated: What the proposal states, against which they are checked.
        trades: The sheet of trades, which formulas refer to.

    Returns:
        What to check of the sheet.
    """
    page = Page(book, styles, "Before and after", tuple(_COLUMNS.values()))
    head = page.heading("Before and after", source_lines(basket))
    page.header(head, list(_COLUMNS), 2)
    page.freeze(head + 1)
    lines = _lines(basket)
    accounts = _traded_in(basket)
    rows = range(head + 1, head + 1 + len(lines))
    cash_rows = range(rows.stop, rows.stop + len(accounts))
    bottom = cash_rows.stop
    totals = _totals(lines, accounts)
    for row, line in zip(rows, lines, strict=True):
        _write_line(page, row, line, trades)
        _write_weights(page, row, bottom, (line.now, line.after), totals)
    for row, account in zip(cash_rows, accounts, strict=True):
        _write_cash(page, row, account, trades)
        _write_weights(page, row, bottom, (account.cash, account.after), totals)
    _write_totals(page, range(rows.start, cash_rows.stop), totals)
    checks = [
        Check(
            f"Cash after the trades in {account.name}",
            page.cell(row, 8),
            float(account.after),
            float(said.after),
            0.001,
            "money",
        )
        for row, account, said in zip(cash_rows, accounts, _traded_in(stated), strict=True)
    ]
    if len(accounts) == len(basket.record.accounts):
        table = range(rows.start, cash_rows.stop)
        checks += write_by_fund(page, bottom + 2, table, ByFund(lines, basket.record, totals))
    return HoldingsSheet(tuple(checks))


def _accounts(basket: Basket) -> set[str]:
    """Name the accounts that orders are for."""
    return {order.trade.account for order in basket.orders}


def _traded_in(basket: Basket) -> list[RecordedAccount]:
    """List the accounts that orders are for."""
    mine = _accounts(basket)
    return [each for each in basket.record.accounts if each.name in mine]


def _lines(basket: Basket) -> list[Line]:
    """Line up what is held with what is traded, account by account."""
    traded = {(order.trade.account, order.trade.symbol): order.trade for order in basket.orders}
    held = {(each.account, each.symbol): each for each in basket.record.holdings}
    mine = _accounts(basket)
    places = {account.name: place for place, account in enumerate(basket.record.accounts)}
    keys = sorted({*held, *traded}, key=lambda key: (places[key[0]], key[1]))
    lines = []
    for key in (key for key in keys if key[0] in mine):
        trade, holding = traded.get(key), held.get(key)
        change = Decimal(0)
        if trade is not None:
            change = trade.shares if trade.side is Side.BUY else -trade.shares
        priced = trade or holding
        if priced is not None:
            lines.append(
                Line(*key, holding.shares if holding else Decimal(0), change, priced.price)
            )
    return lines


def _totals(lines: list[Line], accounts: list[RecordedAccount]) -> tuple[Decimal, Decimal]:
    """Value everything before and after."""
    now = sum((line.now for line in lines), Decimal(0))
    after = sum((line.after for line in lines), Decimal(0))
    cash = sum((account.cash for account in accounts), Decimal(0))
    return now + cash, after + sum((account.after for account in accounts), Decimal(0))


def _write_line(page: Page, row: int, line: Line, trades: TradesSheet) -> None:
    """Write a holding; what is traded is looked up among the trades."""
    at = row + 1
    column = trades.page.column
    page.words(row, 0, line.account)
    page.words(row, 1, line.symbol)
    page.number(row, 2, line.shares, "shares")
    # EXACT takes names as they are: neither wildcards nor comparisons, as SUMIF would see in them.
    mine = f"EXACT({column('A', trades.rows)},A{at})*EXACT({column('C', trades.rows)},B{at})"
    bought, sold = (
        f'SUMPRODUCT({mine}*EXACT({column("B", trades.rows)},"{side.value}")'
        f"*{column('F', trades.rows)})"
        for side in (Side.BUY, Side.SELL)
    )
    page.formula((row, 3), f"{bought}-{sold}", line.traded, "shares")
    page.formula((row, 4), f"C{at}+D{at}", line.shares + line.traded, "shares")
    page.number(row, 5, line.price, "price")
    page.formula((row, 6), f"ROUND(C{at}*F{at},2)", line.now, "money")
    page.formula((row, 7), f"I{at}-G{at}", line.after - line.now, "money")
    page.formula((row, 8), f"ROUND(E{at}*F{at},2)", line.after, "money")


def _write_cash(page: Page, row: int, account: RecordedAccount, trades: TradesSheet) -> None:
    """Write the cash of an account; its change is the sum of its trades, and what is paid in."""
    at = row + 1
    column = trades.page.column
    page.words(row, 0, account.name)
    page.words(row, 1, CASH)
    page.number(row, 6, account.cash, "money")
    change = f"SUMPRODUCT(EXACT({column('A', trades.rows)},A{at})*{column('J', trades.rows)})"
    flow = f"+{account.flow:f}" if account.flow > 0 else f"{account.flow:f}" if account.flow else ""
    page.formula((row, 7), f"{change}{flow}", account.after - account.cash, "money")
    page.formula((row, 8), f"G{at}+H{at}", account.after, "money")


def _write_weights(
    page: Page,
    row: int,
    bottom: int,
    values: tuple[Decimal, Decimal],
    totals: tuple[Decimal, Decimal],
) -> None:
    """Write a row's weights: parts of the totals before and after."""
    at, total = row + 1, bottom + 1
    for letter, column, value, whole in zip("GI", (9, 10), values, totals, strict=True):
        weight = value / whole if whole else Decimal(0)
        text = f"IF({letter}${total}=0,0,{letter}{at}/{letter}${total})"
        page.formula((row, column), text, weight, "percent")


def _write_totals(page: Page, rows: range, totals: tuple[Decimal, Decimal]) -> None:
    """Sum values and weights below the rows."""
    first, last = rows.start + 1, rows.stop
    for column in range(len(_COLUMNS)):
        page.words(rows.stop, column, "" if column else "Total", "total_text")
    now, after = totals
    for letter, column, value in (("G", 6, now), ("H", 7, after - now), ("I", 8, after)):
        page.formula((rows.stop, column), f"SUM({letter}{first}:{letter}{last})", value, "total")
    for letter, column in (("J", 9), ("K", 10)):
        text = f"SUM({letter}{first}:{letter}{last})"
        page.formula((rows.stop, column), text, 1.0, "total_percent")
