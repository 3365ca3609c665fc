"""
Vanguard's OfxDownload: a table of positions, and below it, in the same file, one of transactions.

It has no totals, no date, no cost, and accounts are known by their numbers alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.trades import Side
from allocator.portfolio.brokers.activity import Activity, Deed
from allocator.portfolio.brokers.headings import Headings
from allocator.portfolio.brokers.holding_row import read_holding
from allocator.portfolio.brokers.statement import Statement
from allocator.portfolio.cells import split_rows
from allocator.portfolio.layout import Layout, first_line
from allocator.portfolio.words import key

if TYPE_CHECKING:
    from allocator.model.portfolio import Portfolio
    from allocator.portfolio.cells import Row

NAME = "Vanguard download"

_POSITIONS = Headings(
    "Vanguard",
    {
        "account": ("Account Number",),
        "description": ("Investment Name",),
        "symbol": ("Symbol",),
        "quantity": ("Shares",),
        "price": ("Share Price",),
        "value": ("Total Value",),
    },
    ("account", "symbol", "quantity", "price", "value"),
)
_TRANSACTIONS = Headings(
    "Vanguard",
    {
        "account": ("Account Number",),
        "day": ("Trade Date",),
        "deed": ("Transaction Type",),
        "symbol": ("Symbol",),
        "quantity": ("Shares",),
        "price": ("Share Price",),
    },
    ("account", "day", "deed", "symbol", "quantity"),
)
_DEEDS = {
    "buy": Side.BUY,
    "buyexchange": Side.BUY,
    "reinvestment": Side.BUY,
    "sell": Side.SELL,
    "sellexchange": Side.SELL,
}


def recognises(text: str) -> bool:
    """Tell the download by the headings of its first table, or, without positions, its second."""
    headings = [key(cell) for cell in first_line(text).split(",")]
    first = headings[:2] == ["accountnumber", "investmentname"]
    return first or headings[:3] == ["accountnumber", "tradedate", "settlementdate"]


def read(text: str, source: str) -> Portfolio:
    """
    Read a Vanguard download.

    Args:
        text: The file's text; lines end with newlines.
        source: The path as typed.

    Returns:
        Each account with its cash and holdings at the prices of the file, the purchases and sales
        of the second table, and every problem.
    """
    statement = Statement(source, NAME)
    for header, rows in _tables(list(split_rows(text, statement.findings))):
        if _TRANSACTIONS.fit(header.cells):
            _read_transactions(header, rows, statement)
        else:
            _read_positions(header, rows, statement)
    return statement.portfolio()


LAYOUT = Layout(NAME, recognises, read)


def _tables(rows: list[Row]) -> list[tuple[Row, list[Row]]]:
    """Split the rows into tables: each begins where the headings do."""
    tables: list[tuple[Row, list[Row]]] = []
    for row in rows:
        if key(row.cells[0]) == "accountnumber":
            tables.append((row, []))
        elif tables:
            tables[-1][1].append(row)
    return tables


def _read_positions(header: Row, rows: list[Row], statement: Statement) -> None:
    """Read the table of positions."""
    for record in _POSITIONS.records(header, rows, statement.findings) or []:
        account = record.text("account")
        statement.open_account(account, record.line, number=account or None)
        statement.add(read_holding(record, account), account)


def _read_transactions(header: Row, rows: list[Row], statement: Statement) -> None:
    """Read the table of transactions."""
    activity = Activity(statement)
    for record in _TRANSACTIONS.records(header, rows, statement.findings) or []:
        deed = record.text("deed")
        activity.add(record, Deed(record.text("account"), deed, _DEEDS.get(key(deed))))
    activity.finish()
