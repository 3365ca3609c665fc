"""
Ken French's files: a preamble, several tables one under the other, percent, YYYYMM.

Only the factors, or the value-weighted returns, by the month or the day become series. The other
tables have the same columns and mean something else, so they are named as not used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.formats.body import faults, read_columns, read_days
from allocator.market.formats.made import make_series, without_numbers
from allocator.market.formats.reading import Reading
from allocator.market.formats.returns import FACTORS, Weighting, present, proper_name, renamed
from allocator.market.series import Frequency, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.errors import Problem
    from allocator.market.formats.reading import About
    from allocator.market.formats.sheet import Head, Sheet
    from allocator.market.series import Days

_PERIOD = re.compile(r"\d{4}|\d{6}|\d{8}")
_MONTH, _DAY = 6, 8
_LONGEST_TITLE = 80
_WEEK = 5
_VALUE = re.compile(r"value.weight(ed)? returns")
_EQUAL = re.compile(r"equal.weight(ed)? returns")
_MARKS = ' ,;"\t\u00a0'


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """One table: what stands above it, its header and its rows."""

    title: str
    header: list[str]
    body: Sheet

    @property
    def digits(self) -> int:
        """Count the digits of its periods: 4 for years, 6 for months, 8 for days; 0 for no rows."""
        return len(self.body.firsts[0]) if self.body.firsts else 0

    @property
    def weighting(self) -> Weighting:
        """Tell from its title what it holds."""
        said = self.title.lower()
        if not said:
            return Weighting.UNSAID
        if _VALUE.search(said):
            return Weighting.VALUE
        return Weighting.EQUAL if _EQUAL.search(said) else Weighting.NONE


def recognises(head: Head) -> bool:
    """Look for a header without a first cell, over a row that begins with 192607 or 19260701."""
    return any(
        len(header) > 1 and not header[0] and len(row[0]) > 4 and bool(_PERIOD.fullmatch(row[0]))
        for header, row in pairwise(head)
    )


def read(sheet: Sheet) -> Reading:
    """Read the one table that is wanted."""
    about, parts = sheet.about, _parts(sheet)
    part = _wanted(parts)
    if part is None:
        message = f"holds no {Weighting.VALUE.value}, or does not say which of its tables they are"
        return Reading(problems=(about.error(message, "fetch Ken French's own file"),))
    header = [proper_name(name) for name in part.header]
    if fault := faults(header):
        return Reading(problems=(about.error(fault, "fetch the file again"),))
    days, problems = read_days(part.body, part.body.firsts)
    columns = read_columns(part.body, header, range(1, len(header)))
    problems += _unused(about, parts, part) + renamed(about, part.header) + columns.problems
    if days is None:
        return Reading(problems=problems)
    if part.digits == _DAY and _is_weekly(days):
        message = "holds returns by the week, which nothing here uses"
        return Reading(problems=(about.warning(message),))
    named = replace(about, origin=f"{about.origin}: {part.title or 'its first table'}")
    frequency = Frequency.MONTHLY if part.digits == _MONTH else Frequency.DAILY
    series = []
    for at, numbers in columns.numbers.items():
        values = present(numbers)
        made = make_series(named, Kind.RETURN, header[at], days, values, frequency)
        series += [made] if made else []
        problems += without_numbers(about, header[at], values)
    return Reading(tuple(series), problems=problems)


def _parts(sheet: Sheet) -> list[_Part]:
    """Split a file into its tables."""
    parts: list[_Part] = []
    title, header, begin = "", [""], 0
    for at, first in enumerate((*sheet.firsts, "")):
        if header[1:] and _PERIOD.fullmatch(first):
            continue
        if header[1:]:
            parts.append(_Part(title, header, sheet.part(begin, at)))
            title, header = "", [""]
        if at == len(sheet.firsts):
            break
        cells = sheet.cells(sheet.texts[at].rstrip(_MARKS))
        if not first and len(cells) > 1:
            header, begin = cells, at + 1
        else:
            title = _title(sheet.texts[at])
    return parts


def _title(line: str) -> str:
    """Take a line for a title, unless it is a sentence of the preamble."""
    text = line.strip(_MARKS)
    return "" if text.endswith(".") or len(text) > _LONGEST_TITLE else text


def _wanted(parts: Sequence[_Part]) -> _Part | None:
    """
    Choose the factors or the value-weighted returns.

    A first table without a title is the factors if its columns say so or other tables do, and the
    value-weighted returns if another table by the same periods says that it is the equal-weighted.
    """
    usable = [part for part in parts if part.digits in (_MONTH, _DAY)]
    for part in usable:
        if part.weighting is Weighting.VALUE:
            return part
    first = next((part for part in usable if part.weighting is Weighting.UNSAID), None)
    if first is None:
        return None
    others = [part for part in parts if part is not first]
    are_factors = set(first.header[1:]) <= FACTORS or (
        bool(others) and all("factors" in part.title.lower() for part in others)
    )
    counterpart = any(
        part.weighting is Weighting.EQUAL and part.digits == first.digits for part in others
    )
    return first if are_factors or counterpart else None


def _unused(about: About, parts: Sequence[_Part], part: _Part) -> tuple[Problem, ...]:
    """Name the tables that are not used."""
    titles = [each.title or "a table without a title" for each in parts if each is not part]
    return (about.warning(f"not used: {'; '.join(titles)}"),) if titles else ()


def _is_weekly(days: Days) -> bool:
    """Tell whether there usually are several days from one row to the next."""
    return len(days) > 1 and int(np.median(np.diff(days).astype(int))) >= _WEEK
