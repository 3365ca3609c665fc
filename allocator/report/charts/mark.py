"""
Our mark in the file of a chart, in its own place in each format, with a digest of all the rest.

By it a chart may take the place of an earlier one, and of nothing else: not of a text that only
speaks of charts, nor of a chart that somebody has worked on since.
"""

from __future__ import annotations

import struct
from hashlib import sha256
from zlib import crc32

MARK = "allocator chart"
"""What every file of ours says of itself."""

_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = b"<?xml "
_HTML = b'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
_FIRST_CHUNK = 25
"""Bytes of a PNG's header, which no chunk may come before."""


def marked(file: bytes, ending: str) -> bytes:
    """
    Put our mark into a file that has none.

    Args:
        file: A whole file of one of our formats, as it was drawn.
        ending: `.png`, `.svg` or `.html`.

    Raises:
        ValueError: If the file is not of that format.
    """
    at = _place(file, ending)
    if at is None:
        message = f"no file that ends in {ending!r}"
        raise ValueError(message)
    return file[:at] + _mark(file, ending) + file[at:]


def is_chart(content: bytes, ending: str) -> bool:
    """Tell whether a file is a chart of this format, byte by byte as this program drew it."""
    at = _place(content, ending)
    if at is None:
        return False
    after = at + len(_mark(b"", ending))
    bare = content[:at] + content[after:]
    return content[at:after] == _mark(bare, ending)


def _place(file: bytes, ending: str) -> int | None:
    """Find where our mark goes: after a PNG's header, first in an SVG element or an HTML head."""
    if ending == ".png" and file.startswith(_PNG):
        return len(_PNG) + _FIRST_CHUNK
    if ending == ".svg" and file.startswith(_SVG):
        opened = file.find(b"<svg ")
        closed = file.find(b">", opened)
        return closed + 1 if min(opened, closed) > 0 else None
    if ending == ".html" and file.startswith(_HTML):
        return len(_HTML)
    return None


def _mark(rest: bytes, ending: str) -> bytes:
    """Write our mark, equally long whatever the rest of the file is."""
    text = f"{MARK}, sha256 {sha256(rest).hexdigest()}"
    if ending == ".png":
        chunk = b"tEXt" + b"Software\0" + text.encode()
        return struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", crc32(chunk))
    if ending == ".svg":
        return f"\n <metadata>{text}</metadata>".encode()
    return f'<meta name="generator" content="{text}">\n'.encode()
