"""
From the bytes of a file to text.

Parquet, old Excel and zip archives become CSV; whatever is no data is named for what it is.
"""

from __future__ import annotations

import codecs
import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import MarketDataError, Problem
from allocator.market.formats.binary import from_excel, from_parquet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_BYTES = 200_000_000
"""Larger files are refused unread; forty years of forty funds by the day are below ten million."""

ARCHIVE_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    IndexError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What a zip raises when its bytes are changed at random; an IndexError is a name made empty."""

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_PARQUET = b"PAR1"
_NOT_DATA = {
    b"%PDF": "a PDF document",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"\x1f\x8b": "a compressed file",
    b"BZh": "a compressed file",
    b"\xfd7zXZ": "a compressed file",
    b"PK\x05\x06": "an empty archive",
    codecs.BOM_UTF16_LE: "text in UTF-16",
    codecs.BOM_UTF16_BE: "text in UTF-16",
}
_NOT_A_TABLE = {"<": "a web page or XML", "{": "JSON", "[": "JSON"}
_AS_CSV = "save it as CSV in UTF-8"
_AGAIN = "fetch it again"
_EXCERPT = 65_536
_SAMPLES = 64
_TEXTS = (".csv", ".txt")


@dataclass(frozen=True, slots=True)
class Text:
    """
    The text of a file, or of a part of one.

    Attributes:
        name: The path of the file, and of the part within it.
        text: Lines ended by newlines, without a byte order mark; bytes that are not UTF-8 are
            surrogates (PEP 383), as the lines they stand in may be of no account.
        first_line: The number of the first line; 0 where the header is no row of the file.
    """

    name: str
    text: str
    first_line: int = 1


def texts_in(name: str, content: bytes) -> Iterator[Text | Problem]:
    """
    Find the texts in a file.

    Args:
        name: Its path, for messages.
        content: All of it.

    Yields:
        Each text, or the problem of a part that holds none.
    """
    if content.startswith(_ZIP):
        yield from _members(name, content)
        return
    try:
        yield _text(name, content)
    except MarketDataError as error:
        yield from error.problems


def _text(name: str, content: bytes) -> Text:
    """Turn the bytes of one file into text."""
    if content.startswith(_PARQUET):
        return Text(name, _converted(name, content, from_parquet), first_line=0)
    if content.startswith(_OLD_EXCEL):
        return Text(name, _converted(name, content, from_excel))
    for magic, kind in _NOT_DATA.items():
        if content.startswith(magic):
            raise _refused(name, f"is {kind}, not a table", _AS_CSV)
    return Text(name, tidy(name, content.decode("utf-8-sig", "surrogateescape")))


def _converted(name: str, content: bytes, convert: Callable[[bytes], str]) -> str:
    """Convert a binary file, or say why it cannot be."""
    try:
        return tidy(name, convert(content))
    except ValueError as failure:
        raise _refused(name, str(failure), _AS_CSV) from None


def is_plain(text: str) -> bool:
    """Tell whether all of a text is text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def excerpt(content: bytes) -> str | None:
    """Take the begin of a large file of plain text; None from any other."""
    if len(content) <= _EXCERPT or content.startswith((_ZIP, _PARQUET, _OLD_EXCEL, *_NOT_DATA)):
        return None
    begin = content[: content.rfind(b"\n", 0, _EXCERPT) + 1]
    try:
        return tidy("", begin.decode("utf-8-sig", "surrogateescape"))
    except MarketDataError:
        return None


def lines_of(content: bytes) -> list[str]:
    """Take some lines of a file, evenly from all of it."""
    lines = []
    for part in range(_SAMPLES):
        begin = content.find(b"\n", len(content) * part // _SAMPLES) + 1
        line = content[begin : content.find(b"\n", begin)]
        lines.append(line.decode("utf-8", "replace").rstrip("\r"))
    return lines


def tidy(name: str, text: str) -> str:
    """
    Give lines one kind of end, and refuse what is no table.

    Raises:
        MarketDataError: If the text is empty, a web page or JSON.
    """
    body = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    begin = body.lstrip()
    if not begin:
        raise _refused(name, "is empty", _AGAIN)
    if begin[0] in _NOT_A_TABLE:
        raise _refused(name, f"is {_NOT_A_TABLE[begin[0]]}, not a table", _AGAIN)
    return body


def _members(name: str, content: bytes) -> Iterator[Text | Problem]:
    """Read the texts of an archive; a workbook is one too, and is not read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if any(info.filename == "[Content_Types].xml" for info in infos):
                yield Problem(name, "is an Excel workbook, not a table", _AS_CSV)
                return
            if sum(info.file_size for info in infos) > MOST_BYTES:
                yield Problem(name, "is too large when unpacked", "unpack what is needed of it")
                return
            for info in infos:
                yield _member(f"{name}/{info.filename}", archive, info)
    except ARCHIVE_DAMAGE as failure:
        yield Problem(name, f"is a damaged archive: {failure}", _AGAIN)


def _member(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Text | Problem:
    """Read one member of an archive."""
    if not info.filename.lower().endswith(_TEXTS):
        return Problem(name, "is not read: it is no .csv or .txt", "unpack it if it is data")
    try:
        with archive.open(info) as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            return Problem(name, "is too large when unpacked", "unpack what is needed of it")
        return _text(name, content)
    except MarketDataError as error:
        return error.problems[0]
    except ARCHIVE_DAMAGE as failure:
        return Problem(name, f"cannot be unpacked: {failure}", _AGAIN)


def _refused(place: str, message: str, remedy: str) -> MarketDataError:
    """Make the error of one file."""
    return MarketDataError(Problem(place, message, remedy))
