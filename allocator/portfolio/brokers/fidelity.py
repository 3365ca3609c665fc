"""
Fidelity's export of positions, all accounts in one table, with the cash in a money-market fund.

It has no totals. Every row ends with a comma more than the headings have, and what is pending has
its amount in whatever column, so that cells are taken by position and never shifted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from allocator.portfolio.amounts import us_amount
from allocator.portfolio.brokers.dates import any_day
from allocator.portfolio.brokers.headings import Headings
from allocator.portfolio.brokers.holding_row import HoldingRow, is_nothing, read_holding
from allocator.portfolio.brokers.statement import Statement
from allocator.portfolio.cells import Record, split_rows, without_empty_end
from allocator.portfolio.findings import NotUnderstoodError, quoted
from allocator.portfolio.layout import Layout, first_line
from allocator.portfolio.words import key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.model.portfolio import Portfolio
    from allocator.portfolio.cells import Row
    from allocator.portfolio.findings import Findings

NAME = "Fidelity positions"

_COLUMNS = Headings(
    "Fidelity",
    {
        "number": ("Account Number",),
        "account": ("Account Name",),
        "symbol": ("Symbol",),
        "description": ("Description",),
        "quantity": ("Quantity",),
        "price": ("Last Price",),
        "change": ("Last Price Change",),
        "value": ("Current Value",),
        "cost": ("Cost Basis Total", "Cost Basis"),
    },
    ("number", "account", "symbol", "quantity", "price", "value"),
)
_DOWNLOADED = re.compile(r"date downloaded", re.IGNORECASE)
_PROSE = 40
"""Letters from which a lone cell is a sentence of the small print."""


def recognises(text: str) -> bool:
    """Tell the export by its headings, which are its first line."""
    headings = [key(cell) for cell in first_line(text).split(",")]
    return headings[:3] == ["accountnumber", "accountname", "symbol"]


def read(text: str, source: str) -> Portfolio:
    """
    Read a Fidelity export of positions.

    Args:
        text: The file's text; lines end with newlines.
        source: The path as typed.

    Returns:
        Each account with its cash and holdings at the prices of the file, with every problem.
    """
    statement = Statement(source, NAME)
    rows = list(split_rows(text, statement.findings))
    table = [row for row in rows[1:] if not _is_small_print(row, statement)]
    table = _without_unknown_end(table, statement.findings)
    records = (_COLUMNS.records(rows[0], table, statement.findings) if rows else None) or []
    names = _account_names(records)
    for record in records:
        account = names[record.text("number"), record.text("account")]
        number = record.text("number") or None
        statement.open_account(account, record.line, record.text("account"), number)
        statement.add(_holding(record, account), account)
    if statement.as_of is None:
        message = "does not say when it was downloaded, in its last line"
        statement.findings.warn(0, message, "it may be cut short: export it again")
    return statement.portfolio()


LAYOUT = Layout(NAME, recognises, read)


def _is_small_print(row: Row, statement: Statement) -> bool:
    """Tell a line of prose below the table, and read the date of download off it."""
    cells = without_empty_end(row.cells)
    if len(cells) != 1:
        return False
    if not _DOWNLOADED.match(cells[0]):
        return len(cells[0]) > _PROSE
    try:
        statement.as_of = any_day(cells[0])
    except NotUnderstoodError as failure:
        statement.findings.warn(row.line, f"the date of download {failure.why}", failure.remedy)
    return True


def _without_unknown_end(table: list[Row], findings: Findings) -> list[Row]:
    """
    Pass over lone cells below the last row, and tell them.

    The beginning of an account's number is a row cut short: it stays, and is refused.
    """
    full = [n for n, row in enumerate(table) if len(without_empty_end(row.cells)) > 1]
    end = full[-1] + 1 if full else 0
    numbers = {row.cells[0] for row in table[:end]}
    below = table[end:]
    cut = [row for row in below if any(each.startswith(row.cells[0]) for each in numbers)]
    passed_over = [row for row in below if row not in cut]
    if passed_over and full:
        told = ", ".join(quoted(row.cells[0]) for row in passed_over)
        message = f"passed over what stands alone below the last row: {told}"
        remedy = "nothing needs to be done, unless it is the rest of a row"
        findings.warn(passed_over[0].line, message, remedy)
        return [*table[:end], *cut]
    return table


def _account_names(records: list[Record]) -> Mapping[tuple[str, str], str]:
    """Name accounts as Fidelity does, with the number behind it where two have one name."""
    pairs = {(record.text("number"), record.text("account")) for record in records}
    names = [name for _, name in pairs]
    return {
        (number, name): name if name and names.count(name) == 1 else f"{name} {number}".strip()
        for number, name in pairs
    }


def _holding(record: Record, account: str) -> HoldingRow | None:
    """Read a row; of a pending one only the amount, wherever it stands."""
    if "pending" not in key(record.text("symbol")):
        return read_holding(record, account)
    columns = ("value", "change", "price", "quantity", "cost")
    column = next((name for name in columns if not is_nothing(record.text(name))), "value")
    amount = record.require(column, us_amount)
    if amount is None:
        return None
    return HoldingRow(record.line, account, record.text("symbol"), value=amount)
