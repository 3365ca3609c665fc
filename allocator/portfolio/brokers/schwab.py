"""
Schwab's exports of positions, of one account or of all, in three generations of headings.

The file checks itself: every row states its market value and every account ends with a total,
and it is an error unless shares times price agree with the one and the rows add up to the other
to the cent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from allocator.portfolio import words
from allocator.portfolio.amounts import us_amount
from allocator.portfolio.brokers.dates import any_day
from allocator.portfolio.brokers.headings import Headings
from allocator.portfolio.brokers.holding_row import read_holding
from allocator.portfolio.brokers.kinds import is_cash
from allocator.portfolio.brokers.statement import Statement
from allocator.portfolio.cells import Row, split_rows, without_empty_end
from allocator.portfolio.findings import NotUnderstoodError, quoted
from allocator.portfolio.layout import Layout, first_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

    from allocator.model.portfolio import Portfolio
    from allocator.portfolio.brokers.holding_row import HoldingRow
    from allocator.portfolio.cells import Record
    from allocator.portfolio.findings import Findings


ONE = "Schwab positions (one account)"
ALL = "Schwab positions (all accounts)"

_TITLE = re.compile(r'"?Positions for (?:account )?(?P<account>.+?) as of (?P<rest>[^"]*)')
_EVERY_ACCOUNT = "allaccounts"
_TOTALS = {"accounttotal", "positionstotal"}
_COLUMNS = Headings(
    "Schwab",
    {
        "symbol": ("Symbol",),
        "description": ("Description",),
        "quantity": ("Quantity", "Qty (Quantity)"),
        "price": ("Price",),
        "value": ("Market Value", "Mkt Val (Market Value)"),
        "cost": ("Cost Basis",),
        "kind": ("Security Type", "Asset Type"),
    },
    ("symbol", "quantity", "price", "value"),
)


@dataclass(slots=True)
class _Section:
    """The rows of one account: its name, and everything from its headings to its total."""

    account: str
    line: int
    rows: list[Row] = field(default_factory=list)


def _recognises(*, every_account: bool) -> Callable[[str], bool]:
    """Tell an export by its title line."""

    def recognises(text: str) -> bool:
        """Compare the account that the title names."""
        title = _TITLE.match(first_line(text))
        return title is not None and _is_every(title["account"]) is every_account

    return recognises


def _is_every(account: str) -> bool:
    """Tell the title of an export of all accounts."""
    return words.key(account) == _EVERY_ACCOUNT


def read(text: str, source: str) -> Portfolio:
    """
    Read a Schwab export of one account or of all.

    Args:
        text: The file's text; lines end with newlines.
        source: The path as typed.

    Returns:
        The accounts with their cash, and their holdings at the prices of the file, as far as they
        can be read, with every problem: rows that cannot be read or advised on, margin debt,
        values that are not shares times price, a total that is missing or not the sum of the rows.
    """
    title = first_line(text).replace('"', "")
    found = _TITLE.match(title)
    named = found["account"] if found else ""
    statement = Statement(source, ALL if _is_every(named) else ONE)
    title_line = text[: text.index(first_line(text))].count("\n") + 1
    rows = list(split_rows(text, statement.findings))
    below = [row for row in rows if row.line > title_line]
    _read_title(title, title_line, statement)
    if _is_every(named):
        sections = _sections(below, statement.findings)
    else:
        sections = [_Section(named, title_line, below)]
    for section in sections:
        _read_section(section, statement)
    return statement.portfolio()


LAYOUTS = (
    Layout(ONE, _recognises(every_account=False), read),
    Layout(ALL, _recognises(every_account=True), read),
)


def _read_title(title: str, line: int, statement: Statement) -> None:
    """Read the date off the title."""
    found = _TITLE.match(title)
    try:
        words.name(found["account"] if found else "")
        statement.as_of = any_day(found["rest"] if found else "")
    except NotUnderstoodError as failure:
        message = f"the title {quoted(title)} {failure.why}"
        statement.findings.error(line, message, "export it again")


def _sections(rows: Iterable[Row], findings: Findings) -> list[_Section]:
    """Split the rows by account: a line of one cell names the account of those below it."""
    sections: list[_Section] = []
    for row in rows:
        cells = without_empty_end(row.cells)
        if len(cells) == 1:
            if any(section.account == cells[0] for section in sections):
                message = f"the account {quoted(cells[0])} appears twice"
                findings.error(row.line, message, "export it again")
            sections.append(_Section(cells[0], row.line))
        elif sections:
            sections[-1].rows.append(row)
        else:
            findings.error(row.line, "stands above the name of any account", "export it again")
    if not sections:
        findings.error(0, "has no account in it", "export it again")
    return sections


def _read_section(section: _Section, statement: Statement) -> None:
    """Read the rows of one account, and hold them against its total."""
    account, findings = section.account, statement.findings
    statement.open_account(account, section.line)
    place = next((n for n, row in enumerate(section.rows) if "Symbol" in row.cells), None)
    if place is None:
        message = f"account {account}: has no row of headings with Symbol in it"
        findings.error(section.line, message, "export it again")
        return
    records = _COLUMNS.records(section.rows[place], section.rows[place + 1 :], findings)
    if records is None:
        return
    totals = [each for each in records if words.key(each.text("symbol")) in _TOTALS]
    holdings = [
        read_holding(each, account)
        for each in records
        if words.key(each.text("symbol")) not in _TOTALS
    ]
    _check_cash_once(holdings, findings)
    for holding in holdings:
        statement.add(holding, account)
    _check_total(totals, section, statement)


def _check_cash_once(holdings: Iterable[HoldingRow | None], findings: Findings) -> None:
    """Note a second row of cash: Schwab writes one."""
    cash = [row for row in holdings if row is not None and is_cash(row)]
    for row in cash[1:]:
        findings.error(row.line, "cash appears twice", "export it again")


def _check_total(totals: list[Record], section: _Section, statement: Statement) -> None:
    """Hold the sum of the rows against the one total that the account must have."""
    if len(totals) != 1:
        found = "there are several total rows" if totals else "the total row is missing"
        line = totals[1].line if totals else section.line
        remedy = "export it again: without its total a file may be cut short"
        statement.findings.error(line, f"account {section.account}: {found}", remedy)
        return
    total: Decimal | None = totals[0].require("value", us_amount)
    line, label = totals[0].line, totals[0].text("symbol")
    statement.check_total(section.account, total, line, label)
