"""
Robert Shiller's monthly data: his own sheet, and tables made from it.

His prices are averages of the daily closes of a month, so they are never mixed with prices of
month ends. What he restates in today's dollars every month (real price, dividend, earnings) is not
read: such numbers of the past know the inflation of the future.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.formats.body import read_columns, read_days
from allocator.market.formats.layout import names_at
from allocator.market.formats.made import make_series
from allocator.market.formats.reading import Reading, no_rows
from allocator.market.formats.sheet import is_day
from allocator.market.series import Frequency, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.errors import Problem
    from allocator.market.formats.reading import About
    from allocator.market.formats.sheet import Head, Sheet

_SHEET = {
    "p": "Shiller price",
    "d": "Shiller dividend",
    "e": "Shiller earnings",
    "cpi": "Shiller CPI",
    "rate gs10": "Shiller long rate",
    "cape": "Shiller CAPE",
    "tr cape": "Shiller TR CAPE",
}
"""Columns of `ie_data.xls`, sheet Data. There `Price`, `Dividend`, `Earnings` are the real ones."""

_TABLE = {
    "price": "Shiller price",
    "sp500": "Shiller price",
    "dividend": "Shiller dividend",
    "earnings": "Shiller earnings",
    "cpi": "Shiller CPI",
    "consumer price index": "Shiller CPI",
    "gs10": "Shiller long rate",
    "long interest rate": "Shiller long rate",
    "cape": "Shiller CAPE",
    "pe10": "Shiller CAPE",
    "tr_cape": "Shiller TR CAPE",
    "pe_trailing": "Shiller P/E",
}
"""Columns of tables made from it, such as datasets/s-and-p-500."""

_PRICE = "Shiller price"
_AS_GIVEN = {"Shiller long rate", _PRICE}
"""Zeros of these stand for nothing but themselves."""
_QUOTED = 200


def recognises(head: Head) -> bool:
    """Look for the row of names."""
    return names_at(head, _are_names) is not None


def read(sheet: Sheet) -> Reading:
    """Read the columns that are not restated."""
    about, at = sheet.about, names_at(sheet.head, _are_names) or 0
    header = sheet.cells(sheet.texts[at])
    below = sheet.part(at + 1)
    dated = [place for place, cell in enumerate(below.firsts) if is_day(cell)]
    if not dated:
        return no_rows(about)
    body, notes = below.part(0, dated[-1] + 1), below.part(dated[-1] + 1)
    places = _places(header)
    days, problems = read_days(body, body.firsts)
    columns = read_columns(body, header, list(places))
    problems += columns.problems + _notes(about, notes)
    if days is None:
        return Reading(problems=problems)
    series = []
    for place, values in columns.numbers.items():
        name = places[place]
        zero = (values == 0) & (name not in _AS_GIVEN)
        if zero.any():
            message = f"{name}: {int(zero.sum())} zeros stand for missing numbers and are left out"
            problems += (about.warning(message),)
        what = f"{about.origin}: averages of months" if name == _PRICE else about.origin
        made = make_series(
            replace(about, origin=what),
            Kind.VALUATION,
            name,
            days,
            np.where(zero, np.nan, values),
            Frequency.MONTHLY,
        )
        series += [made] if made else []
    return Reading(tuple(series), problems=problems)


def _are_names(row: set[str]) -> bool:
    """Recognise the names of his sheet, or of a table that was made of it."""
    is_sheet = {"date", "p", "d", "e", "cpi"} <= row
    return is_sheet or ({"date", "dividend", "earnings"} <= row and bool(row & {"cape", "pe10"}))


def _places(header: Sequence[str]) -> dict[int, str]:
    """Name the columns that are read, the first of each name."""
    names = [name.lower() for name in header]
    known = _SHEET if "p" in names else _TABLE
    return {names.index(name): series for name, series in known.items() if name in names}


def _notes(about: About, notes: Sheet) -> tuple[Problem, ...]:
    """Pass on what stands below the last row: of which days the last numbers are."""
    if about.as_of is not None:
        return ()
    said = (" ".join(filter(None, notes.cells(line))) for line in notes.texts)
    return tuple(
        about.warning(f"says below its rows: {text[:_QUOTED]}", line=number)
        for text, number in zip(said, notes.numbers, strict=True)
    )
