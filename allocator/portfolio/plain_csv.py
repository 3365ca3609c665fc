"""
Our own CSV: a header, a row for each fund or lot, a CASH row for the money of an account.

It is strict where an amount of money is at stake and forgiving about everything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.portfolio import Account, AccountType, Lock, Lot, Portfolio
from allocator.portfolio import words
from allocator.portfolio.amounts import amount
from allocator.portfolio.cells import Row, records_under, split_rows, without_empty_end
from allocator.portfolio.columns import COLUMNS, REQUIRED, looks_like_header
from allocator.portfolio.entries import Entry, gather
from allocator.portfolio.findings import Findings, NotUnderstoodError, quoted
from allocator.portfolio.header import delimiter_of
from allocator.portfolio.layout import Layout, first_line

if TYPE_CHECKING:
    from allocator.portfolio.cells import Record

NAME = "plain CSV"

ONLY_ACCOUNT = "portfolio"
"""The name of the account where a file names none."""

_CASH = {words.key(word) for word in ("CASH", "$CASH", "USD", "Cash & Cash Investments")}


@dataclass(frozen=True, slots=True)
class _Cash:
    """One row of money."""

    line: int
    account: str
    dollars: Decimal


@dataclass(frozen=True, slots=True)
class _Kind:
    """One row's word on how its account is taxed."""

    line: int
    account: str
    type: AccountType


def recognises(text: str) -> bool:
    """Tell our CSV by its first row: it names a column for symbols or for shares."""
    return looks_like_header(first_line(text))


def read(text: str, source: str) -> Portfolio:
    r"""
    Read our own CSV.

    Args:
        text: The file's text; lines end with newlines.
        source: The path as typed.

    Returns:
        The portfolio as far as it can be read, with every problem of the file; accounts without
        a CASH row have no cash.

    Example:
        >>> portfolio = read("Ticker,Qty\nVTI,120\nCASH,2500.50\n", "mine.csv")
        >>> portfolio.holdings[0].symbol, portfolio.accounts[0].cash
        ('VTI', Decimal('2500.50'))
    """
    findings = Findings(source)
    records = _records(text, findings)
    accounts = _account_names(records)
    entries: list[Entry] = []
    cash: list[_Cash] = []
    kinds: list[_Kind] = []
    for record, account in zip(records, accounts, strict=True):
        kind = record.read("account_type", words.account_type)
        if kind is not None:
            kinds.append(_Kind(record.line, account, kind))
        if words.key(record.text("symbol")) in _CASH:
            cash += _cash(record, account)
        else:
            entries += _entry(record, account)
    holdings = gather(entries, findings)
    found = _accounts({*accounts}, cash, kinds, findings)
    if not findings.stopped and not holdings and not any(account.cash for account in found):
        findings.error(0, "holds no fund and no cash", "add a row for each fund, and a CASH row")
    return Portfolio(found, holdings, source, NAME, None, findings.problems)


LAYOUT = Layout(NAME, recognises, read)


def _records(text: str, findings: Findings) -> list[Record]:
    """Split the text into records by column; none if the header cannot be used."""
    rows = list(split_rows(text, findings, delimiter_of(first_line(text)), comment="#"))
    if not rows:
        return []
    header, *body = rows
    header = Row(header.line, without_empty_end(header.cells))
    positions = COLUMNS.find(header, findings)
    if not all(column in positions for column in REQUIRED):
        return []
    remedy = "empty cells need their commas, and cells that hold a comma need quotes"
    return list(records_under(header, body, positions, findings, remedy))


def _account_names(records: list[Record]) -> list[str]:
    """Name the account of each record; all or none must name theirs, lest money change hands."""
    if not any(record.text("account") for record in records):
        return [ONLY_ACCOUNT] * len(records)
    names = [record.require("account", words.name) or "" for record in records]
    first: dict[str, str] = {}
    for record, account in zip(records, names, strict=True):
        other = first.setdefault(words.key(account), account)
        if other != account:
            message = f"accounts {quoted(other)} and {quoted(account)} are taken as two"
            record.warn(message, "spell the name the same way if they are one")
    return names


def _shares(text: str) -> Decimal:
    """Read how many shares are held."""
    shares = amount(text)
    if shares < 0:
        raise NotUnderstoodError("is negative", "short holdings are not supported")
    return shares


def _price(text: str) -> Decimal:
    """Read what one share costs."""
    price = amount(text)
    if price <= 0:
        raise NotUnderstoodError("is not above zero", "correct it, or leave it empty")
    return price


def _cost(text: str) -> Decimal:
    """Read what was paid."""
    cost = amount(text)
    if cost < 0:
        raise NotUnderstoodError("is negative", "correct it, or leave it empty")
    return cost


def _entry(record: Record, account: str) -> list[Entry]:
    """Read a row of shares: one entry, or none where something was noted."""
    symbol = record.require("symbol", words.symbol)
    shares = record.require("shares", _shares)
    price = record.read("price", _price)
    cost = record.read("cost_basis", _cost)
    acquired = record.read("acquired", words.day)
    index = record.read("index", words.name)
    lock = record.read("lock", words.lock)
    if shares == 0:
        record.warn("no shares; the row is skipped", "remove the row")
    if symbol is None or not shares:
        return []
    lot = Lot(shares, cost, acquired)
    return [Entry(record.line, account, symbol, lot, price, index, lock or Lock.NONE)]


def _cash(record: Record, account: str) -> list[_Cash]:
    """Read a row of money: its dollars stand under shares."""
    dollars = record.require("shares", amount)
    price = record.read("price", amount)
    if price is not None and price != 1:
        remedy = "leave the price empty: a cash row has its dollars under shares"
        record.error(f"cash has the price {price}, not 1", remedy)
    if record.text("index"):
        record.error("cash tracks no index", "leave the index empty")
    if record.read("lock", words.lock) not in {None, Lock.NONE}:
        remedy = "leave it empty; limits.cash_reserve in the policy keeps cash"
        record.error("cash cannot be locked", remedy)
    for column in ("cost_basis", "acquired"):
        if record.text(column):
            record.warn(f"{record.headings[column]} is ignored on a cash row", "leave it empty")
    if dollars is None:
        return []
    if words.key(record.text("symbol")) == "usd":
        record.warn(f"read as {dollars} dollars of cash", "write CASH for money")
    if dollars < 0:
        record.error(f"cash is {dollars}: margin debt", "portfolios with debt are not supported")
    return [_Cash(record.line, account, dollars)]


def _accounts(
    names: set[str], cash: list[_Cash], kinds: list[_Kind], findings: Findings
) -> tuple[Account, ...]:
    """Put accounts together from what rows say of them, noting what they say twice."""
    balances: dict[str, _Cash] = {}
    for row in cash:
        first = balances.setdefault(row.account, row)
        if first is not row:
            message = (
                f"cash appears twice in account {quoted(row.account)}, first in line {first.line}"
            )
            findings.error(row.line, message, "merge the two rows into one")
    types: dict[str, _Kind] = {}
    for said in kinds:
        known = types.setdefault(said.account, said)
        if known.type is not said.type:
            message = (
                f"account {quoted(said.account)} is {said.type} here "
                f"and {known.type} in line {known.line}"
            )
            findings.error(said.line, message, "give all its rows the same account type")
    nothing, unknown = _Cash(0, "", Decimal(0)), _Kind(0, "", AccountType.UNKNOWN)
    return tuple(
        Account(name, types.get(name, unknown).type, balances.get(name, nothing).dollars)
        for name in sorted(names)
    )
