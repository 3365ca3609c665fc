"""
Which file of the store holds what: names that every file system keeps apart, and the way back.

Some file systems take `IWM` and `iwm` for one name, some know no `<`, some have no room for a long
name and Windows has no file called `CON`. So a name is made of a-z, digits and `_-+%@~` only, and
always has an `@` in it: capitals are written `+iwm+`, any other character as its bytes in UTF-8,
`%3c`. A name that would be too long is cut, and ends in a hash of what it stands for.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from enum import StrEnum
from pathlib import Path

from allocator.market.series import Key, Kind, TableKey, TableKind

SUFFIX = ".parquet"
SERIES = "series"
TABLES = "tables"

_LONGEST = 120
"""Characters before the suffix: half of what file systems allow, and encrypted ones allow less."""
_HASH = 32
_PLAIN = re.compile(r"[A-Za-z0-9_-]")
_CUT = "~"
_BETWEEN = "@"


class Shape(StrEnum):
    """What the name of a file tells."""

    WHOLE = "whole"
    CUT = "cut"
    FOREIGN = "foreign"


def file_of(key: Key | TableKey) -> Path:
    """
    Name the file of a series or a table, relative to the store.

    Example:
        >>> file_of(Key(Kind.PRICE_INDEX, "RUT", "yahoo")).as_posix()
        'series/price-index/+rut+@yahoo.parquet'
        >>> file_of(Key(Kind.RETURN, "<= 0", "french")).as_posix()
        'series/return/%3c%3d%200@french.parquet'
    """
    part = SERIES if isinstance(key, Key) else TABLES
    return Path(part, key.kind, _stem(key) + SUFFIX)


def shape_of(file: Path) -> Shape:
    """Tell a name of ours from one that somebody else gave."""
    if key_of(file) is not None:
        return Shape.WHOLE
    _, cut, digits = file.stem.rpartition(_CUT)
    is_cut = cut and len(file.stem) == _LONGEST and re.fullmatch(f"[0-9a-f]{{{_HASH}}}", digits)
    return Shape.CUT if is_cut else Shape.FOREIGN


def key_of(file: Path) -> Key | TableKey | None:
    """
    Tell what a file of the store holds by its name, or None if the name does not say.

    Args:
        file: Relative to the store.

    Example:
        >>> print(key_of(Path("series/close/+iwm+@yahoo.parquet")))
        close/IWM (yahoo)
    """
    try:
        part, kind, _ = file.parts
        words = [_unescaped(word) for word in file.stem.split(_BETWEEN)]
        key = _key(part, kind, words)
    except ValueError:
        return None
    return key if file_of(key) == file else None


def _key(part: str, kind: str, words: list[str]) -> Key | TableKey:
    """Put a key together; ValueError if it is none."""
    if part == SERIES:
        name, source = words
        return Key(Kind(kind), name, source)
    name, day, source = words
    return TableKey(TableKind(kind), name, date.fromisoformat(day), source)


def _stem(key: Key | TableKey) -> str:
    """Write what a key says beside its kind."""
    middle = () if isinstance(key, Key) else (key.day.isoformat(),)
    stem = _BETWEEN.join(_escaped(word) for word in (key.name, *middle, key.source))
    if len(stem) <= _LONGEST:
        return stem
    digits = hashlib.sha256(stem.encode()).hexdigest()[:_HASH]
    return stem[: _LONGEST - _HASH - 1] + _CUT + digits


def _escaped(text: str) -> str:
    """Write text in the characters allowed."""
    parts = (mark if _PLAIN.fullmatch(mark) else _in_bytes(mark) for mark in text)
    return re.sub("[A-Z]+", lambda run: f"+{run[0].lower()}+", "".join(parts))


def _in_bytes(mark: str) -> str:
    """Write one character as its bytes."""
    return "".join(f"%{byte:02x}" for byte in mark.encode("utf-8", "surrogatepass"))


def _unescaped(text: str) -> str:
    """Undo `_escaped`; ValueError for bytes that are no text."""
    capitals = re.sub(r"\+([a-z]+)\+", lambda run: run[1].upper(), text).encode()
    plain = re.sub(rb"%([0-9a-f]{2})", lambda pair: bytes([int(pair[1], 16)]), capitals)
    return plain.decode("utf-8", "surrogatepass")
