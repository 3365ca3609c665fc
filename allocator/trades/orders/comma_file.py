"""Files of comma-separated values, written one way and recognised again."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from allocator.trades.orders.making import ID_START

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def comma_text(rows: Iterable[Sequence[str]]) -> str:
    """Write rows as RFC 4180 does: CRLF, quotes where they are needed."""
    out = StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def comma_rows(content: bytes) -> list[list[str]]:
    """Read rows back; none if it is no such file."""
    try:
        return list(csv.reader(StringIO(content.decode(), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return []


def carries_our_ids(rows: Sequence[Sequence[str]], header: Sequence[str], column: int) -> bool:
    """Tell whether rows begin with a header, and every other one has an id of ours."""
    return (
        len(rows) > 1
        and list(rows[0]) == list(header)
        and all(len(row) == len(header) for row in rows)
        and all(row[column].startswith(ID_START) for row in rows[1:])
    )
