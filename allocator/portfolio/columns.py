"""The columns of our own CSV."""

from __future__ import annotations

from allocator.portfolio.header import Columns, delimiter_of

REQUIRED = ("symbol", "shares")
"""Without these two there is nothing to read."""

MOST_COLUMNS = 100
"""A line with more is no header, and not searched for one."""

_MEANINGS = {
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
COLUMNS = Columns(_MEANINGS, _SYNONYMS, REQUIRED)


def looks_like_header(line: str) -> bool:
    """Tell whether a line names, perhaps misspelt, a column for symbols or shares."""
    headings = [part.strip().strip('"') for part in line.split(delimiter_of(line))]
    if len(headings) > MOST_COLUMNS:
        return False
    return any(COLUMNS.meant(heading) in REQUIRED for heading in headings)
