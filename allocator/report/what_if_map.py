"""
A map of one figure over two keys: numbers where they fit, else letters from light to dark.

Both have one cell a point; a point without a figure is marked, never left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.report.table import GAP, paragraph, table
from allocator.report.what_if import step

if TYPE_CHECKING:
    from collections.abc import Sequence

RAMP = ".:-=+*#%@"
"""Letters from the least figure to the largest, in equal steps."""

UNMET = "x"
"""What stands where there is no figure."""


def map_lines(
    title: str,
    figures: Sequence[float | None],
    grid: tuple[tuple[float, ...], ...],
    width: int,
    digits: int,
) -> list[str]:
    r"""
    Draw one figure over a grid.

    Args:
        title: What is drawn.
        figures: One for each point, the columns running fastest; None where there is none.
        grid: The values down and the values across.
        width: The widest a line may be.
        digits: Decimals of a figure.

    Example:
        >>> lines = map_lines("Share, %", [1.0, 2.0, None, 4.0], ((0.1, 0.2), (5.0, 6.0)), 80, 1)
        >>> print(*lines, sep="\n")
        Share, %
                 5    6
          0.1  1.0  2.0
          0.2    x  4.0
    """
    down, across = grid
    rows = [figures[at : at + len(across)] for at in range(0, len(figures), len(across))]
    written = [[_figure(each, digits) for each in row] for row in rows]
    side = max(len(step(value)) for value in down)
    numbers = _numbers(written, grid, side)
    if max(map(len, numbers)) <= width:
        return [title, *numbers]
    room = width - side - 2 * GAP
    if len(across) <= room:
        return [title, *_shades(rows, grid, side), *_legend(figures, across, digits, width)]
    return [title, *_listed(written, grid, width)]


def _figure(value: float | None, digits: int) -> str:
    """Write one figure."""
    return UNMET if value is None else f"{round(value, digits) + 0.0:.{digits}f}"


def _numbers(
    written: Sequence[Sequence[str]], grid: tuple[tuple[float, ...], ...], side: int
) -> list[str]:
    """Lay out a map in numbers, as wide as it gets."""
    down, across = grid
    labels = ["", *map(step, down)]
    cells = [[*map(step, across)], *written]
    rows = [(label.rjust(side), *row) for label, row in zip(labels, cells, strict=True)]
    wide = sum(max(len(row[at]) for row in rows) + GAP for at in range(len(rows[0])))
    return table(rows, "l" + "r" * len(across), wide)


def _shades(
    rows: Sequence[Sequence[float | None]], grid: tuple[tuple[float, ...], ...], side: int
) -> list[str]:
    """Lay out a map in letters, one a point."""
    known = [each for row in rows for each in row if each is not None]
    least, most = min(known, default=0.0), max(known, default=0.0)
    gap = " " * GAP
    return [
        f"{gap}{step(value):>{side}}{gap}{''.join(_letter(each, least, most) for each in row)}"
        for value, row in zip(grid[0], rows, strict=True)
    ]


def _letter(value: float | None, least: float, most: float) -> str:
    """Choose a letter; where all figures are one, the lightest."""
    if value is None:
        return UNMET
    if most <= least:
        return RAMP[0]
    step = int((value - least) / (most - least) * len(RAMP))
    return RAMP[min(step, len(RAMP) - 1)]


def _legend(
    figures: Sequence[float | None], across: tuple[float, ...], digits: int, width: int
) -> list[str]:
    """Say what the letters mean, and what the columns are."""
    known = [each for each in figures if each is not None]
    text = f"across from {step(across[0])} to {step(across[-1])}"
    if known:
        least, most = _figure(min(known), digits), _figure(max(known), digits)
        text = f"from '{RAMP[0]}' {least} to '{RAMP[-1]}' {most}, in equal steps of {RAMP}; {text}"
    if len(known) < len(figures):
        text += f"; {UNMET}: no target"
    return paragraph(text, width, indent=2, hang=4)


def _listed(
    written: Sequence[Sequence[str]], grid: tuple[tuple[float, ...], ...], width: int
) -> list[str]:
    """Write the figures of each row as a paragraph, where a line has no room for all columns."""
    return [
        line
        for value, row in zip(grid[0], written, strict=True)
        for line in paragraph(f"{step(value)}: {' '.join(row)}", width, indent=2, hang=4)
    ]
