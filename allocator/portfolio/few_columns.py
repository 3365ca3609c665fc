"""A CSV whose few columns must all be there and no others, in any order, with comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.portfolio.cells import Row, records_under, split_rows, without_empty_end
from allocator.portfolio.header import delimiter_of
from allocator.portfolio.layout import first_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.portfolio.cells import Record
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
    header = Row(header.line, without_empty_end(header.cells))
    positions = columns.find(header, findings)
    if positions.keys() != columns.meanings.keys():
        return
    yield from records_under(header, body, positions, findings, "give each column one cell")
