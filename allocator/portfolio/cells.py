"""Lines of a delimited file as cells, and cells as values, each failure with its place."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from allocator.portfolio.findings import NotUnderstoodError, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from allocator.portfolio.findings import Findings

    Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one line, without the blanks around them."""

    line: int
    cells: tuple[str, ...]

    def fitted(self, width: int) -> tuple[str, ...] | None:
        """Drop empty cells beyond `width`, as spreadsheets append; None if the row misfits."""
        if len(self.cells) < width or any(self.cells[width:]):
            return None
        return self.cells[:width]


def split_rows(
    text: str, findings: Findings, delimiter: str = ",", comment: str = ""
) -> Iterator[Row]:
    """
    Split text into rows of cells; lines without any content give none.

    Each line is split on its own. A quotation mark that is not closed on its line would swallow
    the lines after it, holdings and all, so it is an error and not a cell of several lines.

    Args:
        text: The text, lines ended by newlines.
        findings: Where lines that cannot be split are noted.
        delimiter: What separates cells.
        comment: What a line begins with that says nothing, if there is such a thing.

    Yields:
        Rows with the line numbers of the file.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if comment and line.lstrip().startswith(comment):
            continue
        try:
            split = next(csv.reader([line], delimiter=delimiter, strict=True), [])
        except csv.Error as failure:
            findings.error(number, *_csv_words(failure))
            continue
        cells = tuple(cell.strip() for cell in split)
        if any(cells):
            yield Row(number, cells)


def without_empty_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Drop the empty cells at the end of a header, which trailing commas make."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _csv_words(failure: csv.Error) -> tuple[str, str]:
    """Say in plain words why a line cannot be split into cells."""
    if "unexpected end" in str(failure):
        return "a quotation mark is not closed on this line", "close it, or remove it"
    if "field limit" in str(failure):
        return "a cell is longer than 131,072 letters", "check that it is the right file"
    return "a quotation mark stands inside a cell", "quote the whole cell, or remove the mark"


@dataclass(frozen=True, slots=True)
class Record:
    """
    One row by column.

    `cells` and `headings` map our name of a column to the text and to the file's own heading,
    which messages repeat.
    """

    line: int
    cells: Mapping[str, str]
    headings: Mapping[str, str]
    findings: Findings

    def text(self, column: str) -> str:
        """Give the text of a cell, empty where the file has no such column."""
        return self.cells.get(column, "")

    def read(self, column: str, parse: Callable[[str], Value]) -> Value | None:
        """Read a cell; None where it is empty, or cannot be read and was noted."""
        text = self.text(column)
        if not text:
            return None
        try:
            return parse(text)
        except NotUnderstoodError as failure:
            heading = self.headings[column]
            self.error(f"{heading} {quoted(text)} {failure.why}", failure.remedy)
            return None

    def require(self, column: str, parse: Callable[[str], Value]) -> Value | None:
        """Read a cell that must not be empty; None where something was noted."""
        if not self.text(column):
            heading = self.headings.get(column, column)
            self.error(f"{heading} is empty", "fill it in, or remove the row")
        return self.read(column, parse)

    def error(self, message: str, remedy: str) -> None:
        """Note an error of this row, under the symbol it is about."""
        self.findings.error(self.line, f"{self._label()}{message}", remedy)

    def warn(self, message: str, remedy: str) -> None:
        """Note something about this row that changes nothing."""
        self.findings.warn(self.line, f"{self._label()}{message}", remedy)

    def _label(self) -> str:
        """Name the row by its symbol, as the user wrote it."""
        symbol = self.text("symbol")
        shown = symbol if symbol.isprintable() and len(symbol) <= 30 else quoted(symbol)
        return f"{shown}: " if symbol else ""


def records_under(
    header: Row,
    rows: Iterable[Row],
    positions: Mapping[str, int],
    findings: Findings,
    remedy: str,
) -> Iterator[Record]:
    """
    Name the cells of the rows under a header.

    Args:
        header: The headings, without empty ones at the end.
        rows: What stands below them.
        positions: Our name of each column to where it stands.
        findings: Where rows that do not fit the header are noted; they are left.
        remedy: What to do about such a row.

    Yields:
        A record for each row that fits.
    """
    headings = {column: header.cells[position] for column, position in positions.items()}
    for row in rows:
        fitted = row.fitted(len(header.cells))
        if fitted is None:
            cells_found = "1 cell" if len(row.cells) == 1 else f"{len(row.cells)} cells"
            message = f"{cells_found} under {len(header.cells)} columns"
            findings.error(row.line, message, remedy)
            continue
        cells = {column: fitted[position] for column, position in positions.items()}
        yield Record(row.line, cells, headings, findings)
