"""
Numbers as files write them.

A comma can group thousands or stand for the decimal point, and a guess would change a price a
thousandfold. A file is read one way or the other only where one of its own cells proves which.
"""

from __future__ import annotations

import math
import re
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MISSING = ("", "-", "--", "---", ".", "NA", "N/A", "#N/A", "NaN", "nan", "null", "NULL", "None")
"""How files write that there is no number; the point is FRED's."""

_MISSING = frozenset(word.lower() for word in MISSING)
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_US = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?", re.ASCII)
_EUROPEAN = re.compile(r"[+-]?([1-9]\d{0,2}(\.\d{3})+|\d+)(,\d+)?", re.ASCII)
_EITHER_WAY = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_AROUND = " \u00a0$\N{EURO SIGN}\N{POUND SIGN}"


class Style(Enum):
    """What commas and points mean in a file."""

    POINT = "1,234.56"
    COMMA = "1.234,56"
    UNKNOWN = "not proven"
    BOTH = "one way here, the other there"


def number(text: str, style: Style) -> float | None:
    """
    Read a number.

    Args:
        text: A cell, such as `12.5`, `1e-05`, `$1,234.50`, `(3.00)`; not a missing one.
        style: What commas and points mean in the file: `POINT` or `COMMA`.

    Returns:
        A finite number, or None if the text is not one in that style.

    Example:
        >>> number("$1,234.50", Style.POINT), number("1.234,50", Style.COMMA)
        (1234.5, 1234.5)
        >>> number("1.234,50", Style.POINT), number("inf", Style.POINT), number("12%", Style.POINT)
        (None, None, None)
    """
    body = bare(text)
    if style is Style.COMMA:
        if not _EUROPEAN.fullmatch(body):
            return None
        return float(body.replace(".", "").replace(",", "."))
    if _US.fullmatch(body):
        body = body.replace(",", "")
    if not _PLAIN.fullmatch(body):
        return None
    value = float(body)
    return value if math.isfinite(value) else None


def is_missing(text: str) -> bool:
    """Tell whether a cell says that there is no number."""
    return text.strip(" \u00a0").lower() in _MISSING


def style_of(cells: Iterable[str], delimiter: str) -> Style:
    """
    Find out what commas and points mean.

    `1,234.5` and `12.5` prove one way, `1.234,5` and `12,5` the other. Where nothing proves it,
    a point is the decimal point, unless cells are separated by semicolons, as programs do where
    the comma is: then `1.234` could be either.

    Args:
        cells: Every cell that should be a number.
        delimiter: What separates cells.

    Returns:
        The style, `UNKNOWN` if it matters and nothing proves it, `BOTH` if cells contradict.
    """
    found = set()
    doubtful = False
    for cell in cells:
        if "," not in cell and "." not in cell:
            continue
        body = bare(cell)
        if _EITHER_WAY.fullmatch(body):
            doubtful = doubtful or "," in body or delimiter == ";"
            continue
        point = _US.fullmatch(body) or _PLAIN.fullmatch(body)
        comma = _EUROPEAN.fullmatch(body)
        if bool(point) != bool(comma):
            found.add(Style.POINT if point else Style.COMMA)
    if len(found) > 1:
        return Style.BOTH
    if found:
        return found.pop()
    return Style.UNKNOWN if doubtful else Style.POINT


def bare(text: str) -> str:
    """
    Take signs of currency and blanks off a cell; brackets around a number make it negative.

    Example:
        >>> bare(" $1.50 "), bare("($3.00)"), bare("-$2")
        ('1.50', '-3.00', '-2')
    """
    body = text.strip(_AROUND).replace("\N{MINUS SIGN}", "-")
    if body.startswith("(") and body.endswith(")"):
        body = "-" + body[1:-1].strip(_AROUND)
    if body[:1] in ("-", "+"):
        body = body[0] + body[1:].lstrip(_AROUND)
    return body
