"""What the store writes about a series or a table into its file, and how it is read again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from allocator.errors import MarketDataError
from allocator.market.record import Record
from allocator.market.series import Frequency, Key, Kind, Series, TableKey, TableKind

if TYPE_CHECKING:
    from datetime import date

    from allocator.market.series import Table

VERSION = 1
"""The layout written and read here."""

TEXT = b"allocator"
SEAL = b"allocator.seal"
"""Where in the metadata of a Parquet file the header and its SHA-256 are."""


class DamageError(Exception):
    """
    A file of the store does not hold what was written.

    Attributes:
        message: What is wrong, in words.
        header: What the file says of itself, where that much can be read.
    """

    def __init__(self, message: str, header: Header | None = None) -> None:
        self.message = message
        self.header = header
        super().__init__(message)


class LaterLayoutError(DamageError):
    """A file was written by a later version of this program."""


@dataclass(frozen=True, slots=True)
class Header:
    """
    What a file of the store says of itself.

    Attributes:
        key: What it is.
        frequency: How often a series has a number; None for a table.
        rows: How many numbers or lines it has.
        first: The earliest day.
        last: The latest day.
        fetched_at: When something of it was last fetched or imported, in UTC.
        origin: Where it was read that time, in words.
        digest: What identifies its content, `Series.digest` or `Table.digest`.
    """

    key: Key | TableKey
    frequency: Frequency | None
    rows: int
    first: date
    last: date
    fetched_at: datetime
    origin: str
    digest: str

    @classmethod
    def of(cls, item: Series | Table, fetched_at: datetime) -> Header:
        """
        Describe what is to be stored.

        Raises:
            ValueError: If `fetched_at` has no time zone.
        """
        if fetched_at.tzinfo is None:
            message = f"{item.key}: fetched_at has no time zone"
            raise ValueError(message)
        when, origin, digest = fetched_at.astimezone(UTC), item.origin, item.digest
        if isinstance(item, Series):
            span = (len(item), item.first, item.last)
            return cls(item.key, item.frequency, *span, when, origin, digest)
        span = (len(item.lines), item.key.day, item.key.day)
        return cls(item.key, None, *span, when, origin, digest)

    def to_metadata(self) -> dict[bytes, bytes]:
        """Write it for a Parquet file, sealed so that no letter of it can change unnoticed."""
        plain = {
            "version": VERSION,
            "kind": str(self.key.kind),
            "name": self.key.name,
            "day": None if isinstance(self.key, Key) else self.key.day.isoformat(),
            "source": self.key.source,
            "frequency": self.frequency,
            "rows": self.rows,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "fetched_at": self.fetched_at.isoformat(),
            "origin": self.origin,
            "digest": self.digest,
        }
        text = json.dumps(plain).encode()
        return {TEXT: text, SEAL: _seal(text)}

    @classmethod
    def from_metadata(cls, metadata: dict[bytes, bytes] | None) -> Header:
        """
        Read what `to_metadata` wrote.

        Raises:
            LaterLayoutError: If a later version wrote it.
            DamageError: If it is not there or not what was written.
        """
        if metadata is None or not {TEXT, SEAL} <= metadata.keys():
            raise DamageError("is not a file that the store wrote")
        text = metadata[TEXT]
        if metadata[SEAL] != _seal(text):
            raise DamageError("what it says of itself is not what was written")
        try:
            record = Record.of(json.loads(text), "", "")
            version = record.whole("version", 1)
            if version > VERSION:
                raise LaterLayoutError(f"is of layout {version}; this program knows {VERSION}")
            return _header(record)
        except (MarketDataError, ValueError) as error:
            raise DamageError(f"what it says of itself cannot be read: {error}") from None


def _header(record: Record) -> Header:
    """Take a header from its record."""
    name, source = _word(record, "name"), _word(record, "source")
    key: Key | TableKey
    if record.has("day"):
        key = TableKey(record.word("kind", TableKind), name, record.day("day"), source)
        frequency = None
    else:
        key = Key(record.word("kind", Kind), name, source)
        frequency = record.word("frequency", Frequency)
    return Header(
        key=key,
        frequency=frequency,
        rows=record.whole("rows", 1),
        first=record.day("first"),
        last=record.day("last"),
        fetched_at=_moment(record.text("fetched_at")),
        origin=_word(record, "origin"),
        digest=record.text("digest"),
    )


def _word(record: Record, key: str) -> str:
    """Take text that may be empty."""
    return record.text(key) if record.values.get(key) != "" else ""


def _moment(text: str) -> datetime:
    """Read a time in UTC; ValueError for any other."""
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() != timedelta(0):
        raise ValueError(text)
    return moment


def _seal(text: bytes) -> bytes:
    """Identify the text of a header."""
    return hashlib.sha256(text).hexdigest().encode()
