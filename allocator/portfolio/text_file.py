"""
A path the user gave, as text.

Whatever is wrong with the path or its bytes ends here as an `InputError`; readers only ever see
text with line ends of one kind. A file is looked at before it is opened, so that neither a
folder, nor a pipe that never ends, nor a huge file is read.
"""

from __future__ import annotations

import codecs
import os
import stat

from allocator.errors import InputError, Problem

MOST_BYTES = 4_000_000
"""Larger files are refused unread; a portfolio of ten thousand rows is below a megabyte."""

_NOT_TEXT = {
    b"PK\x03\x04": "an Excel workbook or a ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a compressed file",
}
_MARKS = {
    codecs.BOM_UTF8: "UTF-8",
    codecs.BOM_UTF16_LE: "UTF-16-LE",
    codecs.BOM_UTF16_BE: "UTF-16-BE",
}
_AS_TEXT = "save it as plain text in UTF-8; in Excel: Save As, 'CSV UTF-8 (Comma delimited)'"


def read_text(path: str | os.PathLike[str]) -> str:
    """
    Read a text file in UTF-8, or in UTF-16 with its mark.

    Args:
        path: The file, as the user typed it; messages repeat it so.

    Returns:
        The text without a byte order mark, every line end a single newline.

    Raises:
        InputError: If it is missing, empty, not a file, too large, not readable or not text.
    """
    source = os.fspath(path)
    try:
        _check_kind(source)
        with open(source, "rb") as file:  # noqa: PTH123 - Path would change how the path reads
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise _refused(source, "no such file", "check the path") from None
    except PermissionError:
        raise _refused(source, "permission to read it is missing", "change its rights") from None
    except (OSError, ValueError) as failure:
        why = getattr(failure, "strerror", None) or "is not a path"
        raise _refused(source, f"cannot be read: {why}", "check the path") from None
    _check_size(source, len(data))
    text = _decoded(source, data)
    if not text.strip():
        raise _refused(source, "the file is empty", "see examples/ for what it should hold")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _refused(source: str, message: str, remedy: str, line: int = 0) -> InputError:
    """Put one problem of the file into words."""
    return InputError(Problem(f"{source}:{line}" if line else source, message, remedy))


def _check_kind(source: str) -> None:
    """Refuse what is not an ordinary file of reasonable size, without opening it."""
    status = os.stat(source)  # noqa: PTH116 - as above
    if stat.S_ISDIR(status.st_mode):
        raise _refused(source, "is a folder, not a file", "name a file inside it")
    if not stat.S_ISREG(status.st_mode):
        raise _refused(source, "is not an ordinary file", "save it to a file first")
    _check_size(source, status.st_size)


def _check_size(source: str, size: int) -> None:
    """Refuse a file that cannot be what it should be."""
    if size > MOST_BYTES:
        message = f"is {size / 1e6:.1f} MB large; at most {MOST_BYTES / 1e6:.0f} MB are read"
        raise _refused(source, message, "check that it is the right file")


def _decoded(source: str, data: bytes) -> str:
    """Turn bytes into text, or say which byte is not text and where."""
    for magic, kind in _NOT_TEXT.items():
        if data.startswith(magic):
            raise _refused(source, f"is {kind}, not text", _AS_TEXT)
    mark, coding = next(
        (pair for pair in _MARKS.items() if data.startswith(pair[0])), (b"", "UTF-8")
    )
    body = data[len(mark) :]
    try:
        text = body.decode(coding)
    except UnicodeDecodeError as failure:
        good = body[: failure.start].decode(coding)
        line = len(good.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
        message = f"byte 0x{body[failure.start]:02X} is not {coding} text"
        raise _refused(source, message, _AS_TEXT, line) from None
    if "\0" in text:
        raise _refused(source, "is a binary file, not text", _AS_TEXT)
    return text
