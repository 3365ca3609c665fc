"""A CSV whose few columns must all be there and no others, in any order, with comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.portfolio import words
from allocator.portfolio.cells import Record, Row, split_rows, without_empty_end
from allocator.portfolio.columns import delimiter_of
from allocator.portfolio.findings import quoted
from allocator.portfolio.layout import first_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from allocator.portfolio.findings import Findings


def few_columns(
    text: str, findings: Findings, columns: Mapping[str, str], meanings: Mapping[str, str]
) -> Iterator[Record]:
    """
    Split a text into records by column.

    Args:
        text: The text of the file; lines that begin with # say nothing.
        findings: Where whatever cannot be read is noted.
        columns: Headings, as `words.key` writes them, to our name of the column.
        meanings: Our name of each column to what stands in it.

    Yields:
        A record for each row; none if the header cannot be used.
    """
    rows = list(split_rows(text, findings, delimiter_of(first_line(text)), comment="#"))
    if not rows:
        return
    header, *body = rows
    headings = without_empty_end(header.cells)
    positions = _positions(Row(header.line, headings), findings, columns, meanings)
    if positions.keys() != meanings.keys():
        return
    named = {column: headings[position] for column, position in positions.items()}
    for row in body:
        fitted = row.fitted(len(headings))
        if fitted is None:
            message = f"{len(row.cells)} cells under {len(headings)} columns"
            findings.error(row.line, message, "give each column one cell")
            continue
        cells = {column: fitted[position] for column, position in positions.items()}
        yield Record(row.line, cells, named, findings)


def _positions(
    header: Row, findings: Findings, columns: Mapping[str, str], meanings: Mapping[str, str]
) -> dict[str, int]:
    """Find the columns; unknown, doubled and missing ones are noted."""
    positions: dict[str, int] = {}
    for position, heading in enumerate(header.cells):
        column = columns.get(words.key(heading))
        if column is None:
            remedy = f"remove it; known columns are: {', '.join(meanings)}"
            findings.error(header.line, f"unknown column {quoted(heading)}", remedy)
        elif column in positions:
            findings.error(header.line, f"two columns mean {column}", "keep one of the two")
        else:
            positions[column] = position
    for column, meaning in meanings.items():
        if column not in positions:
            message = f"there is no column {column} ({meaning})"
            remedy = f"name it in the first row: {','.join(meanings)}"
            findings.error(header.line, message, remedy)
    return positions
