"""
What a Vanguard fund holds, as exported from its site.

No file of Vanguard's was at hand. The layout is taken from programs that read its exports of 2014
to 2020: a title with the ticker in brackets, sections with their day, and for shares the columns
SEDOL, holdings, ticker, % of fund, sector, country, market value, shares in one order or another.
Sections of bonds and of reserves are named as not used.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from allocator.market.formats.days import day_of
from allocator.market.formats.layout import names_at
from allocator.market.formats.lines import holdings
from allocator.market.formats.naming import day_in, ticker_in
from allocator.market.formats.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.market.formats.sheet import Head, Sheet

_COLUMNS = {
    "ticker": "ticker",
    "holdings": "name",
    "holding name": "name",
    "sector": "sector",
    "market value": "value",
    "% of fund": "weight",
    "% of funds": "weight",
    "shares": "quantity",
}
_NEEDED = {"ticker", "name", "value", "weight", "quantity"}
_AS_OF = re.compile(r"as of (\d{1,2}/\d{1,2}/\d{4})")
_TICKER = re.compile(r"\(([A-Z]{2,5})\)")
_SAY = "put ticker and day into the name of the file, as VTI_holdings_2024-06-30.csv"


def recognises(head: Head) -> bool:
    """Look for the row of names of the shares it holds."""
    return _header_at(head) is not None


def read(sheet: Sheet) -> Reading:
    """Read the section of shares."""
    about, head = sheet.about, sheet.head
    at = _header_at(head) or 0
    above = "\n".join(" ".join(row) for row in head[:at])
    said, named = _AS_OF.search(above), _TICKER.search(above)
    day = day_of(said[1], month_first=True) if said else day_in(about.stem)
    fund = named[1] if named else ticker_in(about.stem)
    if day is None or fund is None:
        message = "does not say which fund it is of, and on which day"
        return Reading(problems=(about.error(message, _SAY),))
    body, names = sheet.part(at + 1), _names(head[at])
    rows = [body.cells(line) for line in body.texts]
    end = next((place for place, row in enumerate(rows) if row[0]), len(rows))
    short = next((place for place, row in enumerate(rows[:end]) if len(row) < len(names)), None)
    if short is not None:
        message = f"has {len(rows[short])} cells, and the header has {len(names)}"
        return Reading(problems=(about.error(message, "fetch it again", body.numbers[short]),))
    cells = {name: [row[place] for row in rows[:end]] for place, name in enumerate(names) if name}
    cells["asset_class"] = ["Equity"] * end
    reading = holdings(about, fund, day, cells, body.numbers[:end])
    left = [row[0] for row in rows[end:] if _AS_OF.search(" ".join(row))]
    if left and reading.tables:
        reading += Reading(problems=(about.warning(f"sections not used: {', '.join(left)}"),))
    return reading


def _header_at(head: Head) -> int | None:
    """Find the row of names."""
    return names_at(head, lambda row: set(_names(row)) >= _NEEDED)


def _names(row: Iterable[str]) -> list[str]:
    """Name the columns as we do, those that are not used by nothing."""
    return [_COLUMNS.get(name.lower().rstrip("*").strip(), "") for name in row]
