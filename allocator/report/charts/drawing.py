"""
Charts as files: PNG, SVG and a page of HTML, the same bytes for the same chart.

The only module that loads matplotlib, and only for its figures: no window, and no state that
outlives a chart. A user's own settings of matplotlib change nothing.
"""

from __future__ import annotations

import textwrap
import warnings
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from allocator.report.charts.mark import MARK, marked
from allocator.report.charts.page import page
from allocator.report.charts.style import INK, MUTED, NOTE, TEXT, TITLE, WIDTH, Sheet
from allocator.report.table import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.text import Text
    from matplotlib.typing import RcKeyType

    from allocator.report.charts.chart import Chart

DOTS = 150
"""Pixels an inch of a PNG, which is so 1,800 wide."""

_MARGIN = 0.35
"""Inches between the words and the edge."""

_GAP = 0.5
"""Inches between the words and the first panel, for its heading."""

_SETTINGS: dict[RcKeyType, Any] = {
    "font.family": ["DejaVu Sans"],  # it comes with matplotlib, so every machine has the same
    "hatch.color": MUTED,
    "hatch.linewidth": 0.6,
    "svg.fonttype": "path",
    "svg.hashsalt": MARK,
    "text.parse_math": False,  # a dollar is a dollar
}

_TITLE_LETTERS, _TEXT_LETTERS, _NOTE_LETTERS = 84, 128, 160
"""Letters that fit on a line, by their size."""


def draw(chart: Chart, ending: str) -> bytes:
    """
    Draw a chart.

    Args:
        chart: What to draw.
        ending: `.png`, `.svg` or `.html`.

    Returns:
        The whole file.

    Raises:
        ValueError: If the ending is another.
    """
    return marked(_drawn(chart, ending), ending)


def _drawn(chart: Chart, ending: str) -> bytes:
    """Draw a chart without our mark."""
    match ending:
        case ".png":
            return _saved(chart, "png", {"Software": None, "Title": chart.title})
        case ".svg":
            return _saved(chart, "svg", {"Creator": MARK, "Date": None, "Title": chart.title})
        case ".html":
            nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
            picture = _saved(chart, "svg", nothing, has_words=False).decode()
            return page(chart, picture[picture.index("<svg") :]).encode()
        case _:
            message = f"no chart ends in {ending!r}"
            raise ValueError(message)


def _saved(
    chart: Chart, form: str, metadata: dict[str, str | None], *, has_words: bool = True
) -> bytes:
    """Lay a chart out and save it."""
    with _our_settings():
        file = BytesIO()
        laid_out(chart, has_words=has_words).savefig(file, format=form, metadata=metadata)
    return file.getvalue()


def laid_out(chart: Chart, *, has_words: bool = True) -> Figure:
    """
    Lay a chart out on paper.

    Args:
        chart: What to lay out.
        has_words: Whether title, basis and source stand on the paper too.
    """
    figure = Figure(figsize=(WIDTH, chart.height), dpi=DOTS, facecolor="white")
    FigureCanvasAgg(figure)
    top, bottom = _write_words(figure, chart) if has_words else (0.0, 0.1)
    height = chart.height
    chart.draw(Sheet(figure, (bottom + chart.below) / height, 1 - (top + _GAP) / height))
    return figure


def _write_words(figure: Figure, chart: Chart) -> tuple[float, float]:
    """Write the title, what it is about and the source; give the inches taken, above and below."""
    down = _MARGIN
    for text, size, colour, letters, bold in (
        (chart.title, TITLE, INK, _TITLE_LETTERS, True),
        (chart.subtitle, TEXT, MUTED, _TEXT_LETTERS, False),
    ):
        written = figure.text(
            _MARGIN / WIDTH,
            1 - down / chart.height,
            "",
            fontsize=size,
            color=colour,
            fontweight="bold" if bold else "normal",
            va="top",
            linespacing=1.3,
        )
        down += _fill(written, text, letters) * size * 1.5 / 72 + 0.05
    written = figure.text(
        _MARGIN / WIDTH,
        _MARGIN / 2 / chart.height,
        "",
        fontsize=NOTE,
        color=MUTED,
        va="bottom",
        linespacing=1.3,
    )
    lines = _fill(written, chart.source, _NOTE_LETTERS)
    return down, _MARGIN / 2 + lines * NOTE * 1.45 / 72


def _fill(written: Text, text: str, letters: int) -> int:
    """Write a text in lines that end before the edge, however wide its letters; count them."""
    most = (WIDTH - 2 * _MARGIN) * DOTS
    while True:
        lines = textwrap.wrap(printable(text), letters, break_on_hyphens=False)
        written.set_text("\n".join(lines))
        if written.get_window_extent().width <= most:
            return len(lines)
        letters -= 4


@contextmanager
def _our_settings() -> Iterator[None]:
    """Set matplotlib up for one chart, and leave it as it was."""
    with mpl.rc_context(), warnings.catch_warnings():
        # Such a letter shows as a box; the table beside the chart has it.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        yield
