"""
Interactive Brokers' activity statement: many sections in one CSV, each line naming its own.

Positions appear as summaries and again as lots; headings of a section come again with other
columns; and lots may have a date, in one more cell than the headings have.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.portfolio.amounts import us_amount
from allocator.portfolio.brokers.dates import any_day
from allocator.portfolio.brokers.holding_row import is_nothing, optional_amount
from allocator.portfolio.brokers.ibkr_lots import (
    DOLLARS,
    Line,
    add_cash,
    add_positions,
    refuse_other_base,
)
from allocator.portfolio.brokers.ibkr_value import TOTAL, check_net_value
from allocator.portfolio.brokers.statement import A_ROW_MAY_MISS, Statement, difference
from allocator.portfolio.cells import Record, split_rows
from allocator.portfolio.findings import NotUnderstoodError
from allocator.portfolio.layout import Layout, first_line
from allocator.portfolio.words import key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.model.portfolio import Portfolio
    from allocator.portfolio.findings import Findings

NAME = "Interactive Brokers activity statement"

_POSITIONS = {"Open Positions", "Long Open Positions", "Short Open Positions"}


@dataclass(frozen=True, slots=True)
class _Entry:
    """One line: its section, what it is (`Data`, `Total`), and its cells by heading."""

    section: str
    what: str
    record: Record


def recognises(text: str) -> bool:
    """Tell the statement by its first line."""
    return first_line(text).replace('"', "").lower().startswith("statement,header,")


def read(text: str, source: str) -> Portfolio:
    """
    Read an activity statement of one account.

    Args:
        text: The file's text; lines end with newlines.
        source: The path as typed.

    Returns:
        The account with its cash, its holdings and their lots at the prices of the file, with
        every problem: the rows must add up to the totals and the net asset value it states.
    """
    statement = Statement(source, NAME)
    entries = _entries(text, statement.findings)
    account = _account(entries, statement)
    _read_period(entries, statement)
    lines = [_line(each.record) for each in _data(entries, *_POSITIONS)]
    if any("account" in each.record.cells for each in _data(entries, *_POSITIONS)):
        message = "is a statement of several accounts"
        statement.findings.error(0, message, "export a statement of each account")
        return statement.portfolio()
    add_positions(lines, account, statement)
    balances, base = _cash(entries)
    add_cash(balances, base, account, statement)
    _check_totals(entries, lines, statement.findings)
    parts = {
        each.record.text("assetclass"): each.record.read("currenttotal", us_amount)
        for each in _data(entries, "Net Asset Value")
        if each.record.text("currenttotal")
    }
    check_net_value(parts, account, statement)
    if lines and TOTAL not in map(key, parts) and not any(map(_is_total, entries)):
        message = "states no total of what is held"
        statement.findings.warn(lines[-1].line, message, "it may be cut short: export it again")
    return statement.portfolio()


LAYOUT = Layout(NAME, recognises, read)


def _entries(text: str, findings: Findings) -> list[_Entry]:
    """Name the cells of every line by the last headings of its section."""
    headers: dict[str, tuple[str, ...]] = {}
    entries = []
    for row in split_rows(text, findings):
        section, what, *cells = (*row.cells, "", "")
        if what == "Header":
            headers[section] = tuple(map(key, cells))
            continue
        names = headers.get(section, ())
        if _has_date_of_its_own(names, cells):
            at = names.index("quantity")
            names = (*names[:at], "open", *names[at:])
        named = dict(zip(names, cells, strict=False))
        headings = {name: f"{section}, {name}" for name in named}
        entries.append(_Entry(section, what, Record(row.line, named, headings, findings)))
    return entries


def _has_date_of_its_own(names: tuple[str, ...], cells: list[str]) -> bool:
    """Tell a lot whose date stands where the headings have the number of shares."""
    if cells[0] != "Lot" or "open" in names or "quantity" not in names:
        return False
    at = names.index("quantity")
    return len(cells) > at and "-" in cells[at][1:]


def _is_total(entry: _Entry) -> bool:
    """Tell a total of positions."""
    return entry.section in _POSITIONS and entry.what == "Total"


def _data(entries: Iterable[_Entry], *sections: str) -> list[_Entry]:
    """Pick the data of some sections."""
    return [each for each in entries if each.section in sections and each.what == "Data"]


def _fields(entries: Iterable[_Entry], section: str) -> dict[str, tuple[str, int]]:
    """Read a section of names and values, with their lines."""
    records = [each.record for each in _data(entries, section)]
    return {each.text("fieldname"): (each.text("fieldvalue"), each.line) for each in records}


def _account(entries: list[_Entry], statement: Statement) -> str:
    """Read the account's name and type, and refuse one that is not kept in dollars."""
    said = _fields(entries, "Account Information")
    account, line = said.get("Account", ("", 0))
    if not account:
        statement.findings.error(0, "does not name its account", "export it again")
    kinds = " ".join(said.get(word, ("", 0))[0] for word in ("Account Type", "Customer Type"))
    statement.open_account(account, line, kinds, account or None)
    base, line = said.get("Base Currency", (DOLLARS, 0))
    refuse_other_base(base, line, account, statement)
    return account


def _read_period(entries: list[_Entry], statement: Statement) -> None:
    """Read the last day of the statement."""
    period, line = _fields(entries, "Statement").get("Period", ("", 0))
    try:
        statement.as_of = any_day(period.rpartition(" - ")[2])
    except NotUnderstoodError as failure:
        statement.findings.warn(line, f"the period {period!r} {failure.why}", failure.remedy)


def _line(record: Record) -> Line:
    """Read a position or a lot."""
    opened = record.text("open")
    return Line(
        line=record.line,
        is_lot=record.text("datadiscriminator") == "Lot",
        symbol=record.text("symbol"),
        description="",
        category=record.text("assetcategory"),
        currency=record.text("currency"),
        shares=optional_amount(record, "quantity"),
        price=optional_amount(record, "closeprice"),
        value=optional_amount(record, "value"),
        cost=optional_amount(record, "costbasis"),
        multiplier=optional_amount(record, "mult") or Decimal(1),
        acquired=None if is_nothing(opened) else record.read("open", any_day),
        rate=None,
    )


def _cash(entries: list[_Entry]) -> tuple[dict[str, tuple[int, Decimal]], Decimal | None]:
    """Read the ending cash of each currency, and of all together in the base currency."""
    balances: dict[str, tuple[int, Decimal]] = {}
    base = None
    for each in _data(entries, "Cash Report"):
        if each.record.text("currencysummary") != "Ending Cash":
            continue
        dollars = each.record.require("total", us_amount)
        currency = each.record.text("currency")
        if dollars is None:
            continue
        if currency == "Base Currency Summary":
            base = dollars
        else:
            balances[currency] = (each.record.line, dollars)
    return balances, base


def _check_totals(entries: list[_Entry], lines: list[Line], findings: Findings) -> None:
    """Hold positions in dollars against the total of their category."""
    for each in entries:
        if not _is_total(each):
            continue
        category, record = each.record.text("assetcategory"), each.record
        mine = [line for line in lines if line.category == category and not line.is_lot]
        total = optional_amount(record, "value")
        values = [line.value for line in mine if line.value is not None]
        only_dollars = all(line.currency == DOLLARS for line in mine)
        if total is None or not only_dollars or record.text("currency") != DOLLARS:
            continue
        differs = difference(category, sum(values, Decimal(0)), total) if mine else ""
        if differs:
            findings.error(record.line, differs, A_ROW_MAY_MISS)
