"""
The rows under a header: their days and the columns of numbers and words.

Plain numbers are parsed at the speed of Arrow. Whatever it does not take is read cell by cell, by
the rules of `numbers`, and what those do not take is a problem with its line. What Arrow takes
means the same to both.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from allocator.market.formats.days import (
    both_readings,
    clock_of,
    day_of,
    is_month_first,
    lacks_century,
)
from allocator.market.formats.numbers import MISSING, Style, is_missing, number, style_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.errors import Problem
    from allocator.market.formats.sheet import Sheet
    from allocator.market.series import Days
    from allocator.model.arrays import Array

SHOWN = 3
"""Lines that are named where many have the same trouble."""

_ISO = len("2021-04-03")
_WORDS = 40
_BLANKS = " \u00a0"
_NO_DAY = "write days as 2021-04-03, and remove lines that are no rows"
_NO_ROW = "repair the line, or fetch the file again: it may be cut short"
_NO_NUMBER = "write it as 1234.5; leave the cell empty if there is no number"


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """
    Columns by their place in the header.

    Attributes:
        numbers: float64, shape (n,), NaN where none is given; without columns that have problems.
        words: Text as it stands, n of each.
        problems: What could not be read. If a row is not a row, there are no columns at all.
    """

    numbers: dict[int, Array]
    words: dict[int, list[str]]
    problems: tuple[Problem, ...] = ()


def read_columns(
    body: Sheet, header: Sequence[str], numeric: Sequence[int], wordy: Sequence[int] = ()
) -> Columns:
    """
    Read the columns that are wanted.

    Args:
        body: The lines below the header, at least one.
        header: The cells of the header; a row may have empty cells beyond it, but none less.
        numeric: The places of columns of numbers.
        wordy: The places of columns of text.
    """
    if not (numeric or wordy):
        return Columns({}, {})
    fast = _by_arrow(body, len(header), numeric, wordy)
    return fast or _by_cell(body, header, numeric, wordy)


def faults(header: Sequence[str]) -> str:
    """Say what is wrong with the names of columns beyond the first; nothing if they are fine."""
    if "" in header[1:]:
        return "a column has no name"
    twice = [name for name, times in Counter(header[1:]).items() if times > 1]
    return f"{', '.join(twice)}: more than one column of that name" if twice else ""


def read_days(body: Sheet, cells: Sequence[str]) -> tuple[Days | None, tuple[Problem, ...]]:
    """
    Read the day of every row.

    Args:
        body: The lines below the header, at least one.
        cells: Their days as text, in the same order.

    Returns:
        datetime64[D], shape (n,), or None if some cannot be read; and what is wrong or odd.
    """
    days = _iso_days(cells)
    return (days, ()) if days is not None else _days_by_cell(body, cells)


def _iso_days(cells: Sequence[str]) -> Days | None:
    """Read days that are all written as 2021-04-03 and nothing else."""
    if day_of(min(cells)) is None or day_of(max(cells)) is None:
        return None
    letters = np.array(cells)
    if (np.strings.str_len(letters) != _ISO).any():
        return None
    letters = letters.view("U1").reshape(len(cells), _ISO)
    if (letters[:, (4, 7)] != "-").any():
        return None
    try:
        return np.array(cells, dtype="datetime64[D]")
    except ValueError:
        return None


def _days_by_cell(body: Sheet, cells: Sequence[str]) -> tuple[Days | None, tuple[Problem, ...]]:
    """Read days of whatever writing."""
    about = body.about
    month_first = is_month_first(cells)
    days = [day_of(cell, month_first=month_first) for cell in cells]
    unread = [at for at, day in enumerate(days) if day is None]
    if not unread:
        clock = next((at for at, cell in enumerate(cells) if clock_of(cell)), None)
        odd = () if clock is None else (_timed(body, cells, clock),)
        return np.array(days, dtype="datetime64[D]"), odd
    doubtful = [at for at in unread if both_readings(cells[at])]
    if doubtful and month_first is None:
        message = f"{cells[doubtful[0]]!r} can be two days, and no row proves which is meant"
        remedy = "write days as 2021-04-03"
        return None, (about.error(message, remedy, body.numbers[doubtful[0]]),)
    return None, tuple(_no_day(body, cells[at], body.numbers[at]) for at in unread[:SHOWN]) + more(
        body, unread
    )


def _no_day(body: Sheet, cell: str, line: int) -> Problem:
    """Say that a cell is no day, or not one of which the century is known."""
    if lacks_century(cell):
        return body.about.short_year(cell, line)
    return body.about.error(f"{cell[:_WORDS]!r} is no day", _NO_DAY, line)


def _timed(body: Sheet, cells: Sequence[str], at: int) -> Problem:
    """Say that times of day were left out."""
    message = f"{cells[at]!r} has a time of day; only the day is used"
    return body.about.warning(message, line=body.numbers[at])


def more(body: Sheet, places: Sequence[int]) -> tuple[Problem, ...]:
    """Say how many more lines have a trouble of which the first few were named."""
    left = len(places) - SHOWN
    if left <= 0:
        return ()
    last = body.numbers[places[-1]]
    return (body.about.error(f"and {left} more such lines, the last one line {last}", ""),)


def _by_arrow(
    body: Sheet, width: int, numeric: Sequence[int], wordy: Sequence[int]
) -> Columns | None:
    """Parse what is plain; None if anything is not."""
    if body.delimiter == ";":
        return None
    kinds = {str(at): pa.float64() for at in numeric} | {str(at): pa.string() for at in wordy}
    try:
        table = arrow_csv.read_csv(
            pa.py_buffer("\n".join(body.texts).encode()),
            arrow_csv.ReadOptions(
                use_threads=False,  # threads that end with the process may abort it
                column_names=[str(at) for at in range(width)],
            ),
            arrow_csv.ParseOptions(delimiter=body.delimiter),
            arrow_csv.ConvertOptions(
                column_types=kinds,
                include_columns=list(kinds),
                null_values=list(MISSING),
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowException:
        return None
    if table.num_rows != len(body.texts):
        return None
    numbers = {at: _floats(table.column(str(at))) for at in numeric}
    if any(column is None for column in numbers.values()):
        return None
    words = {at: [word.strip() for word in table.column(str(at)).to_pylist()] for at in wordy}
    return Columns({at: column for at, column in numbers.items() if column is not None}, words)


def _floats(column: pa.ChunkedArray) -> Array | None:
    """Take numbers with NaN for the missing ones; None if some are written as not finite."""
    values: Array = column.to_numpy()
    finite = int(np.isfinite(values).sum())
    return values if finite + column.null_count == len(values) else None


def _by_cell(
    body: Sheet, header: Sequence[str], numeric: Sequence[int], wordy: Sequence[int]
) -> Columns:
    """Read every cell by our own rules."""
    rows, problems = _rows(body, len(header))
    if problems:
        return Columns({}, {}, problems)
    cells = {at: [row[at] for row in rows] for at in (*numeric, *wordy)}
    style = style_of((cell for at in numeric for cell in cells[at]), body.delimiter)
    if style in (Style.UNKNOWN, Style.BOTH):
        return Columns({}, {}, (_doubt(body, cells, numeric, style),))
    numbers: dict[int, Array] = {}
    for at in numeric:
        values = [math.nan if is_missing(cell) else number(cell, style) for cell in cells[at]]
        wrong = [row for row, value in enumerate(values) if value is None]
        if wrong:
            problems += _not_numbers(body, header[at], [cells[at][row] for row in wrong], wrong)
        else:
            numbers[at] = np.array(values, dtype=np.float64)
    return Columns(numbers, {at: cells[at] for at in wordy}, problems)


def _rows(body: Sheet, width: int) -> tuple[list[list[str]], tuple[Problem, ...]]:
    """Split lines into as many cells as the header has; empty ones beyond it are no cells."""
    rows, misfits = [], []
    for at, line in enumerate(body.texts):
        try:
            cells = next(csv.reader([line], delimiter=body.delimiter, strict=True))
        except csv.Error:
            misfits.append((at, "a quotation mark is not closed, or stands inside a cell"))
            continue
        if len(cells) < width or any(cells[width:]):
            misfits.append((at, f"has {len(cells)} cells, and the header has {width}"))
        rows.append([cell.strip(_BLANKS) for cell in cells[:width]])
    problems = tuple(
        body.about.error(message, _NO_ROW, body.numbers[at]) for at, message in misfits[:SHOWN]
    )
    return rows, problems + more(body, [at for at, _ in misfits])


def _doubt(
    body: Sheet, cells: dict[int, list[str]], numeric: Sequence[int], style: Style
) -> Problem:
    """Say that a file does not tell what its commas mean."""
    marked = ((row, cell) for at in numeric for row, cell in enumerate(cells[at]) if "," in cell)
    dotted = ((row, cell) for at in numeric for row, cell in enumerate(cells[at]) if "." in cell)
    row, cell = min(marked, default=None) or min(dotted)
    message = (
        f"{cell!r} can mean two numbers, and no other cell proves which is meant"
        if style is Style.UNKNOWN
        else f"{cell!r}: some cells have a decimal comma and some a decimal point"
    )
    return body.about.error(message, "write numbers as 1234.5", body.numbers[row])


def _not_numbers(
    body: Sheet, name: str, cells: Sequence[str], places: Sequence[int]
) -> tuple[Problem, ...]:
    """Name the first lines of a column that are no numbers."""
    return tuple(
        body.about.error(f"{name}: {cell[:_WORDS]!r} is not a number", _NO_NUMBER, body.numbers[at])
        for cell, at in zip(cells[:SHOWN], places, strict=False)
    ) + more(body, places)
