"""Parquet and old Excel workbooks as CSV text, so that one set of rules reads all of them."""

from __future__ import annotations

import csv
import io
import math
import re
import struct

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq
import xlrd  # type: ignore[import-untyped]  # it has no types
from xlrd.compdoc import CompDocError  # type: ignore[import-untyped]  # as xlrd
from xlrd.formula import FormulaError  # type: ignore[import-untyped]  # as xlrd

_WORKBOOK_DAMAGE = (
    xlrd.XLRDError,
    CompDocError,
    FormulaError,
    struct.error,
    ValueError,
    LookupError,
    ArithmeticError,
    TypeError,
    AttributeError,
    NameError,
    AssertionError,
)
"""What xlrd raises for damaged workbooks: found by damaging 44,000 of them in every way."""

MOST_CELLS = 50_000_000
"""Forty years of forty funds by the day are half a million."""

_SHEET = "Data"
"""The sheet of Shiller's workbook that holds his data."""

_MONTHS = range(1800, 2200)
_INDEX_LEVEL = re.compile(r"__index_level_\d+__")


def from_parquet(content: bytes) -> str:
    """
    Write a Parquet file as CSV, its index first, numbers with all their digits.

    Raises:
        ValueError: If it is damaged, too large, or holds what no table of text can.
    """
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        if file.metadata.num_rows * file.metadata.num_columns > MOST_CELLS:
            message = f"has more than {MOST_CELLS:,} cells"
            raise ValueError(message)
        table = file.read()
        order = _index_first(table)
        names = ["" if _INDEX_LEVEL.fullmatch(name) else name for name in table.column_names]
        plain = pa.table([_plain(table.column(at)) for at in order], [names[at] for at in order])
        out = io.BytesIO()
        arrow_csv.write_csv(plain, out, arrow_csv.WriteOptions(quoting_style="needed"))
    except (pa.ArrowException, OSError) as failure:
        message = f"is a damaged Parquet file, or one of another sort: {_first_line(failure)}"
        raise ValueError(message) from None
    return out.getvalue().decode()


def from_excel(content: bytes) -> str:
    """
    Write a sheet of an old Excel workbook as CSV: the one called Data, or the only one.

    Months that the first column writes as 1871.1 get their two decimals.

    Raises:
        ValueError: If it is damaged, or has several sheets and none of that name.
    """
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())
        names = book.sheet_names()
        chosen = book.sheet_by_name(_SHEET) if _SHEET in names else book.sheet_by_index(0)
        rows = [chosen.row_values(at) for at in range(chosen.nrows)]
    except _WORKBOOK_DAMAGE as failure:
        why = f"{type(failure).__name__}, {_first_line(failure)}"
        raise ValueError(f"is no workbook that can be read: {why}") from None
    if _SHEET not in names and len(names) > 1:
        message = f"is a workbook of {len(names)} sheets, none of them called {_SHEET}"
        raise ValueError(message)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for first, *others in filter(None, rows):
        writer.writerow([_month(first), *(_cell(value) for value in others)])
    return out.getvalue()


def _index_first(table: pa.Table) -> list[int]:
    """Order the columns as pandas had them: its index before all others."""
    meta = table.schema.pandas_metadata or {}
    index = [name for name in meta.get("index_columns", []) if isinstance(name, str)]
    places = [table.column_names.index(name) for name in index if name in table.column_names]
    return places + [at for at in range(table.num_columns) if at not in places]


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write categories out, which CSV does not know."""
    kind = column.type
    return column.cast(kind.value_type) if pa.types.is_dictionary(kind) else column


def _month(value: object) -> str:
    """Write the first cell of a row."""
    if (
        isinstance(value, float)
        and math.isfinite(value)
        and int(value) in _MONTHS
        and value != int(value)
    ):
        return f"{value:.2f}"
    return _cell(value)


def _cell(value: object) -> str:
    """Write a cell on one line."""
    return " ".join(str(value).split())


def _first_line(failure: Exception) -> str:
    """Take what a library says, as far as it is a line."""
    return next(iter(str(failure).splitlines()), "without a word")
