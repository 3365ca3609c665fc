"""Lines of plain text: aligned columns and wrapped paragraphs, never wider than asked."""

from __future__ import annotations

import textwrap
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

GAP = 2
"""Spaces between columns, and before the first."""

LEAST_CUT = 8
"""What is left of a cell by which a reader may still know it."""


_FILLER = "\0"
"""Stands beside a wide letter; no printable text holds it."""


def table(
    rows: Sequence[Sequence[str]],
    align: str,
    width: int,
    title: str = "",
    cut: Sequence[int] = (0,),
) -> list[str]:
    """
    Align rows of cells into lines.

    Where the lines would be wider than `width`, cells are cut.

    Args:
        rows: The cells; every row has as many as `align` has letters.
        align: One letter a column: `l` for words, `r` for numbers.
        width: The widest a line may be.
        title: What begins the first line, in place of its first, empty cell; it is never cut off.
        cut: The columns whose cells may be cut, in this order, all but the last to `LEAST_CUT`.

    Returns:
        One line a row, indented, without spaces at its end.

    Example:
        >>> table([("SPY", "55.0%"), ("IWM", "5.0%")], "lr", 80)
        ['  SPY  55.0%', '  IWM   5.0%']
        >>> table([("", "now"), ("Russell", "5%")], "lr", 80, title="Weights")
        ['Weights    now', '  Russell   5%']
    """
    cells = [[printable(cell) for cell in row] for row in rows]
    widths = [max((columns(row[at]) for row in cells), default=0) for at in range(len(align))]
    widths[0] = max(widths[0], columns(title) - GAP)
    for at in cut:
        least = min(widths[at], 1 if at == cut[-1] else LEAST_CUT)
        excess = sum(widths) + GAP * len(widths) - width
        widths[at] = max(least, widths[at] - max(0, excess))
    lines = [
        "".join(
            " " * GAP + _padded(clipped(cell, size), size, side)
            for cell, size, side in zip(row, widths, align, strict=True)
        ).rstrip()
        for row in cells
    ]
    return [title + lines[0][len(title) :], *lines[1:]] if title else lines


def paragraph(text: str, width: int, *, indent: int = 0, hang: int | None = None) -> list[str]:
    """
    Wrap words into lines.

    Args:
        text: The words.
        width: The widest a line may be; a single longer word is left whole.
        indent: Spaces before the first line.
        hang: Spaces before the others; as the first unless given.

    Example:
        >>> paragraph("one two three", 9, hang=2)
        ['one two', '  three']
    """
    lines = textwrap.wrap(
        _as_wide_as_shown(printable(text)),
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent if hang is None else hang),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_FILLER, "") for line in lines]


def labelled(pairs: Sequence[tuple[str, str]], width: int) -> list[str]:
    """
    Put each text beside its label, wrapped in a column of its own.

    Example:
        >>> labelled([("data", "prices"), ("model", "the prior and the blend")], 25)
        ['  data   prices', '  model  the prior and', '         the blend']
    """
    labels = [clipped(printable(label), width * 3 // 5) for label, _ in pairs]
    side = max(map(columns, labels), default=0)
    hang = GAP + side + GAP
    lines: list[str] = []
    for label, (_, text) in zip(labels, pairs, strict=True):
        wrapped = paragraph(text, width, indent=hang) or [""]
        first = " " * GAP + _padded(label, side, "l") + " " * GAP + wrapped[0].lstrip()
        lines += [first.rstrip(), *wrapped[1:]]
    return lines


def printable(text: str) -> str:
    """Replace what would move a terminal's cursor or change its colours."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def columns(text: str) -> int:
    """Count the columns that a text takes on a terminal."""
    return sum(_letter_columns(letter) for letter in text)


def clipped(text: str, width: int) -> str:
    """Cut a text that is too wide, and show that it was cut."""
    if columns(text) <= width:
        return text
    kept = text
    while kept and columns(kept) > width - 1:
        kept = kept[:-1]
    return kept + "~"


def _letter_columns(letter: str) -> int:
    """Count one letter: none for a mark on the one before, two for a wide one."""
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _as_wide_as_shown(text: str) -> str:
    """Follow every wide letter by a filler, since wrapping counts letters."""
    return "".join(letter + _FILLER * (_letter_columns(letter) - 1) for letter in text)


def _padded(text: str, width: int, side: str) -> str:
    """Fill up with spaces, at the end of words and before numbers."""
    space = " " * (width - columns(text))
    return text + space if side == "l" else space + text
