"""
E*TRADE's PortfolioDownload: a summary of the account, lines about filters, then the positions.

Both the filters and the positions have a row that begins with Symbol; the rows of cash and of the
total have their amount in the last cell that is filled, wherever that is.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from allocator.model.money import CENT, to_cents
from allocator.portfolio import words
from allocator.portfolio.amounts import us_amount
from allocator.portfolio.brokers.dates import any_day
from allocator.portfolio.brokers.dollars import usd
from allocator.portfolio.brokers.headings import Headings
from allocator.portfolio.brokers.holding_row import (
    HoldingRow,
    is_nothing,
    optional_amount,
    read_holding,
)
from allocator.portfolio.brokers.statement import A_ROW_MAY_MISS, Statement
from allocator.portfolio.cells import Row, split_rows
from allocator.portfolio.findings import NotUnderstoodError, quoted
from allocator.portfolio.layout import Layout, first_line

if TYPE_CHECKING:
    from decimal import Decimal

    from allocator.model.portfolio import Portfolio
    from allocator.portfolio.cells import Record
    from allocator.portfolio.findings import Findings

NAME = "E*TRADE portfolio download"

_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
_COLUMNS = Headings(
    "E*TRADE",
    {
        "symbol": ("Symbol",),
        "price": ("Last Price $",),
        "quantity": ("Quantity", "Qty #"),
        "value": ("Value $",),
        "paid": ("Price Paid $",),
    },
    ("symbol", "price", "quantity", "value"),
)
_FINISHED = "generated at"


def recognises(text: str) -> bool:
    """Tell the download by its first line."""
    return _visible(first_line(text)).strip('", ').lower() == "account summary"


def read(text: str, source: str) -> Portfolio:
    """
    Read an E*TRADE portfolio download.

    Args:
        text: The file's text; lines end with newlines.
        source: The path as typed.

    Returns:
        The account with its cash and its holdings at the prices of the file, with every problem:
        the rows must add up to the total.
    """
    statement = Statement(source, NAME)
    rows = list(split_rows(_visible(text), statement.findings))
    account = _account(rows, statement)
    place = next((n for n, row in enumerate(rows) if _COLUMNS.fit(row.cells)), None)
    if place is None:
        message = "has no row of headings with Symbol, Last Price, Quantity and Value"
        statement.findings.error(0, message, "choose the view All Positions, and export it again")
        return statement.portfolio()
    _read_table(rows[place], rows[place + 1 :], account, statement)
    _check_net_value(rows[:place], rows[place + 1 :], statement.findings)
    return statement.portfolio()


LAYOUT = Layout(NAME, recognises, read)


def _visible(text: str) -> str:
    """Take out the marks without width that stand in some of these files."""
    return text.translate(dict.fromkeys(map(ord, _INVISIBLE)))


def _account(rows: list[Row], statement: Statement) -> str:
    """Read the account's name, which stands below the heading Account."""
    heads = [n for n, row in enumerate(rows) if words.key(row.cells[0]) == "account"]
    if heads and heads[0] + 1 < len(rows):
        row = rows[heads[0] + 1]
        statement.open_account(row.cells[0], row.line)
        return row.cells[0]
    statement.findings.error(0, "does not name its account", "export it again")
    return ""


def _read_table(header: Row, rows: list[Row], account: str, statement: Statement) -> None:
    """Read the positions, down to the total and the time the file was made."""
    positions = [row for row in rows if not _is_closing(row)]
    for record in _COLUMNS.records(header, positions, statement.findings) or []:
        statement.add(_holding(record, account), account)
    totals = [row for row in rows if words.key(row.cells[0]) == "total"]
    for row in rows:
        if _is_cash(row):
            cash = _last_amount(row, statement.findings)
            money = None if cash is None else HoldingRow(row.line, account, "CASH", value=cash)
            statement.add(money, account)
        elif row.cells[0].lower().startswith(_FINISHED):
            _read_day(row, statement)
    for row in totals:
        total = _last_amount(row, statement.findings)
        statement.check_total(account, total, row.line, "TOTAL")
    if not totals:
        remedy = "export it again: without its total a file may be cut short"
        statement.findings.error(0, "the total row is missing", remedy)


def _check_net_value(above: list[Row], below: list[Row], findings: Findings) -> None:
    """Hold the net account value of the summary, where there is one, against the total."""
    for head, row in itertools.pairwise(above):
        headings = [words.key(cell) for cell in head.cells]
        if headings[0] != "account" or "netaccountvalue" not in headings:
            continue
        net = _amount_in("".join(row.cells[headings.index("netaccountvalue") :][:1]))
        totals = [_amount_in(_last(each)) for each in below if words.key(each.cells[0]) == "total"]
        for total in totals:
            if net is not None and total is not None and abs(net - total) >= CENT:
                message = f"Net Account Value is {usd(net)}, but TOTAL is {usd(total)}"
                findings.warn(row.line, message, A_ROW_MAY_MISS)


def _amount_in(text: str) -> Decimal | None:
    """Read an amount; None where there is none."""
    try:
        return us_amount(text)
    except NotUnderstoodError:
        return None


def _last(row: Row) -> str:
    """Give the last cell of a row that holds something."""
    return next(cell for cell in reversed(row.cells) if cell)


def _is_closing(row: Row) -> bool:
    """Tell the rows of cash, of the total and of the time, which do not fit the headings."""
    is_total = words.key(row.cells[0]) == "total"
    return is_total or _is_cash(row) or row.cells[0].lower().startswith(_FINISHED)


def _is_cash(row: Row) -> bool:
    """Tell the row of cash from the bank whose ticker that is, which has a price."""
    if words.key(row.cells[0]) != "cash":
        return False
    price = "".join(row.cells[1:2])
    return is_nothing(price) or price.rstrip("0") in {"1", "1."}


def _holding(record: Record, account: str) -> HoldingRow | None:
    """Read one row; what was paid stands there for one share."""
    row = read_holding(record, account)
    paid = optional_amount(record, "paid")
    if row is None or paid is None or row.shares is None:
        return row
    return row.with_cost(to_cents(row.shares * paid))


def _last_amount(row: Row, findings: Findings) -> Decimal | None:
    """Read the last cell of a row that holds something."""
    text = _last(row)
    try:
        return us_amount(text)
    except NotUnderstoodError as failure:
        findings.error(row.line, f"{row.cells[0]}: {quoted(text)} {failure.why}", failure.remedy)
        return None


def _read_day(row: Row, statement: Statement) -> None:
    """Read the day that the file was made on."""
    try:
        statement.as_of = any_day(row.cells[0])
    except NotUnderstoodError as failure:
        statement.findings.warn(row.line, f"the last line {failure.why}", failure.remedy)
