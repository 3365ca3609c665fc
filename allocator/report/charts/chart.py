"""A chart before it is drawn: its words, its figures, and how they go on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.report.charts.style import Sheet


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """
    One chart.

    Attributes:
        title: The finding, in a sentence.
        subtitle: What the figures are, and of which sample.
        sight: What to see in it, for who reads and cannot see.
        source: Where the figures come from and of which day.
        rows: The figures, cells as text; the first row holds the heads.
        align: One letter a column of `rows`: `l` for words, `r` for numbers.
        draw: Puts the figures on a sheet.
        height: Inches; all charts are equally wide.
        below: Inches for what is written below the axis of x.
    """

    title: str
    subtitle: str
    sight: str
    source: str
    rows: tuple[tuple[str, ...], ...]
    align: str
    draw: Callable[[Sheet], None]
    height: float = 7.5
    below: float = 0.4
