"""Russell 2000 and S&P 500 since 1989, with the halves of every easing shaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.rate_cycle import Phase
from allocator.report.charts.chart import Chart
from allocator.report.charts.style import (
    FIRST,
    INK,
    LARGE,
    MUTED,
    SECOND,
    SMALL,
    TEXT,
    heading,
    labels,
    name_ends,
    quiet,
    year_of,
)
from allocator.report.history import led
from allocator.report.numbers import long_date, points, signed_percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from allocator.model.price_history import PhaseSpan, PriceHistory
    from allocator.report.charts.style import Sheet

_HALVES = ((Phase.FIRST_HALF, FIRST, "first half"), (Phase.SECOND_HALF, SECOND, "second half"))
_SHADE = 0.22
_LEAST = 0.006
"""Of the whole time: what is shorter is drawn so long in the strip, lest it not be seen."""
_HEADS = (
    "phase",
    "from",
    "to",
    "Russell 2000",
    "S&P 500",
    "Russell 2000 a year",
    "S&P 500 a year",
    "apart, points",
)


def history_chart(found: PriceHistory) -> Chart:
    """Chart both indexes, and their ratio, through the rate cycle."""
    small, large = float(found.small[-1]), float(found.large[-1])
    return Chart(
        title=f"{led(found.spans)}, and {_overall(small, large)} over the whole time",
        subtitle=(
            f"{found.basis.capitalize()}, {long_date(found.days[0])} = 100, logarithmic scale. "
            f"Shaded: the first and the second half of each easing.{_widened(found)}"
        ),
        sight=(
            f"100 in each index on {long_date(found.days[0])} became {small:,.0f} in the Russell "
            f"2000 and {large:,.0f} in the S&P 500 by {long_date(found.until)}, without dividends. "
            "The lower line rises where small caps led."
        ),
        source=(
            f"Source: {found.source}. Phases from announced changes of the policy rate, a pause "
            f"being {found.pause_days} days without one; prices to {long_date(found.until)}. "
            "Past returns say nothing certain of coming ones."
        ),
        rows=(_HEADS, *(_row(span) for span in found.spans)),
        align="lllrrrrr",
        draw=lambda sheet: _draw(found, sheet),
        height=8.4,
    )


def _draw(found: PriceHistory, sheet: Sheet) -> None:
    """Draw the strip of halves, the levels and their ratio."""
    strip, levels, ratio = sheet.panels((0.5, 4.2, 1.7), left=1.3, right=2.0, gap=0.16)
    years = [year_of(day) for day in found.days]
    _draw_strip(found, strip)
    for axes in (levels, ratio):
        quiet(axes)
        _shade(found, axes)
        axes.set_yscale("log")
        axes.minorticks_off()
    ends = []
    for line, colour, name in (
        (found.small, SMALL, "Russell 2000"),
        (found.large, LARGE, "S&P 500"),
    ):
        levels.plot(years, line, color=colour, linewidth=1.4)
        ends.append((years[-1], float(line[-1]), f"{name} {line[-1]:,.0f}", colour))
    ratio.plot(years, 100 * found.small / found.large, color=INK, linewidth=1.2)
    ratio.axhline(100, color=MUTED, linewidth=0.8)
    heading(ratio, "Russell 2000 over S&P 500, 100 at the start: it rises where small caps led")
    for axes in (levels, ratio):
        _round_ticks(axes)
    levels.set_xlim(years[0], years[-1] + _least(found))
    name_ends(levels, ends, 0.06)
    last = 100 * float(found.small[-1] / found.large[-1])
    name_ends(ratio, [(years[-1], last, f"{last:,.0f}", INK)], 0.1)


def _draw_strip(found: PriceHistory, axes: Axes) -> None:
    """Show when each half was, one row for each, named at its side."""
    quiet(axes, grid=None)
    axes.set_ylim(-0.5, 1.5)
    axes.set_yticks([1, 0], [name for _, _, name in _HALVES], color=INK)
    for row, (phase, colour, _) in zip((1, 0), _HALVES, strict=True):
        parts = [_ends(span) for span in found.spans if span.phase is phase]
        wide = [(start, max(end - start, _least(found))) for start, end in parts]
        axes.broken_barh(wide, (row - 0.36, 0.72), facecolors=colour)
        last = found.spans[-1]
        if last.phase is phase and not last.is_over:
            axes.annotate(
                f"since {last.start:%b %Y}",
                (1, row),
                xycoords=("axes fraction", "data"),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                color=INK,
                fontsize=TEXT,
                annotation_clip=False,
            )


def _least(found: PriceHistory) -> float:
    """Give the least length of a half in the strip, in years."""
    return _LEAST * (year_of(found.days[-1]) - year_of(found.days[0]))


def _widened(found: PriceHistory) -> str:
    """Say that the present half is drawn longer than it is."""
    last = found.spans[-1]
    start, end = _ends(last)
    is_half = last.phase in {phase for phase, _, _ in _HALVES}
    if not is_half or end - start >= _least(found):
        return ""
    return f" The present one, since {long_date(last.start)}, is drawn longer above than it is."


def _shade(found: PriceHistory, axes: Axes) -> None:
    """Shade the halves behind lines."""
    for phase, colour, _ in _HALVES:
        for span in found.spans:
            if span.phase is phase:
                axes.axvspan(*_ends(span), color=colour, alpha=_SHADE, linewidth=0, zorder=0)


def _round_ticks(axes: Axes) -> None:
    """Mark round numbers within the limits of a logarithmic axis."""
    low, high = axes.get_ylim()
    steps = (10, 20, 50) if high / low > 8 else (10, 12, 15, 20, 25, 30, 40, 50, 60, 70, 80)
    marks = [step * 10**power for power in range(5) for step in steps]
    axes.set_yticks([mark for mark in marks if low <= mark <= high])
    labels(axes, lambda value: f"{value:,.0f}")
    axes.tick_params(labelsize=TEXT)


def _ends(span: PhaseSpan) -> tuple[float, float]:
    """Place a phase on the axis."""
    return year_of(span.start), year_of(span.end)


def _overall(small: float, large: float) -> str:
    """Say who is ahead at the end."""
    if small == large:
        return "did as well as large ones"
    return "led" if small > large else "trailed"


def _row(span: PhaseSpan) -> tuple[str, ...]:
    """Write one phase for the table."""
    small, large = span.told
    by_year = (signed_percent(small), signed_percent(large)) if span.is_annual else ("", "")
    return (
        str(span.phase),
        str(span.start),
        str(span.end) if span.is_over else f"{span.end}, so far",
        signed_percent(span.small),
        signed_percent(span.large),
        *by_year,
        points(span.difference),
    )
