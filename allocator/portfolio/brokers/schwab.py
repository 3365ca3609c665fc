"""
Schwab's export of one account's positions, in its three generations of headings.

The file checks itself: every row states its market value and the last row the total, and it
is an error unless shares times price agree with the one and the rows add up to the other to the
cent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.portfolio import Account, AccountType, Lock, Lot, Portfolio
from allocator.portfolio import words
from allocator.portfolio.amounts import us_amount
from allocator.portfolio.cells import Record, Row, split_rows, without_empty_end
from allocator.portfolio.entries import Entry, gather
from allocator.portfolio.findings import Findings, NotUnderstoodError, quoted
from allocator.portfolio.layout import Layout, first_line

if TYPE_CHECKING:
    from datetime import date

NAME = "Schwab positions (one account)"

HALF_A_CENT = Decimal("0.005")
"""How far a printed price or value may lie from the exact one."""

_TITLE = re.compile(r'"?Positions for account (?P<account>.+?) as of (?P<rest>[^"]*)')
_DATE = re.compile(r"([0-9]{4})/([0-9]{2})/([0-9]{2})|([0-9]{1,2}/[0-9]{1,2}/[0-9]{4})")
_HEADINGS = {
    "Symbol": "symbol",
    "Quantity": "quantity",
    "Qty (Quantity)": "quantity",
    "Price": "price",
    "Market Value": "value",
    "Mkt Val (Market Value)": "value",
    "Cost Basis": "cost",
    "Security Type": "kind",
    "Asset Type": "kind",
}
_REQUIRED = {"symbol": "Symbol", "quantity": "Quantity", "price": "Price", "value": "Market Value"}
_CASH = "cashcashinvestments"
_TOTALS = {"accounttotal", "positionstotal"}
_NOTHING = {"--", "N/A", "Incomplete"}
_OPTION = re.compile(r"\S+ [0-9]{2}/[0-9]{2}/[0-9]{4} [0-9.,]+ [CP]")
_CUSIP = re.compile(r"(?=.*[0-9])[0-9A-Z]{9}")
_TYPE_WORDS = (
    (AccountType.ROTH, {"roth"}),
    (AccountType.HSA, {"hsa"}),
    (AccountType.TRADITIONAL, {"ira", "rollover", "401k", "403b"}),
    (AccountType.TAXABLE, {"individual", "joint", "brokerage"}),
)


@dataclass(frozen=True, slots=True)
class _Contents:
    """The rows of the file by what they are; `headed` if the headings could be used."""

    cash: list[Record]
    funds: list[Record]
    others: list[Record]
    totals: list[Record]
    headed: bool

    @property
    def valued(self) -> list[Record]:
        """The rows that the total counts."""
        return [*self.cash, *self.funds, *self.others]


def recognises(text: str) -> bool:
    """Tell the export by its title line."""
    return _TITLE.match(first_line(text)) is not None


def read(text: str, source: str) -> Portfolio:
    """
    Read a Schwab export of one account.

    Args:
        text: The file's text; lines end with newlines.
        source: The path as typed.

    Returns:
        One account with its cash, and its holdings at the prices of the file, as far as they can
        be read, with every problem: rows that cannot be read or advised on, margin debt, values
        that are not shares times price, a total that is missing or not the sum of the rows.
    """
    findings = Findings(source)
    title = first_line(text)
    title_line = text[: text.index(title)].count("\n") + 1
    account, as_of = _title(title.replace('"', ""), title_line, findings)
    contents = _sorted_out(_records(list(split_rows(text, findings)), findings))
    for record in contents.others:
        record.error(*_not_advised(record))
    values = {record.line: record.require("value", us_amount) for record in contents.valued}
    cash = _cash(contents.cash, values, findings)
    entries = [e for fund in contents.funds for e in _entry(fund, account, values[fund.line])]
    if contents.headed:
        _check_total(contents.totals, list(values.values()), findings)
    kind = _account_type(account, title_line, findings)
    accounts = (Account(account, kind, cash),)
    holdings = gather(entries, findings)
    return Portfolio(accounts, holdings, source, NAME, as_of, findings.problems)


LAYOUT = Layout(NAME, recognises, read)


def _title(title: str, line: int, findings: Findings) -> tuple[str, date | None]:
    """Read the account's name and the date from the title line."""
    found = _TITLE.match(title)
    dated = _DATE.search(found["rest"]) if found else None
    if found is None or dated is None:
        findings.error(line, f"the title {quoted(title)} has no date", "export it again")
        return "", None
    iso = "-".join(part for part in dated.groups()[:3] if part)
    try:
        return words.name(found["account"]), words.day(iso or dated[4])
    except NotUnderstoodError as failure:
        findings.error(line, f"the title {quoted(title)} {failure.why}", "export it again")
        return "", None


def _records(rows: list[Row], findings: Findings) -> list[Record] | None:
    """Name the cells of every row after the headings; None if these cannot be used."""
    place = next((n for n, row in enumerate(rows) if "Symbol" in row.cells), None)
    if place is None:
        findings.error(0, "has no row of headings with Symbol in it", "export it again")
        return None
    header = Row(rows[place].line, without_empty_end(rows[place].cells))
    positions = _positions(header, findings)
    if _REQUIRED.keys() - positions.keys():
        return None
    headings = {column: header.cells[position] for column, position in positions.items()}
    records = []
    for row in rows[place + 1 :]:
        fitted = row.fitted(len(header.cells))
        if fitted is None:
            message = f"{len(row.cells)} cells under {len(header.cells)} headings"
            findings.error(row.line, message, "export it again, and do not edit it")
            continue
        cells = {column: fitted[position] for column, position in positions.items()}
        records.append(Record(row.line, cells, headings, findings))
    return records


def _positions(header: Row, findings: Findings) -> dict[str, int]:
    """Find the columns we need, noting those that are missing or stand there twice."""
    positions: dict[str, int] = {}
    for position, heading in enumerate(header.cells):
        column = _HEADINGS.get(heading)
        if column in positions:
            findings.error(header.line, f"two columns hold {heading}", "remove one at Schwab")
        elif column is not None:
            positions[column] = position
    for column, heading in _REQUIRED.items():
        if column not in positions:
            remedy = "add it to the view at Schwab, and export again"
            findings.error(header.line, f"there is no column {heading}", remedy)
    return positions


def _sorted_out(records: list[Record] | None) -> _Contents:
    """Tell the cash row, funds, what is no fund, and the total apart."""
    found = _Contents([], [], [], [], headed=records is not None)
    for record in records or []:
        symbol = record.text("symbol")
        if words.key(symbol) in _TOTALS:
            found.totals.append(record)
        elif words.key(symbol) == _CASH:
            found.cash.append(record)
        elif _what_it_is(record):
            found.others.append(record)
        else:
            found.funds.append(record)
    return found


def _what_it_is(record: Record) -> str:
    """Name what is neither a fund nor cash; empty for what may be a fund."""
    symbol, kind = record.text("symbol"), record.text("kind").lower()
    if _OPTION.fullmatch(symbol) or "option" in kind:
        return "an option"
    if "fixed income" in kind or "bond" in kind.split() or _CUSIP.fullmatch(symbol):
        return "a single bond"
    return ""


def _not_advised(record: Record) -> tuple[str, str]:
    """Say what a row is that belongs to the total and cannot be advised on."""
    message = f"is {_what_it_is(record)}, and only funds can be advised on"
    return message, "list funds and cash in a plain CSV of your own, without this row"


def _shares(text: str) -> Decimal:
    """Read how many shares are held."""
    shares = us_amount(text)
    if shares < 0:
        raise NotUnderstoodError("is negative", "short holdings are not supported")
    return shares


def _price(text: str) -> Decimal:
    """Read what one share costs."""
    price = us_amount(text)
    if price <= 0:
        raise NotUnderstoodError("is not above zero", "export it again")
    return price


def _cost(text: str) -> Decimal | None:
    """Read what was paid, where Schwab knows it."""
    return None if text in _NOTHING else us_amount(text)


def _entry(record: Record, account: str, value: Decimal | None) -> list[Entry]:
    """Read a row of shares, held against its own market value."""
    symbol = record.require("symbol", words.symbol)
    shares = record.require("quantity", _shares)
    if shares == 0:
        record.warn("no shares; the row is skipped", "nothing needs to be done")
        return []
    price = record.require("price", _price)
    cost = record.read("cost", _cost)
    if symbol is None or shares is None or price is None:
        return []
    if value is not None and abs(shares * price - value) > HALF_A_CENT * (shares + 1):
        product = f"{shares} shares at {price} make {shares * price:,.2f}"
        record.error(f"{product}, but the row says {value:,.2f}", "export it again")
    lot = Lot(shares, cost, None)
    return [Entry(record.line, account, symbol, lot, price, None, Lock.NONE)]


def _cash(records: list[Record], values: dict[int, Decimal | None], findings: Findings) -> Decimal:
    """Take the cash row's value; no such row is no cash."""
    for record in records[1:]:
        findings.error(record.line, "cash appears twice", "export it again")
    cash = (values[records[0].line] if records else None) or Decimal(0)
    if cash < 0:
        message = f"the value is {cash:,.2f}: margin debt"
        records[0].error(message, "portfolios with debt are not supported")
    return cash


def _check_total(totals: list[Record], values: list[Decimal | None], findings: Findings) -> None:
    """Hold the sum of the rows against the file's own total, to the cent."""
    if len(totals) != 1:
        found = "there are several total rows" if totals else "the total row is missing"
        remedy = "export one account again: without its total a file may be cut short"
        findings.error(totals[1].line if totals else 0, found, remedy)
        return
    total = totals[0].require("value", us_amount)
    known = [value for value in values if value is not None]
    if total is None or len(known) < len(values):
        return
    added = sum(known, Decimal(0))
    if added != total:
        message = (
            f"the rows add up to {added:,.2f}, but the file's total is {total:,.2f}: "
            f"a difference of {total - added:,.2f}"
        )
        totals[0].error(message, "export it again; a row may be missing")


def _account_type(account: str, line: int, findings: Findings) -> AccountType:
    """Tell how an account is taxed from the words of its name."""
    spoken = set(re.findall(r"[a-z0-9]+", account.lower().replace("(k)", "k")))
    for kind, telling in _TYPE_WORDS:
        if spoken & telling:
            return kind
    if account:
        message = f"the name {quoted(account)} does not say how the account is taxed"
        findings.warn(line, message, "taxes are not considered for it")
    return AccountType.UNKNOWN
