"""Robinhood's report of activity: transactions only, for there is no export of positions."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from allocator.model.trades import Side
from allocator.portfolio.brokers.activity import Activity, Deed
from allocator.portfolio.brokers.headings import Headings
from allocator.portfolio.brokers.statement import Statement
from allocator.portfolio.cells import Row
from allocator.portfolio.layout import Layout, first_line
from allocator.portfolio.words import key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.model.portfolio import Portfolio
    from allocator.portfolio.findings import Findings

NAME = "Robinhood activity"

ACCOUNT = "Robinhood"
"""The report does not name its account."""

_COLUMNS = Headings(
    "Robinhood",
    {
        "day": ("Activity Date",),
        "symbol": ("Instrument",),
        "deed": ("Trans Code",),
        "quantity": ("Quantity",),
        "price": ("Price",),
    },
    ("day", "symbol", "deed", "quantity", "price"),
)
_SIDES = {"buy": Side.BUY, "sell": Side.SELL}


def recognises(text: str) -> bool:
    """Tell the report by its headings."""
    headings = [key(cell) for cell in first_line(text).split(",")]
    return headings[:3] == ["activitydate", "processdate", "settledate"]


def read(text: str, source: str) -> Portfolio:
    """
    Read a Robinhood report of activity; its last row is small print in a single cell.

    Args:
        text: The file's text; lines end with newlines.
        source: The path as typed.

    Returns:
        No account and no holding, but the purchases and sales, and every problem.
    """
    statement = Statement(source, NAME)
    rows = list(_rows(text, statement.findings))
    table = [row for row in rows[1:] if sum(map(bool, row.cells)) > 1]
    activity = Activity(statement)
    records = _COLUMNS.records(rows[0], table, statement.findings) if rows else None
    for record in records or []:
        deed = record.text("deed")
        activity.add(record, Deed(ACCOUNT, deed, _SIDES.get(key(deed))))
    activity.finish()
    return statement.portfolio()


LAYOUT = Layout(NAME, recognises, read)


def _rows(text: str, findings: Findings) -> Iterator[Row]:
    """Split the text into rows; descriptions are quoted and go over several lines."""
    lines = csv.reader(text.splitlines(keepends=True), strict=True)
    line = 1
    try:
        for cells in lines:
            stripped = tuple(" ".join(cell.split()) for cell in cells)
            if any(stripped):
                yield Row(line, stripped)
            line = lines.line_num + 1
    except csv.Error:
        findings.error(line, "a quotation mark is not closed", "export it again")
