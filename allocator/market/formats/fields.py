"""What the columns of a table of funds are, by one row of headers or several."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIELDS = {
    "close": "close",
    "closelast": "close",
    "adjclose": "adjusted",
    "adjustedclose": "adjusted",
    "closeadj": "adjusted",
    "price": "price",
    "open": "open",
    "dividend": "dividend",
    "dividends": "dividend",
    "capitalgain": "gain",
    "capitalgains": "gain",
    "split": "split",
    "splits": "split",
    "stocksplits": "split",
    "value": "value",
    "callvolume": "calls",
}
_CERTAIN = {"close", "adjusted", "price", "dividend", "gain", "split"}
_OF_ROWS = {"value", "calls"}
"""Fields that only rows with a ticker are sure to have; other tables have such a column too."""
_PASSED_OVER = {"high", "low", "volume", "vol", "change", "source", "adjopen", "adjhigh", "adjlow"}
_DAY = {"date", "datetime", "day", "timestamp", "observationdate"}
_TICKER = {"ticker", "symbol"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of numbers: whose it is if the header says so, what it is, where it stands."""

    ticker: str | None
    field: str
    at: int


@dataclass(frozen=True, slots=True)
class Layout:
    """
    The columns of a table.

    Attributes:
        header: The names of all columns, for messages.
        day: Where the days stand.
        ticker: Where tickers stand, if rows have them.
        kind: Where rows say what their value is, if they do.
        columns: Columns of numbers.
        unused: Names of columns that nothing is known of.
        fault: What is wrong with the header, if anything.
    """

    header: tuple[str, ...]
    day: int
    ticker: int | None
    kind: int | None
    columns: tuple[Column, ...]
    unused: tuple[str, ...] = ()
    fault: str = ""

    @property
    def is_certain(self) -> bool:
        """Tell whether only a table of funds has such columns."""
        fields = {column.field for column in self.columns}
        of_rows = self.ticker is not None and bool(fields & _OF_ROWS)
        return bool(fields & _CERTAIN) or of_rows

    @property
    def numeric(self) -> list[int]:
        """The places of the columns to read; opening prices only beside closes of unknown kind."""
        adjusted = {column.ticker for column in self.columns if column.field == "adjusted"}
        return [
            column.at
            for column in self.columns
            if column.field != "open" or column.ticker not in adjusted
        ]


def layout_of(rows: Sequence[Sequence[str]]) -> Layout | None:
    """
    Understand the rows above the first day.

    Returns:
        The layout, with its fault if it has one; None if the rows are not headers of such a table.
    """
    if len(rows) == 1:
        return _by_names(_trimmed(rows[0]))
    return _by_levels(rows)


def names_a_day(header: Sequence[str]) -> bool:
    """Tell whether a column is called a day."""
    return any(_plain(name) in _DAY for name in header)


def _by_names(header: Sequence[str]) -> Layout:
    """Understand one row of names."""
    names = [_plain(name) for name in header]
    day = next((at for at, name in enumerate(names) if name in _DAY), 0)
    ticker = next((at for at, name in enumerate(names) if name in _TICKER), None)
    kind = names.index("kind") if "kind" in names else None
    taken = {day, ticker, kind}
    columns = tuple(
        Column(None, _FIELDS[name], at)
        for at, name in enumerate(names)
        if at not in taken and name in _FIELDS
    )
    unused = tuple(
        header[at]
        for at, name in enumerate(names)
        if at not in taken and name and name not in _FIELDS and name not in _PASSED_OVER
    )
    return Layout(tuple(header), day, ticker, kind, columns, unused, _fault(columns))


def _by_levels(rows: Sequence[Sequence[str]]) -> Layout | None:
    """Understand Yahoo's rows of headers: one of fields, one or more of tickers, one of `Date`."""
    levels = [_trimmed(row) for row in rows]
    levels = [row for row in levels if any(row[1:])]
    fields = [row for row in levels if _is_fields(row)]
    tickers = [row for row in levels if not _is_fields(row)]
    if len(fields) != 1:
        return None
    names = fields[0]
    owners = tickers[0] if tickers else ()
    columns = tuple(
        Column(owners[at] if owners else None, _FIELDS[_plain(name)], at)
        for at, name in enumerate(names)
        if at and _plain(name) in _FIELDS and (not owners or at < len(owners))
    )
    fault = _fault(columns)
    if any(row != owners for row in tickers):
        fault = "two rows of tickers differ"
    elif owners and (len(owners) != len(names) or "" in owners[1:]):
        fault = "a column has no ticker"
    header = tuple(" ".join(filter(None, pair)) for pair in _paired(owners, names))
    return Layout(header, 0, None, None, columns, fault=fault)


def _paired(owners: Sequence[str], names: Sequence[str]) -> list[tuple[str, str]]:
    """Put tickers before the names of fields."""
    padded = [*owners, *[""] * len(names)]
    return list(zip(padded, names, strict=False))


def _is_fields(row: Sequence[str]) -> bool:
    """Tell a row of fields from one of tickers: by its label, else by what it names."""
    label = _plain(row[0])
    if label in ("price", "ticker"):
        return label == "price"
    known = _FIELDS.keys() | _PASSED_OVER
    return all(_plain(name) in known for name in row[1:] if name)


def _fault(columns: Sequence[Column]) -> str:
    """Say which field stands twice."""
    times = Counter((column.ticker, column.field) for column in columns)
    twice = [field for (_, field), number in times.items() if number > 1]
    return f"{', '.join(sorted(set(twice)))}: more than one column" if twice else ""


def _trimmed(row: Sequence[str]) -> tuple[str, ...]:
    """Drop the empty cells at the end, which spreadsheets append."""
    cells = tuple(row)
    while len(cells) > 1 and not cells[-1]:
        cells = cells[:-1]
    return cells


def _plain(name: str) -> str:
    """
    Write a name as it is looked up.

    Example:
        >>> _plain("Adj Close"), _plain("Adjusted_close"), _plain("Stock Splits")
        ('adjclose', 'adjustedclose', 'stocksplits')
    """
    return re.sub(r"[^a-z0-9]", "", name.lower())
