"""Targets over two swept figures, as a map whose cells say their value while they fit."""

from __future__ import annotations

from math import ceil, isnan
from typing import TYPE_CHECKING

import numpy as np

from allocator.report.charts.chart import Chart
from allocator.report.charts.style import INK, MUTED, TEXT, VERMILLION, WIDTH, quiet
from allocator.report.charts.sweep import extent, hatched, lines_chart, row, share, source
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
_LETTER, _LINE = 0.1, 0.3
"""Inches of a letter, and of a line, along the axes."""
_MANY = 2_500
"""Cells from which on they are drawn as a picture, lest the file be of megabytes."""
_LEFT, _RIGHT = 1.3, 0.5


def sweep_chart(found: Sweep) -> Chart:
    """Chart targets over one key as lines, over two as a map."""
    return lines_chart(found) if len(found.keys) == 1 else _map_chart(found)


def _map_chart(found: Sweep) -> Chart:
    """Chart the small-cap share over two keys."""
    down, across = found.keys
    now = [None if each is None else shown(each) for each in found.present]
    at = f" Ring: now, {down} {now[0]} and {across} {now[1]}." if _is_inside(found) else ""
    return Chart(
        title=_title(found),
        subtitle=(
            "Small caps at the target, percent of equity: targets in fractions of a share, "
            f"certified.{at}"
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
    _hatch(axes, found, columns)
    if fits:
        _write(axes, shares, mesh)
    else:
        _scale(axes, mesh)
    _mark_now(axes, found, is_written=fits)
    _name_axes(axes, found, inches)


def _hatch(axes: Axes, found: Sweep, columns: int) -> None:
    """Hatch the cells without a target."""
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
                linewidth=0,
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


def _is_inside(found: Sweep) -> bool:
    """Tell whether things as they stand are on the map."""
    return all(
        now is not None and min(values) <= now <= max(values)
        for now, values in zip(found.present, found.grid, strict=True)
    )


def _mark_now(axes: Axes, found: Sweep, *, is_written: bool) -> None:
    """Ring things as they stand."""
    if not _is_inside(found):
        return
    place = []
    for now, values in zip(found.present, found.grid, strict=True):
        order = np.argsort(values)
        place.append(float(np.interp(float(now or 0), np.array(values)[order], order)))
    size = 42 if is_written else 14
    axes.plot(
        [place[1]],
        [place[0]],
        "o",
        markersize=size,
        markerfacecolor="none",
        markeredgecolor=VERMILLION,
        markeredgewidth=2.5,
        clip_on=False,
    )


def _name_axes(axes: Axes, found: Sweep, inches: tuple[float, float]) -> None:
    """Write the values of both keys, as many as can be read, and their names."""
    down, across = found.grid
    wide = max(len(_short(value)) for value in across) * _LETTER + 0.15
    for axis, values, most in (
        (axes.xaxis, across, inches[0] / wide),
        (axes.yaxis, down, inches[1] / _LINE),
    ):
        places = range(0, len(values), ceil(len(values) / most))
        axis.set_ticks(list(places), [_short(values[place]) for place in places])
    axes.set_ylim(len(down) - 0.5, -0.5)
    axes.set_xlim(-0.5, len(across) - 0.5)
    axes.set_xlabel(found.keys[1], fontsize=TEXT, color=INK, labelpad=8)
    axes.set_ylabel(found.keys[0], fontsize=TEXT, color=INK, labelpad=8)


def _short(value: float) -> str:
    """Write a value of a key for an axis; the table has it in full."""
    return f"{value:.4g}"
