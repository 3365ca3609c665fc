"""
One quiet style for every chart.

Colours are those of Okabe and Ito (2008), "Color Universal Design", which people with any kind of
colour blindness tell apart. Lines are named where they end, so that no legend is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLUE, VERMILLION, ORANGE, SKY = "#0072B2", "#D55E00", "#E69F00", "#56B4E9"
INK, MUTED, GRID = "#222222", "#666666", "#DDDDDD"

SMALL, LARGE = VERMILLION, BLUE
"""Russell 2000 and S&P 500, in every chart."""

FIRST, SECOND = SKY, ORANGE
"""The two halves of an easing, in every chart."""

OTHER = "#009E73"
"""Any other phase."""

LETTER = 0.1
"""Inches of a letter along an axis, rather more than less."""

TITLE, TEXT, NOTE = 16, 11, 9
"""Sizes of letters in points: the finding, everything that is read, and the source."""

WIDTH = 12.0
"""Inches."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    A figure and the part of it that the words leave free.

    Attributes:
        figure: The figure.
        bottom: Where the free part begins, a fraction of the height.
        top: Where it ends.
    """

    figure: Figure
    bottom: float
    top: float

    def panels(
        self, heights: Sequence[float], *, left: float = 0.9, right: float = 1.2, gap: float = 0.08
    ) -> list[Axes]:
        """
        Divide the free part into panels below each other, on one axis of x.

        Args:
            heights: The height of each, in any unit.
            left: Inches left of them, for their labels.
            right: Inches right of them.
            gap: Between two panels, a fraction of their average height.
        """
        grid = self.figure.add_gridspec(
            len(heights),
            1,
            height_ratios=list(heights),
            left=left / WIDTH,
            right=1 - right / WIDTH,
            bottom=self.bottom,
            top=self.top,
            hspace=gap,
        )
        first = self.figure.add_subplot(grid[0])
        rest = [self.figure.add_subplot(grid[n], sharex=first) for n in range(1, len(heights))]
        for axes in (first, *rest[:-1]) if rest else ():
            axes.tick_params(labelbottom=False)
        return [first, *rest]

    def split(self, above: float, below: float) -> tuple[Sheet, Sheet]:
        """Divide the free part in two, of which each has axes of x of its own."""
        whole = self.top - self.bottom
        cut = self.bottom + whole * below / ((above + below) or 1)
        gap = 0.45 / self.figure.get_figheight() if above and below else 0.0
        return Sheet(self.figure, cut + gap, self.top), Sheet(self.figure, self.bottom, cut - gap)


def quiet(axes: Axes, *, grid: Literal["x", "y"] | None = "y") -> None:
    """Take away what carries no figure: the frame, and the marks of ticks."""
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    axes.tick_params(length=0, labelsize=TEXT, labelcolor=MUTED)
    axes.set_axisbelow(True)
    if grid:
        axes.grid(axis=grid, color=GRID, linewidth=0.8)


def heading(axes: Axes, text: str) -> None:
    """Say above a panel what is in it."""
    axes.set_title(text, loc="left", fontsize=TEXT, color=INK, pad=8)


def labels(axes: Axes, way: Callable[[float], str]) -> None:
    """Write the numbers of the axis of y in a way of ours."""
    axes.yaxis.set_major_formatter(lambda value, _: way(value))


def name_ends(axes: Axes, ends: Sequence[tuple[float, float, str, str]], apart: float) -> None:
    """
    Name lines to the right of where they end, moved apart where names would overlap.

    Args:
        axes: With its limits set.
        ends: The x and y of each end, its name and its colour.
        apart: The least distance between two names, a fraction of the panel's height.
    """
    place = axes.transData.transform
    back = axes.transAxes.inverted().transform
    at = sorted(((*back(place((x, y))), text, colour) for x, y, text, colour in ends), key=_height)
    lowest = -1.0
    for x, y, text, colour in at:
        lowest = max(float(y), lowest + apart)
        axes.annotate(
            text,
            (float(x), lowest),
            xycoords="axes fraction",
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            color=colour,
            fontsize=TEXT,
            annotation_clip=False,
        )


def year_of(day: date) -> float:
    """
    Turn a day into a year with its fraction, for an axis.

    Example:
        >>> from datetime import date
        >>> year_of(date(2025, 1, 1)), round(year_of(date(2024, 7, 1)), 2)
        (2025.0, 2024.5)
    """
    first = day.replace(month=1, day=1)
    length = 366 if day.year % 4 == 0 and (day.year % 100 or day.year % 400 == 0) else 365
    return day.year + (day - first).days / length


def _height(end: tuple[float, float, str, str]) -> float:
    """Sort by height."""
    return float(end[1])
