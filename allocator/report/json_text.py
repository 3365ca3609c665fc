"""
JSON with nothing left to chance: the same values give the same bytes.

The standard library cannot write a decimal as it stands, hence a writer of our own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from math import isfinite

SIGNIFICANT_DIGITS = 12
"""Computed figures are rounded to this many digits, well above what the last bits hold."""


def json_text(value: object, indent: int = 0) -> str:
    """
    Write plain values as JSON, two spaces a level; a list of single values takes one line.

    Decimals are numbers exactly as they stand; floats are written as Python writes them.

    Raises:
        TypeError: If a value is of a kind that JSON does not know.
        ValueError: If a number is not finite.

    Example:
        >>> print(json_text({"price": Decimal("9.50"), "legs": [1, -0.5], "none": []}))
        {
          "price": 9.50,
          "legs": [1, -0.5],
          "none": []
        }
    """
    if isinstance(value, Mapping):
        items = [f"{json.dumps(str(key))}: {json_text(value[key], indent + 1)}" for key in value]
        return _block(items, "{}", indent)
    if isinstance(value, list | tuple):
        items = [json_text(item, indent + 1) for item in value]
        if any(isinstance(item, Mapping | list | tuple) for item in value):
            return _block(items, "[]", indent)
        return f"[{', '.join(items)}]"
    return _single(value)


def significant(value: float) -> float:
    """
    Round a computed figure, so that the last bits of a processor do not show.

    Example:
        >>> significant(0.1 + 0.2), significant(-0.0)
        (0.3, 0.0)
    """
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}") + 0.0


def _block(items: list[str], brackets: str, indent: int) -> str:
    """Put one item on each line between brackets."""
    if not items:
        return brackets
    start, end = "\n" + "  " * (indent + 1), "\n" + "  " * indent
    return brackets[0] + start + f",{start}".join(items) + end + brackets[1]


def _single(value: object) -> str:
    """Write a value that holds no others."""
    if isinstance(value, Decimal):
        if not value.is_finite():
            message = f"{value} is not a number that JSON knows"
            raise ValueError(message)
        return f"{value:f}" if value else f"{abs(value):f}"
    if isinstance(value, float) and isfinite(value):
        return json.dumps(value + 0.0)
    return json.dumps(value, allow_nan=False)
