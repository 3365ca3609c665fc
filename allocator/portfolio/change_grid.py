"""Ranges of values as they are typed: `KEY=FROM:TO:N`."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from allocator.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

EXAMPLE = "scenario.hard-landing.probability=0:0.5:11"

MOST = 10_000
"""More values than are ever asked for; a slip of the keyboard should not fill the memory."""


def read_grid(texts: Sequence[str], option: str) -> dict[str, tuple[float, ...]]:
    """
    Read ranges, each N values evenly from FROM to TO, both among them.

    Args:
        texts: What was typed.
        option: What the option is called in messages.

    Raises:
        InputError: With every text that is no range, and every key that is given twice.

    Example:
        >>> read_grid(["limits.turnover=0.1:0.3:3"], "--sweep")
        {'limits.turnover': (0.1, 0.2, 0.3)}
    """
    problems: list[Problem] = []
    found: dict[str, tuple[float, ...]] = {}
    for text in texts:
        key, _, typed = (part.strip() for part in text.partition("="))
        values = _values(typed)
        if not key or values is None:
            remedy = f"write {option} KEY=FROM:TO:N, two ends and 2 or more, as {option} {EXAMPLE}"
            problems.append(Problem(f"{option} {text}", "is not a range", remedy))
        elif key in found:
            problems.append(Problem(f"{option} {text}", f"{key} is given twice", "keep one"))
        else:
            found[key] = values
    if problems:
        raise InputError(*problems)
    return found


def _values(typed: str) -> tuple[float, ...] | None:
    """Space values evenly, in decimals, so that 0.1 to 0.3 meets 0.2 and not its neighbour."""
    parts = typed.split(":")
    if len(parts) != 3:
        return None
    try:
        first, last, steps = Decimal(parts[0]), Decimal(parts[1]), int(parts[2]) - 1
    except (InvalidOperation, ValueError):
        return None
    if not (first.is_finite() and last.is_finite() and 1 <= steps < MOST) or first == last:
        return None
    return tuple(float(first + (last - first) * step / steps) for step in range(steps + 1))
