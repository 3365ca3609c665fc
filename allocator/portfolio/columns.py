"""The header of our own CSV: which heading means which column, whatever its spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.portfolio.findings import quoted
from allocator.portfolio.suggestion import closest
from allocator.portfolio.words import key

if TYPE_CHECKING:
    from allocator.portfolio.cells import Row
    from allocator.portfolio.findings import Findings

REQUIRED = ("symbol", "shares")
"""Without these two there is nothing to read."""

MOST_COLUMNS = 100
"""A line with more is no header, and not searched for one."""

MEANINGS = {
    "symbol": "the ticker, or CASH",
    "shares": "how many; dollars on a CASH row",
    "account": "its name or number",
    "account_type": "how it is taxed",
    "price": "of one share",
    "cost_basis": "the total paid, not per share",
    "acquired": "the date of purchase",
    "index": "what an unknown ticker tracks",
    "lock": "hold, no-buy or no-sell",
}
"""Our columns, and what each one holds."""

_SYNONYMS = {
    "symbol": ("symbol", "ticker", "ticker symbol"),
    "shares": ("shares", "quantity", "qty", "units"),
    "account": ("account", "account name", "account number", "acct"),
    "account_type": ("account type", "tax treatment"),
    "price": ("price", "last price", "closing price", "share price", "price per share"),
    "cost_basis": ("cost basis", "cost basis total", "total cost basis", "total cost"),
    "acquired": ("acquired", "date acquired", "acquired date", "purchase date", "purchased"),
    "index": ("index", "index name", "tracks"),
    "lock": ("lock", "locked"),
}
_COLUMN_BY_KEY = {key(word): column for column, words in _SYNONYMS.items() for word in words}
_COLUMN_BY_WORD = {word: column for column, words in _SYNONYMS.items() for word in words}
_DELIMITERS = ",;\t"


def delimiter_of(header: str) -> str:
    """Tell what separates the cells of a header line; a comma unless another is more frequent."""
    return max(_DELIMITERS, key=header.count)


def looks_like_header(line: str) -> bool:
    """Tell whether a line names, perhaps misspelt, a column for symbols or shares."""
    headings = [part.strip().strip('"') for part in line.split(delimiter_of(line))]
    return len(headings) <= MOST_COLUMNS and any(_meant(word) in REQUIRED for word in headings)


def understand(header: Row, findings: Findings) -> dict[str, int]:
    """
    Find where each of our columns stands in a header.

    Args:
        header: The first row of the file.
        findings: Where headings that are unknown, doubled or missing are noted.

    Returns:
        Our name of a column to its position.
    """
    positions: dict[str, int] = {}
    for position, heading in enumerate(header.cells):
        column = _COLUMN_BY_KEY.get(key(heading))
        if column is None:
            findings.error(header.line, *_unknown(heading, position))
        elif column in positions:
            first = header.cells[positions[column]]
            message = f"columns {quoted(first)} and {quoted(heading)} both mean {column}"
            findings.error(header.line, message, "keep one of the two")
        else:
            positions[column] = position
    missing = [column for column in REQUIRED if column not in positions]
    for column in missing:
        message = f"there is no column {column} ({MEANINGS[column]})"
        found = ", ".join(quoted(heading) for heading in header.cells)
        findings.error(header.line, message, f"name it in the first row; it has {found}")
    return positions


def _meant(heading: str) -> str | None:
    """Find the column that a heading means, or comes near to."""
    exact = _COLUMN_BY_KEY.get(key(heading))
    near = closest(heading.replace("_", " "), _COLUMN_BY_WORD)
    return exact or (_COLUMN_BY_WORD[near] if near else None)


def _unknown(heading: str, position: int) -> tuple[str, str]:
    """Put an unknown heading into words, with the column it may have meant."""
    if not heading:
        return f"column {position + 1} has no name", "name it, or remove it"
    meant = _meant(heading)
    if meant:
        remedy = f"did you mean '{meant}' ({MEANINGS[meant]})? If not, remove the column"
    else:
        remedy = f"remove it; known columns are: {', '.join(MEANINGS)}"
    return f"unknown column {quoted(heading)}", remedy
