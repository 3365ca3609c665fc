"""
A user's file of federal funds futures: one month's price a row, all quoted on one day.

A quote in the wrong month or of another day would move every probability after it, so that
nothing is guessed but the decade of a contract code with one digit.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.policy_path import FuturesQuote, FuturesQuotes, month_of, months_after
from allocator.portfolio import words
from allocator.portfolio.amounts import amount
from allocator.portfolio.few_columns import few_columns
from allocator.portfolio.findings import Findings, NotUnderstoodError
from allocator.portfolio.header import Columns
from allocator.portfolio.text_file import read_text

if TYPE_CHECKING:
    import os

    from allocator.portfolio.cells import Record

MOST_MONTHS = 24
"""CME lists contracts further ahead, but trades few of them."""

LEAST_PRICE, MOST_PRICE = Decimal(75), Decimal(101)
"""Average rates from -1 to 25 percent; the highest month on record, 1981-06, was 19.1."""

FIRST_YEAR, LAST_YEAR = 1988, 2100
"""The contract was first traded in October 1988; a year beyond 2100 is a slip."""

_day = words.day_between(FIRST_YEAR, LAST_YEAR)

_MEANINGS = {
    "month": "2026-12, or a contract code such as ZQZ6",
    "price": "100 less the rate",
    "as_of": "the day of the quote",
}
_SPELLINGS = {"month": ("month", "contract"), "price": ("price",), "as_of": ("as of",)}
_COLUMNS = Columns(_MEANINGS, _SPELLINGS, [*_MEANINGS])
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_CONTRACT = re.compile(r"(?:ZQ|FF)([FGHJKMNQUVXZ])([0-9]|[0-9]{2})")
_LETTERS = "FGHJKMNQUVXZ"
"""The futures market's letters for January to December."""


def read_quotes(path: str | os.PathLike[str]) -> FuturesQuotes:
    """
    Read a file of quotes.

    Args:
        path: CSV with the columns month (or contract), price and as_of, in any order.

    Returns:
        The quotes in order of month.

    Raises:
        InputError: With every problem of the file.
    """
    text = read_text(path)
    findings = Findings(str(path))
    records = list(few_columns(text, findings, _COLUMNS))
    if not records and not findings.stopped:
        findings.error(0, "holds no quote", "add a row for each month: month,price,as_of")
    as_of = _one_day(records, findings)
    found: dict[date, tuple[int, FuturesQuote]] = {}
    for record in records:
        quote = _quote(record, as_of)
        if quote is None:
            continue
        first, _ = found.setdefault(quote.month, (record.line, quote))
        if first != record.line:
            message = f"{quote.month:%Y-%m} is quoted twice, first in line {first}"
            record.error(message, "keep one of the two")
    if len(found) > MOST_MONTHS:
        message = f"quotes {len(found)} months; at most {MOST_MONTHS} are read"
        findings.error(0, message, "remove the furthest ones")
    if findings.stopped or as_of is None:
        raise findings.refusal()
    ordered = tuple(found[month][1] for month in sorted(found))
    return FuturesQuotes(as_of, ordered, findings.source)


def _one_day(records: list[Record], findings: Findings) -> date | None:
    """Read the one day of all quotes; those of two days make no path."""
    days = [(record, record.require("as_of", _day)) for record in records]
    known = [(record, day) for record, day in days if day is not None]
    if not known:
        return None
    first, as_of = known[0]
    for record, day in known:
        if day != as_of:
            message = f"is quoted on {day}, line {first.line} on {as_of}"
            findings.error(record.line, message, "give quotes of one day")
    return as_of


def _quote(record: Record, as_of: date | None) -> FuturesQuote | None:
    """Read one row; none where something was noted."""
    price = record.require("price", _price)
    month = record.require("month", lambda text: _month(text, as_of))
    return None if price is None or month is None else FuturesQuote(month, price)


def _price(text: str) -> Decimal:
    """Read a price that can be one."""
    price = amount(text)
    if not LEAST_PRICE <= price <= MOST_PRICE:
        remedy = "write 100 less the rate in percent: 96.36 for a rate of 3.64"
        raise NotUnderstoodError("is not the price of a federal funds future", remedy)
    return price


def _month(text: str, as_of: date | None) -> date | None:
    """Read a month or a contract code; without a day the decade of a code is not known."""
    plain, contract = _MONTH.fullmatch(text), _CONTRACT.fullmatch(text.upper())
    if plain and 1 <= int(plain[2]) <= 12 and int(plain[1]):
        month: date | None = date(int(plain[1]), int(plain[2]), 1)
    elif contract:
        number = _LETTERS.index(contract[1]) + 1
        month = date(_year(contract[2], as_of), number, 1) if as_of else None
    else:
        raise NotUnderstoodError("is not a month", f"write {_MEANINGS['month']}")
    if as_of and month:
        _check_reach(month, as_of)
    return month


def _year(digits: str, as_of: date) -> int:
    """Read the year of a contract code; of one digit, the year nearest to the quote's."""
    if len(digits) == 2:
        return 2000 + int(digits)
    # From four years back to five ahead each digit comes once.
    return next(year for year in range(as_of.year - 4, as_of.year + 6) if year % 10 == int(digits))


def _check_reach(month: date, as_of: date) -> None:
    """Refuse a month that was over long before the quote, or lies far ahead."""
    this = month_of(as_of)
    if month < months_after(this, -1):
        why = f"is {month:%Y-%m}, over long before {as_of}"
        raise NotUnderstoodError(why, "remove it; the month before the quote is the first of use")
    if month > months_after(this, MOST_MONTHS):
        why = f"is {month:%Y-%m}, more than {MOST_MONTHS} months after {as_of}"
        raise NotUnderstoodError(why, "remove the row, or correct it")
