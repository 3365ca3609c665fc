"""Series and tables as Parquet: the same to the bit when read again, and checked first."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from allocator.market.series import Key, Series, Table
from allocator.market.store.header import DamageError, Header

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from allocator.market.series import Days

Item = TypeVar("Item", Series, Table)

_DAMAGE = (pa.ArrowException, OSError, ValueError)
"""What pyarrow raises for a damaged file: found by damaging files in every way."""

_COLUMNS = pa.schema(
    [
        pa.field("day", pa.date32(), nullable=False),
        pa.field("value", pa.float64(), nullable=False),
        pa.field("known", pa.date32(), nullable=False),
    ]
)


def series_to_bytes(series: Series, header: Header) -> bytes:
    """Write a series and its header as a Parquet file."""
    arrays = (_dates(series.days), pa.array(series.values), _dates(series.known))
    return _to_bytes(pa.Table.from_arrays(arrays, schema=_COLUMNS), header)


def table_to_bytes(table: Table, header: Header) -> bytes:
    """Write a table of text and floats, and its header, as a Parquet file."""
    columns = {name: _column(table.lines[name]) for name in table.lines}
    fields = [pa.field(name, array.type, nullable=False) for name, array in columns.items()]
    return _to_bytes(pa.Table.from_arrays(list(columns.values()), schema=pa.schema(fields)), header)


def series_from_bytes(content: bytes) -> tuple[Header, Series]:
    """
    Read what `series_to_bytes` wrote, and compute its digest again.

    Raises:
        DamageError: If it is anything else.
    """
    return _from_bytes(content, _series)


def table_from_bytes(content: bytes) -> tuple[Header, Table]:
    """
    Read what `table_to_bytes` wrote, and compute its digest again; lines are numbered from zero.

    Raises:
        DamageError: If it is anything else.
    """
    return _from_bytes(content, _table)


def read_header(file: BinaryIO) -> Header:
    """
    Read only what a file says of itself.

    Raises:
        DamageError: If it cannot be read.
    """
    try:
        metadata = pq.read_metadata(file).metadata
    except _DAMAGE as error:
        raise _not_parquet(error) from None
    return Header.from_metadata(metadata)


def _to_bytes(data: pa.Table, header: Header) -> bytes:
    """Write columns and header."""
    sink = pa.BufferOutputStream()
    # A dictionary of numbers of which hardly one repeats would only add to the file.
    with pq.ParquetWriter(
        sink,
        data.schema,
        compression="zstd",
        use_dictionary=False,
        store_schema=False,
        write_statistics=False,
        write_page_checksum=True,
    ) as writer:
        writer.write_table(data)
        writer.add_key_value_metadata(header.to_metadata())
    return bytes(sink.getvalue().to_pybytes())


def _from_bytes(content: bytes, build: Callable[[Header, pa.Table], Item]) -> tuple[Header, Item]:
    """Read header and columns, and build from them what the header describes."""
    try:
        file = pq.ParquetFile(pa.BufferReader(content), page_checksum_verification=True)
    except _DAMAGE as error:
        raise _not_parquet(error) from None
    header = Header.from_metadata(file.metadata.metadata)
    try:
        item = build(header, file.read(use_threads=False))
        digest = item.digest
    except _DAMAGE as error:
        raise DamageError(f"its content cannot be read: {_first_line(error)}", header) from None
    if digest != header.digest:
        raise DamageError("its content is not what was written: the digests differ", header)
    return header, item


def _series(header: Header, data: pa.Table) -> Series:
    """Build a series."""
    if not isinstance(header.key, Key) or header.frequency is None:
        raise DamageError("holds a table where a series should be")
    if not data.schema.equals(_COLUMNS):
        raise DamageError("has other columns than were written", header)
    days, values, known = (column.combine_chunks() for column in data.columns)
    return Series(
        header.key, header.frequency, _days(days), values.to_numpy(), _days(known), header.origin
    )


def _table(header: Header, data: pa.Table) -> Table:
    """Build a table."""
    if isinstance(header.key, Key):
        raise DamageError("holds a series where a table should be")
    columns = {
        name: column.to_numpy() if column.type == pa.float64() else column.to_pylist()
        for name, column in zip(data.column_names, data.columns, strict=True)
    }
    return Table(header.key, pd.DataFrame(columns), header.origin)


def _not_parquet(error: Exception) -> DamageError:
    """Put into words that a file is not what a store holds."""
    return DamageError(f"is cut short or not a Parquet file: {_first_line(error)}")


def _first_line(error: Exception) -> str:
    """Take of pyarrow's words what fits a line."""
    return str(error).partition("\n")[0].rstrip(".")


def _dates(days: Days) -> pa.Array:
    """Write days as Parquet's dates, which count from 1970-01-01 too."""
    return pa.array(days.astype(np.int32)).view(pa.date32())


def _days(dates: pa.Array) -> Days:
    """Undo `_dates`."""
    return np.asarray(dates.view(pa.int32()).to_numpy().astype("datetime64[D]"))


def _column(column: pd.Series) -> pa.Array:
    """Write text as text and numbers as floats; NaN stays a number that is none."""
    if column.dtype == np.float64:
        return pa.array(column.to_numpy())
    return pa.array(list(column), pa.string())
