"""TOML with the line of every key, which `tomllib` does not tell."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import InputError, Problem
from allocator.portfolio.text_file import read_text

if TYPE_CHECKING:
    from collections.abc import Mapping

_PART = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_TABLE = re.compile(rf"\s*\[\s*({_DOTTED})\s*\]")
_ITEM = re.compile(rf"\s*\[\[\s*({_DOTTED})\s*\]\]")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")
_LONG_QUOTE = re.compile(r'"""|' + "'''")
_AT_LINE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """The data of a file, and the line on which each key stands."""

    source: str
    data: dict[str, object]
    lines: Mapping[tuple[str, ...], int]

    def line(self, path: tuple[int | str, ...]) -> int:
        """Find the line of a key, or of the nearest table around it; 0 if there is none."""
        names = tuple(str(part) for part in path)
        lengths = range(len(names), 0, -1)
        found = (self.lines[names[:length]] for length in lengths if names[:length] in self.lines)
        return next(found, 0)


def read_toml(path: str | os.PathLike[str]) -> TomlFile:
    """
    Read a TOML file.

    Raises:
        InputError: If it is not a text file, or not TOML; the latter with its line.
    """
    source = os.fspath(path)
    text = read_text(source)
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as failure:
        raise InputError(_syntax_problem(source, text, failure)) from None
    return TomlFile(source, data, key_lines(text))


def key_lines(text: str) -> dict[tuple[str, ...], int]:
    r"""
    Find the line of every table and key.

    Keys of inline tables stand on the line of their table. Text in long quotes is passed over. The
    tables of a list are numbered from 0.

    Example:
        >>> key_lines('[limits]\n\nturnover = { upper = 0.2 }')
        {('limits',): 1, ('limits', 'turnover'): 3}
        >>> key_lines('[[account]]\nname = "Ann"')
        {('account',): 1, ('account', '0'): 1, ('account', '0', 'name'): 2}
    """
    found: dict[tuple[str, ...], int] = {}
    counts: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    is_quoted = False
    for number, line in enumerate(text.split("\n"), start=1):
        header, item, key = _TABLE.match(line), _ITEM.match(line), _KEY.match(line)
        if not is_quoted and item:
            name = _numbered(_parts(item.group(1)), counts)
            counts[name] = counts.get(name, 0) + 1
            found.setdefault(name, number)
            table = (*name, str(counts[name] - 1))
            found.setdefault(table, number)
        elif not is_quoted and header:
            table = _numbered(_parts(header.group(1)), counts)
            found.setdefault(table, number)
        elif not is_quoted and key:
            found.setdefault(table + _parts(key.group(1)), number)
        is_quoted ^= len(_LONG_QUOTE.findall(line)) % 2 == 1
    return found


def _numbered(name: tuple[str, ...], counts: Mapping[tuple[str, ...], int]) -> tuple[str, ...]:
    """Say in which table of a list another table stands: the last one before it."""
    path: tuple[str, ...] = ()
    for part in name[:-1]:
        path += (part,)
        path += (str(counts[path] - 1),) if path in counts else ()
    return path + name[-1:]


def _parts(dotted: str) -> tuple[str, ...]:
    """Split a dotted key into its parts, without their quotes."""
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))


def _syntax_problem(source: str, text: str, failure: Exception) -> Problem:
    """Say where a text stops being TOML, and show the line."""
    if isinstance(failure, RecursionError):
        return Problem(source, "is nested too deeply", "remove brackets")
    if not isinstance(failure, tomllib.TOMLDecodeError):
        return Problem(source, "holds a number of thousands of digits", "shorten it")
    found = _AT_LINE.search(str(failure))
    lines = text.rstrip().split("\n")
    number = int(found.group(1)) if found else len(lines)
    why = str(failure).partition(" (at ")[0]
    message = f"is not TOML: {why}: {lines[number - 1].strip()[:60]}"
    remedy = 'write key = value, text in quotes: name = "Hard landing"; close what you open'
    return Problem(f"{source}:{number}", message, remedy)
