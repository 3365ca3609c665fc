"""Targets along one swept figure, as lines."""

from __future__ import annotations

from itertools import groupby, pairwise
from math import isnan, nan
from typing import TYPE_CHECKING

from allocator.report.charts.chart import Chart
from allocator.report.charts.style import (
    INK,
    LARGE,
    LETTER,
    MUTED,
    SMALL,
    TEXT,
    WIDTH,
    heading,
    labels,
    quiet,
)
from allocator.report.numbers import dollars, long_date, percent
from allocator.report.what_if import shown, step
from allocator.report.what_if_sweep import HEAD, cells, meaning, unmet

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from allocator.pipeline.what_if_sweep import Point, Sweep
    from allocator.report.charts.style import Sheet

_MARKED = 200
"""So many points are marked one by one; more are a line."""

_TICKED = 60
"""So few points stand on the axis of x, as many of them as can be read."""

_LEFT, _RIGHT = 1.0, 0.5
"""Inches beside the panels."""


def lines_chart(found: Sweep) -> Chart:
    """Chart the small-cap share and the number of trades along one key."""
    (key,), (now,) = found.keys, found.present
    stands = "" if now is None else f"; now {shown(now)}"
    return Chart(
        title=_title(found),
        subtitle=f"Targets in fractions of a share, certified, by {key}{stands}.{_joined(found)}",
        sight=(
            f"The upper line is the small-cap share of equity at the target for each value of "
            f"{key}, the lower the number of trades to get there.{hatched(found)}"
        ),
        source=source(found),
        rows=((key, *HEAD), *map(row, found.points)),
        align="rrrrrl",
        draw=lambda sheet: _draw(found, sheet),
        below=0.75,
    )


def _joined(found: Sweep) -> str:
    """Say that nothing was solved between two points."""
    return " Dots are solved; a line only joins them." if len(found.points) <= _MARKED else ""


def source(found: Sweep) -> str:
    """Say what is hatched, name the market and the portfolio, what was set, what a target is."""
    altered = [each for each in found.alterations if not each.follows]
    told = "; ".join(f"{each.key} = {shown(each.after)}" for each in altered)
    also = f" With {told}." if told else ""
    of = f"Data of {long_date(found.snapshot.as_of)}; portfolio of {dollars(found.value, 0)}."
    return f"{hatched(found)} {of}{also} {meaning(found)}".lstrip()


def hatched(found: Sweep) -> str:
    """Say which points have no target, as a sentence that follows another."""
    return f" Hatched: {unmet(found)}." if unmet(found) else ""


def share(point: Point) -> float:
    """Read the small-cap share of a target, in percent; no number without one."""
    target = point.target
    return nan if target is None or target.small_cap is None else 100 * target.small_cap


def row(point: Point) -> tuple[str, ...]:
    """Write one point for the table: its values, then the columns of `HEAD`."""
    return (*map(step, point.values), *cells(point))


def extent(shares: list[float], over: str) -> str:
    """Say between which shares of equity, in percent, small caps are."""
    low, high = (percent(each / 100) for each in (min(shares), max(shares)))
    if low == high:
        return f"Small caps stay at {low} of equity {over}"
    return f"Small caps are between {low} and {high} of equity {over}"


def _title(found: Sweep) -> str:
    """Say how far the target moves."""
    met = [point for point in found.points if not isnan(share(point))]
    if not met:
        return f"No small caps at any target over {found.keys[0]}"
    shares = [share(point) for point in met]
    begin, end = (step(point.values[0]) for point in (met[0], met[-1]))
    over = f"as {found.keys[0]} goes from {begin} to {end}"
    low, high, first, last = (
        percent(each / 100) for each in (min(shares), max(shares), shares[0], shares[-1])
    )
    if low != high and {first, last} == {low, high}:
        return f"Small caps go from {first} to {last} of equity {over}"
    return extent(shares, over)


def _draw(found: Sweep, sheet: Sheet) -> None:
    """Draw the share above and the trades below."""
    top, below = sheet.panels((2.2, 1), left=_LEFT, right=_RIGHT, gap=0.24)
    values = list(found.grid[0])
    shares = [share(point) for point in found.points]
    dot = "o" if len(values) <= _MARKED else ""
    size = min(5.0, 300 / len(values))
    top.plot(values, shares, color=SMALL, linewidth=1.8, marker=dot, markersize=size)
    for is_met, run in groupby(found.points, lambda point: point.target is not None):
        if is_met:  # each run by itself, lest its step begin before its first point
            solved = [(p.values[0], float(p.target.trades)) for p in run if p.target]
            at, trades = zip(*solved, strict=True)
            below.step(
                at, trades, where="mid", color=LARGE, linewidth=1.2, marker=dot, markersize=size
            )
    now = found.present[0]
    if now is not None and not min(values) <= now <= max(values):
        now = None
    dashed = "" if now is None else f"; dashed: now, {shown(now)}"
    heading(top, f"Small caps at the target, of equity{dashed}")
    heading(below, "Trades")
    _room(top, 0.25)
    _room(below, 0.6)
    labels(top, lambda value: f"{value:g}%")
    labels(below, lambda value: f"{value:.0f}")
    below.locator_params(axis="y", integer=True, min_n_ticks=1)
    for axes in (top, below):
        quiet(axes)
        if now is not None:
            axes.axvline(now, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)))
        _hatch(axes, found)
    _tick(below, values)
    below.set_xlabel(found.keys[0], fontsize=TEXT, color=INK, labelpad=8)


def short(value: float) -> str:
    """Write a value of a key for an axis; the table has it in full."""
    return f"{value:.4g}"


def _tick(axes: Axes, values: list[float]) -> None:
    """Write on the axis of x the points themselves, every so many, or round numbers if many."""
    axes.xaxis.set_major_formatter(lambda value, _: short(value))
    if len(values) > _TICKED:
        return
    low, high = axes.get_xlim()
    inch = (high - low) / (WIDTH - _LEFT - _RIGHT)
    wide = (max(len(short(value)) for value in values) * LETTER + 0.15) * inch
    rows = (sorted(values)[::every] for every in range(1, len(values) + 1))
    axes.set_xticks(
        next(row for row in rows if all(after - before >= wide for before, after in pairwise(row)))
    )


def _room(axes: Axes, least: float) -> None:
    """Leave room around a line, so that a flat one lies in the middle and looks flat."""
    low, high = axes.get_ylim()
    spread = max(high - low, 2 * least)
    middle = (low + high) / 2
    axes.set_ylim(middle - 0.55 * spread, middle + 0.55 * spread)


def _hatch(axes: Axes, found: Sweep) -> None:
    """Hatch where there is no target, half way to the next points."""
    values = found.grid[0]
    for at, point in enumerate(found.points):
        if point.target is None:
            before = (values[max(at - 1, 0)] + values[at]) / 2
            after = (values[at] + values[min(at + 1, len(values) - 1)]) / 2
            axes.axvspan(before, after, facecolor="none", edgecolor=MUTED, hatch="///", linewidth=0)
