"""Targets over two swept figures, as a map whose cells say their value while they fit."""

from __future__ import annotations

from math import ceil, isnan
from typing import TYPE_CHECKING

import numpy as np

from allocator.report.charts.chart import Chart
from allocator.report.charts.style import INK, LETTER, MUTED, TEXT, VERMILLION, WIDTH, quiet
from allocator.report.charts.sweep import extent, hatched, lines_chart, row, share, short, source
from allocator.report.numbers import percent
from allocator.report.what_if import shown
from allocator.report.what_if_sweep import HEAD

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import QuadMesh

    from allocator.pipeline.what_if_sweep import Sweep
    from allocator.report.charts.style import Sheet

_COLOURS = "cividis"
"""Light and dark in equal steps for every kind of colour blindness (Nunez et al. 2018)."""

_CELL = (0.5, 0.24)
"""Inches of a cell in which its value can be read."""
_LINE = 0.3
"""Inches of a line along the axis of y."""
_MANY = 2_500
"""Cells from which on they are drawn as a picture, lest the file be of megabytes."""
_LEFT, _RIGHT = 1.3, 0.5


def sweep_chart(found: Sweep) -> Chart:
    """Chart targets over one key as lines, over two as a map."""
    return lines_chart(found) if len(found.keys) == 1 else _map_chart(found)


def _map_chart(found: Sweep) -> Chart:
    """Chart the small-cap share over two keys."""
    down, across = found.keys
    return Chart(
        title=_title(found),
        subtitle=(
            "Small caps at the target, percent of equity: targets in fractions of a share, "
            f"certified.{_said_now(found)}"
        ),
        sight=(
            f"Each cell is the small-cap share at the target for one value of {down} (down) and "
            f"one of {across} (across); darker is less.{hatched(found)}"
        ),
        source=source(found),
        rows=((down, across, *HEAD), *map(row, found.points)),
        align="rrrrrrl",
        draw=lambda sheet: _draw(found, sheet),
        below=0.75,
    )


def _title(found: Sweep) -> str:
    """Say how far the target moves over the map."""
    shares = [share(point) for point in found.points if not isnan(share(point))]
    down, across = found.keys
    if not shares:
        return f"No target over {down} and {across}"
    return extent(shares, f"over {down} and {across}")


def _draw(found: Sweep, sheet: Sheet) -> None:
    """Draw the map with its values, or a scale beside it."""
    rows, columns = (len(values) for values in found.grid)
    inches = WIDTH - _LEFT - _RIGHT, sheet.figure.get_figheight() * (sheet.top - sheet.bottom)
    fits = inches[0] / columns >= _CELL[0] and inches[1] / rows >= _CELL[1]
    (axes,) = sheet.panels((1,), left=_LEFT, right=_RIGHT if fits else 1.4)
    quiet(axes, grid=None)
    shares = np.array([share(point) for point in found.points]).reshape(rows, columns)
    known = shares[~np.isnan(shares)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    middle, half = (low + high) / 2, max((high - low) / 2, 0.5)  # a flat map has one colour
    mesh = axes.pcolormesh(
        np.arange(columns + 1) - 0.5,
        np.arange(rows + 1) - 0.5,
        np.ma.masked_invalid(shares),
        cmap=_COLOURS,
        vmin=middle - half,
        vmax=middle + half,
        edgecolors="white" if fits else "none",
        linewidth=1 if fits else 0,
        rasterized=rows * columns > _MANY,
    )
    _hatch(axes, found, columns, edge=0.8 if fits else 0.0)
    if fits:
        _write(axes, shares, mesh)
    else:
        _scale(axes, mesh)
    _mark_now(axes, found, is_written=fits)
    _name_axes(axes, found, inches)


def _hatch(axes: Axes, found: Sweep, columns: int, edge: float) -> None:
    """Hatch the cells without a target, each within its own edge."""
    for place, point in enumerate(found.points):
        if point.target is None:
            down, across = divmod(place, columns)
            axes.bar(
                across,
                1,
                bottom=down - 0.5,
                width=1,
                facecolor="white",
                edgecolor=MUTED,
                hatch="///",
                linewidth=edge,
            )


def _write(axes: Axes, shares: np.ndarray, mesh: QuadMesh) -> None:
    """Write the value of each cell in it, in ink that is read on its colour."""
    for (down, across), value in np.ndenumerate(shares):
        if not np.isnan(value):
            red, green, blue, _ = mesh.cmap(mesh.norm(value))
            is_light = 0.299 * red + 0.587 * green + 0.114 * blue > 0.5
            axes.text(
                across,
                down,
                percent(value / 100).removesuffix("%"),
                ha="center",
                va="center",
                fontsize=TEXT,
                color=INK if is_light else "white",
            )


def _scale(axes: Axes, mesh: QuadMesh) -> None:
    """Say beside the map what its colours stand for."""
    figure = axes.figure
    bar = figure.colorbar(mesh, ax=axes, fraction=0.04, pad=0.02)
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0, labelsize=TEXT, labelcolor=MUTED)
    bar.ax.yaxis.set_major_formatter(lambda value, _: f"{value:g}%")


def _now_at(found: Sweep) -> list[float | None]:
    """Place things as they stand on the map, in cells along each key; None if off the map."""
    places: list[float | None] = []
    for now, values in zip(found.present, found.grid, strict=True):
        reach = 1e-9 * (max(values) - min(values))
        if now is None or not min(values) - reach <= now <= max(values) + reach:
            places.append(None)
            continue
        order = np.argsort(values)
        places.append(float(np.interp(now, np.array(values)[order], order)))
    return places


def _said_now(found: Sweep) -> str:
    """Say how things as they stand are marked, as a sentence that follows another."""
    said = [
        f"{key} {shown(now)}"
        for key, now, at in zip(found.keys, found.present, _now_at(found), strict=True)
        if at is not None
    ]
    mark = "Ring" if len(said) == len(found.keys) else "Triangle"
    return f" {mark}: now, {' and '.join(said)}." if said else ""


def _mark_now(axes: Axes, found: Sweep, *, is_written: bool) -> None:
    """Ring things as they stand; where only one key is on the map, point to it from the edge."""
    down, across = _now_at(found)
    if down is None and across is None:
        return
    right = len(found.grid[1]) - 0.5
    marker = "o" if down is not None and across is not None else "<" if across is None else "v"
    ring = 42 if is_written else 14
    axes.plot(
        [right if across is None else across],
        [-0.5 if down is None else down],
        marker,
        markersize=ring if marker == "o" else 12,
        markerfacecolor="none" if marker == "o" else VERMILLION,
        markeredgecolor=VERMILLION,
        markeredgewidth=2.5,
        clip_on=False,
    )


def _name_axes(axes: Axes, found: Sweep, inches: tuple[float, float]) -> None:
    """Write the values of both keys, as many as can be read, and their names."""
    down, across = found.grid
    wide = max(len(short(value)) for value in across) * LETTER + 0.15
    for axis, values, most in (
        (axes.xaxis, across, inches[0] / wide),
        (axes.yaxis, down, inches[1] / _LINE),
    ):
        places = range(0, len(values), ceil(len(values) / most))
        axis.set_ticks(list(places), [short(values[place]) for place in places])
    axes.set_ylim(len(down) - 0.5, -0.5)
    axes.set_xlim(-0.5, len(across) - 0.5)
    axes.set_xlabel(found.keys[1], fontsize=TEXT, color=INK, labelpad=8)
    axes.set_ylabel(found.keys[0], fontsize=TEXT, color=INK, labelpad=8)
