"""How dear indexes are: histories with their five-year bands, and today's ratios beside theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.beliefs.valuation_study import past_at
from allocator.report.charts.chart import Chart
from allocator.report.charts.style import (
    BLUE,
    INK,
    MUTED,
    NOTE,
    TEXT,
    heading,
    name_ends,
    quiet,
    year_of,
)
from allocator.report.numbers import long_date
from allocator.report.valuation import figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from allocator.beliefs.valuation_study import Past, Standing, ValuationStudy
    from allocator.model.snapshot import ValuationHistory
    from allocator.report.charts.style import Sheet

_HEADS = ("", "definition", "on", "value", "five-year mean", "sd", "sd from mean, dear +")
_BAND = "#DCE6EE"
_PANEL, _LINE, _AROUND = 2.5, 0.36, 2.8
"""Inches of a history, of a line of today's ratios, and of what is around them."""
_LETTERS = 900
"""Letters of the source that fill an inch."""


def valuation_chart(study: ValuationStudy) -> Chart:
    """Chart each history with its band, and each present valuation in its own deviations."""
    histories, standings, source = len(study.past), len(study.standings), _source(study)
    return Chart(
        title=_title(study.standings),
        subtitle=(
            "Each figure against the five years of its own provider and definition: mean (line) "
            f"and one standard deviation (band){_weightless(study)}"
        ),
        sight=(
            f"{_sight(study.standings)} A five-year mean is known only to about one standard "
            "deviation, and nothing brings a ratio back to it by a date."
        ),
        source=source,
        rows=(_HEADS, *map(_row, study.standings), *(_past(each) for each in study.past)),
        align="lllrrrr",
        draw=lambda sheet: _draw(study, sheet),
        height=_AROUND + _PANEL * histories + _LINE * (standings + 2) + len(source) / _LETTERS,
    )


def _weightless(study: ValuationStudy) -> str:
    """Say which figures no proposal uses."""
    return ". The histories are for comparison: they move no weight" if study.past else ""


def _title(standings: tuple[Standing, ...]) -> str:
    """Say how many are dear, and which is most."""
    if not standings:
        return "No valuation was known on that day"
    dear = sum(each.z > 0 for each in standings)
    most = max(standings, key=lambda each: abs(each.z))
    way = "dearer" if most.z > 0 else "cheaper"
    count = f"{dear} of {len(standings)} valuations are dearer than their own five-year mean"
    return f"{count}; {most.valuation.of} is {abs(most.z):.1f} standard deviations {way}"


def _sight(standings: tuple[Standing, ...]) -> str:
    """Say each present valuation in words."""
    said = [
        f"{each.valuation.of} {figure(each.valuation, each.valuation.value)}, "
        f"{each.z:+.2f} sd from {figure(each.valuation, each.valuation.mean_5y)}"
        for each in standings
    ]
    return f"{'; '.join(said)}." if said else ""


def _source(study: ValuationStudy) -> str:
    """Name whose figures they are, and what is special about them."""
    named = [each.valuation.source for each in study.standings]
    named += [each.history.source for each in study.past]
    notes = {each.valuation.of: each.valuation.note for each in study.standings}
    told = [f"{of}: {note}." for of, note in notes.items() if note]
    known = f"Known on {long_date(study.as_of)}."
    return " ".join([f"Source: {'; '.join(dict.fromkeys(named))}.", known, *told])


def _draw(study: ValuationStudy, sheet: Sheet) -> None:
    """Draw the histories below each other, and the present ratios below those."""
    lines = _LINE * (len(study.standings) + 2)
    above, below = sheet.split(_PANEL * len(study.past), lines if study.standings else 0)
    if study.past:
        panels = above.panels([1] * len(study.past), left=0.8, right=2.3, gap=0.3)
        for axes, past in zip(panels, study.past, strict=True):
            _draw_history(axes, past.history)
    if study.standings:
        (axes,) = below.panels((1,), left=2.9, right=2.9)
        _draw_standings(axes, study.standings)


def _draw_history(axes: Axes, history: ValuationHistory) -> None:
    """Draw one ratio by month with its band."""
    quiet(axes)
    years = [year_of(month) for month in history.months]
    band = [past_at(history, at) for at in range(len(years))]
    means = np.array([each.mean_5y for each in band], float)  # NaN, not drawn, where there is none
    deviations = np.array([each.sd_5y for each in band], float)
    axes.fill_between(years, means - deviations, means + deviations, color=_BAND, linewidth=0)
    axes.plot(years, means, color=MUTED, linewidth=1.4)
    axes.plot(years, history.values, color=BLUE, linewidth=1.8)
    heading(axes, f"{history.index}: {history.definition} (moves no weight)")
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0f}" if value == int(value) else "")
    axes.set_xlim(years[0], years[-1])
    last = f"{history.values[-1]:.1f} in {history.months[-1]:%b %Y}"
    ends = [(years[-1], history.values[-1], last, BLUE)]
    if band[-1].mean_5y is not None:
        told = f"mean {means[-1]:.1f}, sd {deviations[-1]:.1f}"
        ends.append((years[-1], band[-1].mean_5y, told, MUTED))
    name_ends(axes, ends, 0.12)


def _draw_standings(axes: Axes, standings: tuple[Standing, ...]) -> None:
    """Draw each present valuation on one scale: deviations from its own mean, dear to the right."""
    quiet(axes, grid="x")
    heading(
        axes, "Latest known, in standard deviations from its own five-year mean (dear to the right)"
    )
    axes.axvspan(-1, 1, color=_BAND, linewidth=0, zorder=0)
    axes.axvline(0, color=MUTED, linewidth=1.4)
    for at, each in enumerate(standings):
        axes.plot([0, each.z], [at, at], color=BLUE, linewidth=1.8)
        axes.plot([each.z], [at], "o", color=BLUE, markersize=9)
        given = each.valuation
        text = (
            f"{figure(given, given.value)} against {figure(given, given.mean_5y)} "
            f"± {figure(given, given.sd_5y)}"
        )
        axes.annotate(
            text,
            (1, at),
            xycoords=("axes fraction", "data"),
            xytext=(10, 0),
            textcoords="offset points",
            va="center",
            fontsize=TEXT,
            color=INK,
            annotation_clip=False,
        )
    names = [each.valuation.of.replace(" relative", "\nrelative") for each in standings]
    axes.set_yticks(range(len(standings)), names, color=INK)
    axes.tick_params(axis="x", labelsize=NOTE)
    axes.set_ylim(len(standings) - 0.5, -0.5)
    reach = max(2.0, *(abs(each.z) for each in standings)) + 0.4
    axes.set_xlim(-reach, reach)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:+g}" if value else "mean")


def _row(each: Standing) -> tuple[str, ...]:
    """Write one present valuation for the table."""
    given = each.valuation
    numbers = (given.value, given.mean_5y, given.sd_5y)
    figures = (figure(given, number) for number in numbers)
    return (given.of, given.definition, str(given.on), *figures, f"{each.z:+.2f}")


def _past(each: Past) -> tuple[str, ...]:
    """Write the end of a history for the table."""
    figures = (each.mean_5y, each.sd_5y)
    written = ("" if number is None else f"{number:.2f}" for number in figures)
    z = "" if each.z is None else f"{each.z:+.2f}"
    history = each.history
    return (history.index, history.definition, f"{each.on:%Y-%m}", f"{each.value:.2f}", *written, z)
