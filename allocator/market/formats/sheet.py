"""
The text of a file as lines, as far as it was known on a day.

A line whose first cell is a later day is taken out as text, before anything else looks at it. So
whatever stands in such lines, now or after they are appended, changes nothing.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from allocator.market.formats.days import both_readings, day_of, is_month_first

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from allocator.errors import Problem
    from allocator.market.formats.reading import About

HEAD = 40
"""Lines that layouts are recognised by; the longest preamble, Ken French's, has fewer than 20."""

_DELIMITERS = ",;\t|"
_NOTHING = ' ,;|"\t\u00a0'
_BLANKS = " \u00a0"
_BEGINS_WITH_DAY = re.compile(r'\s*"?(\d|[A-Za-z]{3,9}\.? \d{1,2},? \d{4})')

_AROUND = re.compile(f'^["{_BLANKS}]|[{_BLANKS}]$', re.MULTILINE)
_ISO_DAYS = re.compile(r"(?:\d{4}-\d\d-\d\d\n)*")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_AS_TEXT = "save it as CSV in UTF-8"

Head = tuple[tuple[str, ...], ...]
"""The cells of the first lines, blank ones left out."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """
    Lines that say something.

    Attributes:
        about: The file.
        texts: The lines, without blank ones and without days after `about.as_of`.
        numbers: The number of each line in the file.
        firsts: The first cell of each line.
        delimiter: What separates cells.
        is_cut: Whether there were later days.
    """

    about: About
    texts: tuple[str, ...]
    numbers: tuple[int, ...]
    firsts: tuple[str, ...]
    delimiter: str
    is_cut: bool = False

    @classmethod
    def of(cls, text: str, about: About) -> Sheet:
        """Split text into lines, and take out what was not known."""
        lines = text.split("\n")
        kept = [at for at, line in enumerate(lines) if line.strip(_NOTHING)]
        texts = [lines[at] for at in kept]
        numbers = [at + about.first_line for at in kept]
        delimiter = _delimiter(texts)
        firsts = _first_cells(texts, delimiter)
        sheet = cls(about, tuple(texts), tuple(numbers), firsts, delimiter)
        return sheet.known(firsts)

    @property
    def head(self) -> Head:
        """The cells of the first lines."""
        return tuple(tuple(self.cells(line)) for line in self.texts[:HEAD])

    @property
    def begins(self) -> int:
        """Where the first line stands that begins with a day; past the end if there is none."""
        found = (at for at, cell in enumerate(self.firsts) if is_day(cell))
        return next(found, len(self.texts))

    @property
    def fault(self) -> Problem | None:
        """Name the first line that is not text."""
        found = zip(self.texts, self.numbers, strict=True)
        for line, number in found:
            if letter := _NO_TEXT.search(line):
                byte = ord(letter[0]) & 0xFF
                return self.about.error(f"byte 0x{byte:02X} is not UTF-8 text", _AS_TEXT, number)
        return None

    def cells(self, line: str) -> list[str]:
        """Split a line into cells, without the blanks around them; never raises."""
        try:
            split = next(csv.reader([line], delimiter=self.delimiter), [])
        except csv.Error:
            split = line.split(self.delimiter)
        return [cell.strip(_BLANKS) for cell in split]

    def part(self, begin: int, end: int | None = None) -> Sheet:
        """Keep some lines."""
        chosen = slice(begin, end)
        return replace(
            self,
            texts=self.texts[chosen],
            numbers=self.numbers[chosen],
            firsts=self.firsts[chosen],
        )

    def known(self, days: Sequence[str]) -> Sheet:
        """Keep the lines that were known, by a cell of each that may be a day."""
        as_of = self.about.as_of
        if as_of is None:
            return self
        kept = [at for at, later in enumerate(_later(as_of, days)) if not later]
        return replace(
            self,
            texts=tuple(self.texts[at] for at in kept),
            numbers=tuple(self.numbers[at] for at in kept),
            firsts=tuple(self.firsts[at] for at in kept),
            is_cut=len(kept) < len(self.texts),
        )


def first_cell(line: str, delimiter: str) -> str:
    """
    Take the first cell of a line.

    Example:
        >>> first_cell('"Apr 3, 2021",5', ","), first_cell(" 202104;5", ";")
        ('Apr 3, 2021', '202104')
    """
    begin = line.lstrip(_BLANKS)
    if begin.startswith('"'):
        return begin[1:].partition('"')[0].strip(_BLANKS)
    return begin.partition(delimiter)[0].rstrip(_BLANKS)


def _first_cells(lines: Sequence[str], delimiter: str) -> tuple[str, ...]:
    """Take the first cell of every line, quickly where nothing is around any of them."""
    cells = tuple([line.partition(delimiter)[0] for line in lines])
    if _AROUND.search("\n".join(cells)) is None:
        return cells
    return tuple(first_cell(line, delimiter) for line in lines)


def is_day(cell: str) -> bool:
    """Tell whether a cell is a day or a month, of whatever writing."""
    return day_of(cell) is not None or bool(both_readings(cell))


def _later(as_of: date, cells: Sequence[str]) -> list[bool]:
    """
    Flag days after `as_of`.

    What 3/4/2021 means is decided only by cells that are not later whichever way they are read, so
    that no later row has a say in it.
    """
    limit = as_of.isoformat()
    below = cells[HEAD:]
    if below and _ISO_DAYS.fullmatch("\n".join([*below, ""])):
        return _later(as_of, cells[:HEAD]) + [cell > limit for cell in below]
    iso = [cell[4:5] == "-" == cell[7:8] and cell[:4].isdigit() for cell in cells]
    odd = [cell for cell, is_iso in zip(cells, iso, strict=True) if not is_iso]
    month_first = is_month_first(
        cell for cell in odd if all(day is None or day <= as_of for day in both_readings(cell))
    )
    return [
        cell[: len(limit)] > limit if is_iso else _is_later(cell, as_of, month_first=month_first)
        for cell, is_iso in zip(cells, iso, strict=True)
    ]


def _is_later(cell: str, as_of: date, *, month_first: bool | None) -> bool:
    """Tell whether a cell is a day after `as_of`; if it could be two days, whether both are."""
    readings = {day for day in both_readings(cell) if day is not None}
    later = {day > as_of for day in readings}
    if len(later) == 1:
        return later.pop()
    day = day_of(cell, month_first=month_first)
    return day is not None and day > as_of


def _delimiter(lines: Sequence[str]) -> str:
    """Find what separates cells: what most lines above the first day have, and most of it."""
    above = next((at for at, line in enumerate(lines) if _BEGINS_WITH_DAY.match(line)), len(lines))
    looked_at = lines[: min(HEAD, max(1, above))]

    def use(mark: str) -> tuple[int, int]:
        """Count the lines that have a mark, and the marks."""
        return sum(mark in line for line in looked_at), sum(line.count(mark) for line in looked_at)

    return max(_DELIMITERS, key=use)
