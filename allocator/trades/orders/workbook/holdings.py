"""The sheet of holdings and cash before and after the trades."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.money import market_value
from allocator.model.trades import Side
from allocator.trades.orders.workbook.page import Check, Page, Styles, source_lines

if TYPE_CHECKING:
    import xlsxwriter

    from allocator.model.orders import Basket, RecordedAccount, TradeRecord
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
    "Weight now": 10,
    "Weight after": 10,
}
_CASH = "CASH"


@dataclass(frozen=True, slots=True)
class Line:
    """A holding, or the cash of an account, before and after; cash has one share a dollar."""

    account: str
    symbol: str
    shares: Decimal
    traded: Decimal
    price: Decimal

    @property
    def now(self) -> Decimal:
        """Its value before, to the cent."""
        return market_value(self.shares, self.price)

    @property
    def after(self) -> Decimal:
        """Its value after, to the cent."""
        return market_value(self.shares + self.traded, self.price)


@dataclass(frozen=True, slots=True)
class HoldingsSheet:
    """What to check of the sheet."""

    checks: tuple[Check, ...]


def write_holdings(
    book: xlsxwriter.Workbook, styles: Styles, basket: Basket, trades: TradesSheet
) -> HoldingsSheet:
    """Write every holding, then cash by account, then the total, then weights by fund."""
    page = Page(book, styles, "Before and after", tuple(_COLUMNS.values()))
    head = page.heading("Before and after", source_lines(basket))
    page.header(head, list(_COLUMNS), 2)
    page.freeze(head + 1)
    lines = _lines(basket)
    accounts = [each for each in basket.record.accounts if each.name in _accounts(basket)]
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
            float(account.after),
            0.001,
            "money",
        )
        for row, account in zip(cash_rows, accounts, strict=True)
    ]
    if len(accounts) == len(basket.record.accounts):
        table = range(rows.start, cash_rows.stop)
        checks += _write_by_fund(page, bottom + 2, table, _ByFund(lines, basket.record, totals))
    return HoldingsSheet(tuple(checks))


def _accounts(basket: Basket) -> set[str]:
    """Name the accounts that orders are for."""
    return {order.trade.account for order in basket.orders}


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
    bought, sold = (
        f"SUMIFS({column('F', trades.rows)},{column('A', trades.rows)},A{at},"
        f'{column("C", trades.rows)},B{at},{column("B", trades.rows)},"{side.value}")'
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
    page.words(row, 1, _CASH)
    page.number(row, 6, account.cash, "money")
    change = f"SUMIF({column('A', trades.rows)},A{at},{column('J', trades.rows)})"
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


@dataclass(frozen=True, slots=True)
class _ByFund:
    """What weights by fund are made from."""

    lines: list[Line]
    record: TradeRecord
    totals: tuple[Decimal, Decimal]

    def values(self, symbol: str) -> tuple[Decimal, Decimal]:
        """Value one fund, or all cash, before and after."""
        if symbol == _CASH:
            accounts = self.record.accounts
            now = sum((account.cash for account in accounts), Decimal(0))
            return now, sum((account.after for account in accounts), Decimal(0))
        mine = [line for line in self.lines if line.symbol == symbol]
        return (
            sum((line.now for line in mine), Decimal(0)),
            sum((line.after for line in mine), Decimal(0)),
        )


def _write_by_fund(page: Page, head: int, table: range, funds: _ByFund) -> list[Check]:
    """Write the weight of each fund in all accounts together, to be held against the proposal."""
    page.words(head, 0, "By fund, all accounts", "head")
    for column, name in ((1, "Holding"), (9, "Weight now"), (10, "Weight after")):
        page.words(head, column, name, "head" if column == 1 else "head_right")
    first, last, total = table.start + 1, table.stop, table.stop + 1
    symbols = sorted({line.symbol for line in funds.lines} | set(funds.record.weights) - {_CASH})
    checks = []
    for row, symbol in enumerate((*symbols, _CASH), head + 1):
        page.words(row, 1, symbol)
        stated = funds.record.weights.get(symbol)
        shown = zip(
            ("now", "after"), "GI", (9, 10), funds.values(symbol), funds.totals, strict=True
        )
        for stage, letter, column, value, whole in shown:
            weight = float(value / whole) if whole else 0.0
            text = (
                f"IF({letter}${total}=0,0,"
                f"SUMIF(B${first}:B${last},B{row + 1},{letter}${first}:{letter}${last})"
                f"/{letter}${total})"
            )
            page.formula((row, column), text, weight, "percent")
            slack = 1e-9 + 0.01 * len(table) / float(whole or 1)
            said = getattr(stated, stage) if stated else 0.0
            cell = page.cell(row, column)
            checks.append(
                Check(f"Weight of {symbol} {stage}", cell, weight, said, slack, "percent")
            )
    return checks
