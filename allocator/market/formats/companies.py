"""
Lists of companies with their market values, on the day in the name of the file.

Finviz writes millions of dollars without saying so; the list of the S&P 500's members of the
datasets project writes dollars. Which one it is must fit the largest company there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.market.formats.body import read_columns
from allocator.market.formats.naming import day_in
from allocator.market.formats.reading import Listing, Reading, no_rows
from allocator.market.series import Table, TableKey, TableKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.market.formats.sheet import Head, Sheet

_LARGEST = (1e11, 2e13)
"""Dollars between which the largest of several companies lies, of 1990 and of any day to come."""

_SAY_DAY = "put the day into the name of the file, as finviz_2025-08-21.csv"


@dataclass(frozen=True, slots=True)
class _List:
    """
    A list: who publishes it, its columns, and dollars in a unit of its market values.

    `sector` is "" where it has none: what the list of the S&P 500 calls sectors are industries.
    """

    name: str
    ticker: str
    company: str
    sector: str
    needed: frozenset[str]
    unit: float


_VALUE = "Market Cap"
_LISTS = (
    _List("finviz", "Ticker", "Company", "Sector", frozenset({"Industry", "Country", _VALUE}), 1e6),
    _List("s-and-p-500", "Symbol", "Name", "", frozenset({"Price/Earnings", _VALUE}), 1.0),
)


def recognises(head: Head) -> bool:
    """Look for the names of columns."""
    return _list(head) is not None


def lists(sheet: Sheet, lines: Sequence[str]) -> Listing | None:
    """List the table, if its file says which day it is of."""
    del lines
    key = _key(sheet)
    if key is None:
        return None
    return Listing(table_keys=() if sheet.about.is_later(key.day) else (key,))


def read(sheet: Sheet) -> Reading:
    """Read tickers, names, sectors and market values; lines without a value are kept so."""
    about, header, found, key = sheet.about, sheet.head[0], _list(sheet.head), _key(sheet)
    if found is None or key is None:
        return Reading(problems=(about.error("does not say which day it is of", _SAY_DAY),))
    if about.is_later(key.day):
        return Reading()
    body = sheet.part(1)
    if not body.texts:
        return no_rows(about)
    ticker, company, value = (header.index(name) for name in (found.ticker, found.company, _VALUE))
    sector = header.index(found.sector) if found.sector in header else None
    words = [ticker, company] if sector is None else [ticker, company, sector]
    columns = read_columns(body, header, [value], words)
    if value not in columns.numbers:
        return Reading(problems=columns.problems)
    values = columns.numbers[value] * found.unit
    largest = float(np.nanmax(values, initial=0.0))
    if not _LARGEST[0] <= largest <= _LARGEST[1]:
        message = f"its largest company would be worth {largest:,.0f} dollars"
        remedy = f"give the {found.name} list as it was exported"
        return Reading(problems=(about.error(message, remedy),))
    lines = pd.DataFrame(
        {
            "ticker": columns.words[ticker],
            "company": columns.words[company],
            "sector": "" if sector is None else columns.words[sector],
            "market_value": values,
        }
    )
    return Reading(tables=(Table(key, lines, about.origin),))


def _key(sheet: Sheet) -> TableKey | None:
    """Name the table, if the name of the file has its day."""
    found, day = _list(sheet.head), day_in(sheet.about.stem)
    if found is None or day is None:
        return None
    return TableKey(TableKind.COMPANIES, found.name, day, sheet.about.source)


def _list(head: Head) -> _List | None:
    """Find which list has such columns."""
    names = set(head[0]) if head else set()
    return next((x for x in _LISTS if names >= x.needed | {x.ticker, x.company}), None)
