"""Small files of every layout, and an old Excel workbook written by hand."""

from __future__ import annotations

import struct

import pytest

from allocator.market.formats import read_file

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512
_SMALLEST = 4096


@pytest.fixture
def read():
    """Read text as a file of some name."""

    def of(text, name="file.csv", **how):
        return read_file(name, text.encode(), **how)

    return of


@pytest.fixture
def numbers():
    """Give what was read as plain values: by name, the days as text and the values."""

    def of(reading):
        return {
            (str(each.key.kind), each.key.name): dict(
                zip(map(str, each.days), each.values.tolist(), strict=True)
            )
            for each in reading.series
        }

    return of


@pytest.fixture
def said():
    """Give problems as text, one line each."""

    def of(reading):
        return [f"{each.severity} {each.place}: {each.message}" for each in reading.problems]

    return of


@pytest.fixture(scope="session")
def old_excel():
    """
    Write sheets of cells as an Excel 97 workbook.

    After [MS-XLS] (BOF, BOUNDSHEET, NUMBER, LABEL, EOF) in a compound file after [MS-CFB].
    """
    return _workbook


def _workbook(sheets):
    """Put records of sheets after those of the book, which say where each sheet begins."""
    bodies = [_sheet(rows) for rows in sheets.values()]
    head = _bof(0x0005)
    tail = _record(0x000A)
    names = [name.encode("latin-1") for name in sheets]
    size = len(head) + len(tail) + sum(4 + 8 + len(name) for name in names)
    book, at = head, size
    for name, body in zip(names, bodies, strict=True):
        book += _record(0x0085, struct.pack("<IBBBB", at, 0, 0, len(name), 0) + name)
        at += len(body)
    return _compound(book + tail + b"".join(bodies))


def _sheet(rows):
    """Write cells: numbers as numbers, text as text, None as nothing."""
    out = _bof(0x0010)
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, str):
                text = cell.encode("utf-16-le")
                out += _record(0x0204, place + struct.pack("<HB", len(cell), 1) + text)
            elif cell is not None:
                out += _record(0x0203, place + struct.pack("<d", cell))
    return out + _record(0x000A)


def _bof(kind):
    """Begin a book or a sheet."""
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 1996, 0, 6))


def _record(code, body=b""):
    """Write one record."""
    return struct.pack("<HH", code, len(body)) + body


def _compound(stream):
    """Put a stream called Workbook into a compound file: a table, a directory, the stream."""
    size = max(len(stream), _SMALLEST)
    sectors = -(-size // _SECTOR)
    assert sectors + 2 <= _SECTOR // 4, "one sector of the table is enough for the tests"
    table = [_FAT, _END, *range(3, sectors + 2), _END]
    table += [_FREE] * (_SECTOR // 4 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, _SMALLEST, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 2, size)
    directory += _entry("", 0, _FREE, 0, 0) * 2
    body = stream + bytes(sectors * _SECTOR - len(stream))
    return header + struct.pack(f"<{len(table)}I", *table) + directory + body


def _entry(name, kind, child, start, size):
    """Write one entry of the directory."""
    text = name.encode("utf-16-le") + (b"\0\0" if name else b"")
    out = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    out += struct.pack("<III", _FREE, _FREE, child) + bytes(36)
    return out + struct.pack("<IQ", start, size)
