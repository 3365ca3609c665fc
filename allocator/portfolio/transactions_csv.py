"""Our own CSV of purchases and sales of the past, for what no export of positions tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.portfolio import Portfolio, Transaction
from allocator.model.trades import Side
from allocator.portfolio import words
from allocator.portfolio.amounts import amount
from allocator.portfolio.cells import Row, records_under, split_rows, without_empty_end
from allocator.portfolio.findings import Findings, NotUnderstoodError
from allocator.portfolio.header import Columns, delimiter_of
from allocator.portfolio.layout import Layout, first_line
from allocator.portfolio.suggestion import did_you_mean

if TYPE_CHECKING:
    from decimal import Decimal

    from allocator.portfolio.cells import Record

NAME = "transactions CSV"

_MEANINGS = {
    "account": "its name, as in the file of holdings",
    "date": "the day of the trade",
    "symbol": "the ticker",
    "side": "buy or sell",
    "shares": "how many",
    "price": "of one share",
    "gain": "what a sale realised, in dollars",
}
_SPELLINGS = {
    "account": ("account", "account name", "account number", "acct"),
    "date": ("date", "trade date", "day"),
    "symbol": ("symbol", "ticker"),
    "side": ("side", "action", "buy or sell"),
    "shares": ("shares", "quantity", "qty", "units"),
    "price": ("price", "share price", "price per share"),
    "gain": ("gain", "realized gain", "realised gain"),
}
_REQUIRED = ("account", "date", "symbol", "side", "shares")
_COLUMNS = Columns(_MEANINGS, _SPELLINGS, _REQUIRED)
_SIDES = {"buy": Side.BUY, "bought": Side.BUY, "sell": Side.SELL, "sold": Side.SELL}


def recognises(text: str) -> bool:
    """Tell the file by its header: it has a column for the date and one for the side."""
    line = first_line(text)
    headings = {words.key(part) for part in line.split(delimiter_of(line))}
    dates, sides = (set(map(words.key, _SPELLINGS[name])) for name in ("date", "side"))
    return bool(headings & dates) and bool(headings & sides)


def read(text: str, source: str) -> Portfolio:
    r"""
    Read purchases and sales.

    Args:
        text: The file's text; lines end with newlines.
        source: The path as typed.

    Returns:
        No account and no holding, but the transactions, in the order of the file, and every
        problem.

    Example:
        >>> rows = "account,date,symbol,side,shares\nRoth,2026-04-15,IWM,buy,20\n"
        >>> read(rows, "trades.csv").transactions[0].shares
        Decimal('20')
    """
    findings = Findings(source)
    rows = list(split_rows(text, findings, delimiter_of(first_line(text)), comment="#"))
    found = [_transaction(record) for record in _records(rows, findings)]
    transactions = tuple(each for each in found if each is not None)
    if not transactions and not findings.stopped:
        findings.error(0, "holds no transaction", "add a row for each purchase and sale")
    problems = findings.problems
    return Portfolio((), (), source, NAME, None, problems, transactions=transactions)


LAYOUT = Layout(NAME, recognises, read)


def _records(rows: list[Row], findings: Findings) -> list[Record]:
    """Name the cells of each row; none if the header cannot be used."""
    if not rows:
        return []
    header = Row(rows[0].line, without_empty_end(rows[0].cells))
    positions = _COLUMNS.find(header, findings)
    if not all(column in positions for column in _REQUIRED):
        return []
    remedy = "empty cells need their commas"
    return list(records_under(header, rows[1:], positions, findings, remedy))


def _transaction(record: Record) -> Transaction | None:
    """Read one row; None where something was noted."""
    account = record.require("account", words.name)
    day = record.require("date", words.day)
    symbol = record.require("symbol", words.symbol)
    side = record.require("side", _side)
    shares = record.require("shares", _above_zero)
    price = record.read("price", _above_zero)
    gain = record.read("gain", amount)
    if side is Side.BUY and gain is not None:
        record.error("a purchase realises no gain", "leave the gain empty")
    if account is None or day is None or symbol is None or side is None or shares is None:
        return None
    place = record.findings.place(record.line)
    return Transaction(account, day, symbol, side, shares, price, gain, place)


def _side(text: str) -> Side:
    """Read which way a trade went."""
    found = _SIDES.get(words.key(text))
    if found is None:
        raise NotUnderstoodError("is neither buy nor sell", did_you_mean(text, ("buy", "sell")))
    return found


def _above_zero(text: str) -> Decimal:
    """Read a number of shares or a price."""
    number = amount(text)
    if number <= 0:
        raise NotUnderstoodError("is not above zero", "the side says which way the trade went")
    return number
