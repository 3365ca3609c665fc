"""
How a snapshot is laid out as text: for people to read, and the same to the byte every time.

A list of numbers keeps to one line, and so does whatever is short; the rest is indented. Floats
carry eight significant digits: more than any figure here deserves, and few enough that two
machines whose last bits differ still write the same bytes.
"""

from __future__ import annotations

import json

SIGNIFICANT_DIGITS = 8
_LINE = 180
_INDENT = "  "


def laid_out(value: object, depth: int = 0) -> str:
    """
    Write plain data (see `allocator.model.plain`) as JSON.

    Raises:
        ValueError: If a number is not finite.

    Example:
        >>> print(laid_out({"a": [1.0, 2.123456789], "b": {"c": [["x"], ["y"]]}}))
        {
          "a": [1.0, 2.1234568],
          "b": {
            "c": [
              ["x"],
              ["y"]
            ]
          }
        }
    """
    line = json.dumps(_rounded(value), ensure_ascii=False, allow_nan=False)
    if not isinstance(value, dict | list) or _fits(value, line):
        return line
    inner = _INDENT * (depth + 1)
    if isinstance(value, dict):
        parts = [f"{json.dumps(key)}: {laid_out(item, depth + 1)}" for key, item in value.items()]
    else:
        parts = [laid_out(item, depth + 1) for item in value]
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    body = ",\n".join(inner + part for part in parts)
    return f"{opening}\n{body}\n{_INDENT * depth}{closing}"


def _fits(value: dict[str, object] | list[object], line: str) -> bool:
    """Tell whether a container stays on one line: it holds none, and is short or all numbers."""
    items = list(value.values()) if isinstance(value, dict) else value
    if any(isinstance(item, dict | list) for item in items):
        return False
    all_numbers = isinstance(value, list) and all(isinstance(item, int | float) for item in items)
    return all_numbers or len(line) <= _LINE


def _rounded(value: object) -> object:
    """Round every float in plain data to the digits that are kept; minus zero becomes zero."""
    if isinstance(value, float):
        return float(f"{value:.{SIGNIFICANT_DIGITS}g}") + 0.0
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return value
