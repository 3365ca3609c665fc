"""
What an iShares fund holds: the file as downloaded, resaved by Excel, or parsed to a plain table.

The day stands in the preamble, or else in the name of the file. Every line is kept as it is given:
cash goes by the ticker USD, which is also a fund's, lines without a ticker have `-`, and a ticker
may stand twice.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from allocator.market.formats.days import day_of
from allocator.market.formats.layout import names_at
from allocator.market.formats.lines import holdings
from allocator.market.formats.naming import day_in, ticker_in
from allocator.market.formats.numbers import Style, number
from allocator.market.formats.reading import Listing, Reading
from allocator.market.series import TableKey, TableKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from allocator.errors import Problem
    from allocator.market.formats.sheet import Head, Sheet

FUNDS = {
    "iShares Core S&P 500 ETF": "IVV",
    "iShares Core S&P Mid-Cap ETF": "IJH",
    "iShares Core S&P Small-Cap ETF": "IJR",
    "iShares Micro-Cap ETF": "IWC",
    "iShares Russell 1000 ETF": "IWB",
    "iShares Russell 1000 Growth ETF": "IWF",
    "iShares Russell 1000 Value ETF": "IWD",
    "iShares Russell 2000 ETF": "IWM",
    "iShares Russell 2000 Growth ETF": "IWO",
    "iShares Russell 2000 Value ETF": "IWN",
    "iShares Russell 3000 ETF": "IWV",
}
"""Tickers by the first line of a file; other funds go by the ticker in the file's name."""

_COLUMNS = {
    "ticker": "ticker",
    "name": "name",
    "sector": "sector",
    "asset class": "asset_class",
    "market value": "value",
    "weight (%)": "weight",
    "market weight": "weight",
    "quantity": "quantity",
    "shares": "quantity",
    "price": "price",
}
_NEEDED = {"ticker", "name", "asset class", "market value"}
_AS_OF = "fund holdings as of"
_SHORT_YEAR = re.compile(r"(\d{1,2}-[A-Za-z]{3}-)(\d{2})")
_LONGEST_TICKER = 12
_SAY_DAY = "put the day into the name of the file, as IWM_holdings_2026-05-05.csv"
_SAY_FUND = "put the ticker into the name of the file, as IWM_holdings_2026-05-05.csv"
_AGAIN = "fetch the file again: it may be cut short"


def recognises(head: Head) -> bool:
    """Look for the row of names."""
    return names_at(head, _NEEDED.issubset) is not None


def lists(sheet: Sheet, lines: Sequence[str]) -> Listing | None:
    """List the table, if the file says which fund and which day it is of."""
    del lines
    fund, day = _fund_and_day(sheet)
    if day is None or not fund:
        return None
    key = TableKey(TableKind.HOLDINGS, fund, day, sheet.about.source)
    return Listing(table_keys=() if sheet.about.is_later(day) else (key,))


def read(sheet: Sheet) -> Reading:
    """Read the table."""
    about, head = sheet.about, sheet.head
    at = names_at(head, _NEEDED.issubset) or 0
    header = [name.lower() for name in head[at]]
    fund, day = _fund_and_day(sheet)
    if day is None or not fund:
        message = "does not say " + ("which day it is of" if day is None else "which fund it is of")
        return Reading(problems=(about.error(message, _SAY_DAY if day is None else _SAY_FUND),))
    body = sheet.part(at + 1)
    rows = [body.cells(line) for line in body.texts]
    end = next((place for place, row in enumerate(rows) if len(row) < len(header)), len(rows))
    problems = _beyond(body, rows, end, header)
    if problems:
        return Reading(problems=problems)
    cells = {
        _COLUMNS[name]: [row[place] for row in rows[:end]]
        for place, name in enumerate(header)
        if name in _COLUMNS
    }
    return holdings(about, fund, day, cells, body.numbers[:end])


def _fund_and_day(sheet: Sheet) -> tuple[str, date | None]:
    """Name fund and day: by the preamble, else by the name of the file."""
    head, stem = sheet.head, sheet.about.stem
    at = names_at(head, _NEEDED.issubset) or 0
    title = head[0][0] if at else ""
    return FUNDS.get(title) or ticker_in(stem) or title, _day(head[:at]) or day_in(stem)


def _day(preamble: Head) -> date | None:
    """Find the day in the preamble."""
    for row in preamble:
        if row[0].lower() == _AS_OF and len(row) > 1:
            return day_of(_SHORT_YEAR.sub(r"\g<1>20\2", row[1]))
    return None


def _beyond(
    body: Sheet, rows: Sequence[Sequence[str]], end: int, header: Sequence[str]
) -> tuple[Problem, ...]:
    """Look for holdings after the end of the table, of which only remarks should be left."""
    value = header.index("market value")
    for at in range(end, len(rows)):
        row = rows[at]
        is_holding = len(row) > value and number(row[value], Style.POINT) is not None
        is_begun = 1 < len(row) < len(header) and len(row[0]) <= _LONGEST_TICKER
        if is_holding or is_begun:
            message = f"has {len(row)} cells, and the header has {len(header)}"
            return (body.about.error(message, _AGAIN, body.numbers[at]),)
    return ()
