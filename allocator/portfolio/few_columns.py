"""A CSV whose few columns must all be there and no others, in any order, with comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.portfolio.cells import Record, Row, split_rows, without_empty_end
from allocator.portfolio.header import delimiter_of
from allocator.portfolio.layout import first_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.portfolio.findings import Findings
    from allocator.portfolio.header import Columns


def few_columns(text: str, findings: Findings, columns: Columns) -> Iterator[Record]:
    """
    Split a text into records by column.

    Args:
        text: The text of the file; lines that begin with # say nothing.
        findings: Where whatever cannot be read is noted.
        columns: Those of the file, all of them required.

    Yields:
        A record for each row; none if the header cannot be used.
    """
    rows = list(split_rows(text, findings, delimiter_of(first_line(text)), comment="#"))
    if not rows:
        return
    header, *body = rows
    headings = without_empty_end(header.cells)
    positions = columns.find(Row(header.line, headings), findings)
    if positions.keys() != columns.meanings.keys():
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
