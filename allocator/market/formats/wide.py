"""
Wide tables: the first column a day, every other a series. FRED's files are such tables.

What the columns hold is told by their names, then by the user or the name of the file. FRED dates
months by their first day and marks missing numbers with a point.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.catalogue import known_as
from allocator.market.formats.body import faults, read_columns, read_days
from allocator.market.formats.days import day_of
from allocator.market.formats.made import make_series, months_apart, without_numbers
from allocator.market.formats.naming import KINDS, kind_in, unknown_kind, words
from allocator.market.formats.numbers import Style, is_missing, number
from allocator.market.formats.order import oldest_first
from allocator.market.formats.reading import Listing, Reading, no_rows
from allocator.market.formats.returns import (
    FACTORS,
    Weighting,
    is_absent,
    present,
    proper_name,
    renamed,
    weighting,
)
from allocator.market.formats.sheet import first_cell, is_day
from allocator.market.series import Key, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.errors import Problem
    from allocator.market.formats.reading import About
    from allocator.market.formats.sheet import Head, Sheet

_UNNAMED = {"value", "values"}
_LONGEST_DELAY = timedelta(days=183)
"""Everything is public half a year after its day."""

_REGULAR = "give it by the day or by the month"


def recognises(head: Head) -> bool:
    """Look for a header of names, over rows that begin with a day if there are any."""
    if not head or len(head[0]) < 2 or is_day(head[0][0]):
        return False
    header, *rows = head
    return is_day(rows[0][0]) if rows else "date" in header[0].lower()


def lists(sheet: Sheet, lines: Sequence[str]) -> Listing | None:
    """List the columns of known kinds, if some of the lines prove that each has numbers."""
    header = _header(sheet)
    if faults(header):
        return None
    kinds, problems = _kinds(sheet.about, header[1:])
    wanted = {at for at, name in enumerate(header) if at and name in kinds}
    for line in lines:
        if _is_public(sheet, line):
            cells = sheet.cells(line)
            wanted -= {at for at in wanted if at < len(cells) and _is_number(cells[at])}
    if wanted:
        return None
    keys = (Key(kind, name, sheet.about.source) for name, kind in kinds.items())
    return Listing(tuple(keys), problems=problems)


def read(sheet: Sheet) -> Reading:
    """Read every column whose kind is known."""
    about, body = sheet.about, sheet.part(1)
    if not body.texts:
        return no_rows(about)
    header = _header(sheet)
    if fault := faults(header):
        problem = about.error(fault, "give every column a name of its own", sheet.numbers[0])
        return Reading(problems=(problem,))
    kinds, problems = _kinds(about, header[1:])
    places = [at for at, name in enumerate(header) if at and name in kinds]
    days, odd = read_days(body, body.firsts)
    if days is not None:
        body, days, turned = oldest_first(body, days)
        odd += turned
    columns = read_columns(body, header, places)
    problems += renamed(about, sheet.head[0]) + odd + columns.problems
    if days is None:
        return Reading(problems=problems)
    series = []
    for at, numbers in columns.numbers.items():
        name, kind = header[at], kinds[header[at]]
        values = present(numbers) if kind is Kind.RETURN else numbers
        apart = months_apart(days[~np.isnan(values)])
        if apart > 1:
            message = f"{name} has a number every {apart} months, which nothing here uses"
            problems += (about.warning(message, _REGULAR),)
            continue
        made = make_series(about, kind, name, days, values)
        series += [made] if made else []
        problems += without_numbers(about, name, values)
    return Reading(tuple(series), problems=problems)


def _is_public(sheet: Sheet, line: str) -> bool:
    """Tell whether a line is of a day whose numbers were public for certain."""
    day = day_of(first_cell(line, sheet.delimiter))
    return day is not None and not sheet.about.is_later(day + _LONGEST_DELAY)


def _is_number(cell: str) -> bool:
    """Tell whether a cell certainly holds a number."""
    value = None if is_missing(cell) else number(cell, Style.POINT)
    return value is not None and not is_absent(value)


def _header(sheet: Sheet) -> list[str]:
    """Name the columns as we key them; a single `VALUE` goes by the name of its file."""
    header = sheet.cells(sheet.texts[0])
    while len(header) > 2 and not header[-1]:
        header.pop()
    if len(header) == 2 and header[1].lower() in _UNNAMED:
        return [header[0], proper_name(sheet.about.stem)]
    return [proper_name(name) for name in header]


def _kinds(about: About, names: Sequence[str]) -> tuple[dict[str, Kind], tuple[Problem, ...]]:
    """Tell what the columns hold, and what could not be told."""
    known = {name: each.kind for name in names if (each := known_as(name))}
    if set(known.values()) == {Kind.RETURN} and len(known) == len(names):
        refused = _portfolios(about, names)
        return ({}, (refused,)) if refused else (known, ())
    kinds = {name: kind for name, kind in known.items() if kind is not Kind.RETURN}
    funds = [name for name in names if name not in kinds]
    said = kind_in(about.stem)
    kind = about.kind or said
    problems: tuple[Problem, ...] = ()
    if funds and kind is None:
        problems += (unknown_kind(about, funds),)
    if funds and about.kind and said not in (None, about.kind):
        message = f"is read as {about.kind}, as asked, though its name says {said}"
        problems += (about.warning(message),)
    elsewise = [name for name, each in kinds.items() if each in KINDS and each is not about.kind]
    if about.kind and elsewise:
        message = f"{', '.join(elsewise)}: known by name, which --kind does not change"
        problems += (about.warning(message),)
    return kinds | (dict.fromkeys(funds, kind) if kind else {}), problems


def _portfolios(about: About, names: Sequence[str]) -> Problem | None:
    """Refuse columns of portfolios unless the file's name says that they are value-weighted."""
    if set(names) <= FACTORS:
        return None
    found = weighting(words(about.stem))
    if found is Weighting.VALUE:
        return None
    if found is Weighting.UNSAID:
        message = "does not say whether its portfolios are value-weighted"
        return about.error(message, "put 'vw' into its name, or give Ken French's own file")
    return about.warning(f"holds {found.value} of portfolios, which nothing here uses")
