"""Plain-text tables of what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.clock import Timing


def table(title: str, rows: Sequence[Sequence[str]], notes: Sequence[str] = ()) -> str:
    """
    Align rows under a title: the first column to the left, the others to the right.

    Args:
        title: What was measured.
        rows: The cells, the head first; every row has as many.
        notes: Lines below the table.

    Returns:
        The lines, without a newline at the end.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(
            f"{cell:<{width}}" if at == 0 else f"{cell:>{width}}"
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join([title, *(f"  {line}" for line in (*lines, *notes))])


HEAD = ("median ms", "middle half", "n")
"""The head above the cells of `times`."""


def times(timing: Timing[Any], digits: int) -> tuple[str, str, str]:
    """Write the median, the middle half in milliseconds, and the number of turns."""
    first, third = (f"{quartile * 1e3:,.{digits}f}" for quartile in timing.middle_half)
    return f"{timing.median * 1e3:,.{digits}f}", f"{first} - {third}", str(len(timing.seconds))


def absent(columns: int) -> tuple[str, ...]:
    """Write the cells of a contestant that is not there."""
    return ("not installed", *[""] * (columns - 1))


def verdict(measured: float, budget: float, unit: str) -> str:
    """Say whether a budget was kept."""
    return f"{'kept' if measured <= budget else 'MISSED'}, {budget:g} {unit}"
