"""What followed each half of an easing: small less large over twelve months, every episode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.beliefs.student import interval, leaves_out
from allocator.model.rate_cycle import Phase
from allocator.model.views import Component
from allocator.report.charts.chart import Chart
from allocator.report.charts.style import (
    FIRST,
    INK,
    LETTER,
    MUTED,
    OTHER,
    SECOND,
    TEXT,
    WIDTH,
    quiet,
)
from allocator.report.numbers import count, long_date, points, signed_percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from allocator.beliefs.rate_cycle_study import Study
    from allocator.model.views import Evidence
    from allocator.report.charts.style import Sheet

_HEADS = ("group", "from", "to", "Russell 2000", "S&P 500", "apart, points")
_LEFT, _RIGHT = 2.9, 2.3
"""Inches beside the panel."""

_GAP = 0.2
"""Inches between a bar and what is written beside it, and as much after it."""

_COLUMNS = (1.13, 1.25)
"""Where the returns of both sides end, widths of the panel."""

_HEAD_LEVEL = -0.75
"""Where the heads of columns stand, above the first group."""

_SHOWN = {Phase.FIRST_HALF: FIRST, Phase.SECOND_HALF: SECOND}
"""The phases that are always shown; the present one is another group if it is neither."""

_NAMES = {
    Phase.TIGHTENING: "After tightening began",
    Phase.HOLD_HIGH: "After tightening stopped",
    Phase.FIRST_HALF: "After a first cut",
    Phase.PAUSE: "After easing paused",
    Phase.SECOND_HALF: "After easing resumed",
    Phase.HOLD_LOW: "After easing stopped",
}


@dataclass(frozen=True, slots=True)
class _Group:
    """The episodes after one kind of entry."""

    name: str
    colour: str
    found: Evidence


def episodes_chart(evidence: Mapping[Phase, Evidence], study: Study) -> Chart:
    """
    Chart the twelve months after every first cut and resumption, and after what is present.

    Args:
        evidence: What followed, by phase; only episodes that are to count.
        study: The day it is told of, and the phase on it.
    """
    present = study.timeline[-1].entry.phase if study.timeline else None
    shown = _SHOWN if present is None else {present: OTHER} | _SHOWN
    groups = [
        _Group(_NAMES[phase] + (" (now)" if phase is present else ""), shown[phase], found)
        for phase in (*_SHOWN, *(shown.keys() - _SHOWN.keys()))
        if (found := evidence.get(phase)) and found.episodes
    ]
    rows = sum(group.found.n + 2.2 for group in groups)
    basis = groups[0].found.basis if groups else "price returns"
    return Chart(
        title=_title(groups),
        subtitle=(
            f"Russell 2000 less S&P 500 over twelve months, in points ({basis}); means with their "
            f"95% interval. {_now(study)}"
        ),
        sight="; ".join(_sight(group) for group in groups) or "There is no episode to show.",
        source=_source(groups, study),
        rows=(_HEADS, *(row for group in groups for row in _rows(group))),
        align="lllrrr",
        draw=lambda sheet: _draw(groups, sheet),
        height=2.9 + 0.31 * rows,
    )


def _title(groups: list[_Group]) -> str:
    """Say what was found, and what it is worth."""
    parts = []
    for group in groups:
        mean = group.found.mean or 0.0
        verb = "led" if mean > 0 else "trailed"
        size = f"{abs(100 * mean):.1f}"
        parts.append(f"{group.name.lower()} small caps {verb} by {size} points")
    if not parts:
        return "No episode was over by that day"
    text = _listed([parts[0], *(part.replace("small caps ", "") for part in parts[1:])])
    doubt = [group for group in groups if not leaves_out(group.found)]
    if not doubt:
        return f"{text.capitalize()} on average"
    cases = _listed([str(group.found.n) for group in doubt])
    return f"{text[0].upper()}{text[1:]} on average, which {cases} cases cannot tell from nothing"


def _listed(parts: list[str]) -> str:
    """Join parts of a sentence."""
    *most, last = parts
    return f"{', '.join(most)} and {last}" if most else last


def _now(study: Study) -> str:
    """Say which phase it is on the day, and what is expected of it."""
    if not study.timeline:
        return f"No phase is known on {long_date(study.as_of)}."
    entry = study.timeline[-1].entry
    said = f"On {long_date(study.as_of)}: {entry.phase}, since {long_date(entry.since)}"
    view = study.view
    if not isinstance(view, Component) or view.expires is None:
        return f"{said}."
    return f"{said}; the driver's view: {points(view.mean)} points."


def _sight(group: _Group) -> str:
    """Say in words what one group shows."""
    found, ends = group.found, interval(group.found)
    span = f", 95% interval {points(ends[0])} to {points(ends[1])}" if ends else ""
    return (
        f"{group.name}: {count(found.n, 'episode')}, small caps led in {found.positive}, mean "
        f"{points(found.mean or 0.0)} points{span}"
    )


def _source(groups: list[_Group], study: Study) -> str:
    """Name the record and the day, and how far either is known."""
    day = long_date(study.as_of)
    known = long_date(study.known_to)
    later = f" Changes of rates are known to {known}." if study.known_to < study.as_of else ""
    if not groups:
        return f"As of {day}.{later}"
    found = groups[0].found
    return (
        f"Source: {found.source}, after which no price is known here. Any year: the average over "
        f"the twelve months from every day of it, {points(found.baseline_mean)}. Shown: episodes "
        f"over by {day} and within that record.{later} The rule of what a half is was chosen "
        "after the fact. Intervals are Student's, of as many cases as are shown."
    )


def _rows(group: _Group) -> list[tuple[str, ...]]:
    """Write the figures of one group."""
    found, ends = group.found, interval(group.found)
    rows: list[tuple[str, ...]] = [
        (
            group.name,
            str(each.start),
            str(each.end),
            signed_percent(each.small),
            signed_percent(each.large),
            points(each.difference),
        )
        for each in found.episodes
    ]
    rows.append((f"{group.name}, mean of {found.n}", "", "", "", "", points(found.mean or 0.0)))
    if ends:
        between = f"{points(ends[0])} to {points(ends[1])}"
        rows.append((f"{group.name}, 95% interval of the mean", "", "", "", "", between))
    return rows


def _draw(groups: list[_Group], sheet: Sheet) -> None:
    """Draw one bar an episode, the groups below each other."""
    (axes,) = sheet.panels((1,), left=_LEFT, right=_RIGHT)
    quiet(axes, grid="x")
    names: list[tuple[float, str]] = []
    level = 0.0
    for group in groups:
        names += _draw_group(axes, group, level)
        level = names[-1][0] + 1.4
    axes.set_ylim(level + 0.2, -1.3)
    axes.set_yticks([at for at, _ in names], [name for _, name in names])
    axes.set_xlim(*_limits([each for group in groups for each in _ends(group.found)]))
    axes.xaxis.set_major_formatter(lambda value, _: points(value / 100).removesuffix(".0"))
    axes.axvline(0, color=MUTED, linewidth=0.9, zorder=2)
    if groups:
        _draw_usual(axes, 100 * groups[0].found.baseline_mean)
    _write_sides(axes, _HEAD_LEVEL, ("Russell 2000", "S&P 500"))


def _draw_usual(axes: Axes, usual: float) -> None:
    """Mark what any twelve months gave on average, so that it is seen beside zero too."""
    axes.axvline(usual, color=INK, linewidth=1.6, linestyle=(0, (4, 3)), zorder=3)
    axes.plot([usual], [_HEAD_LEVEL], "v", color=INK, markersize=7, zorder=4)
    axes.annotate(
        f"any year {points(usual / 100)}",
        (usual, _HEAD_LEVEL),
        xytext=(8, 0),
        textcoords="offset points",
        va="center",
        fontsize=TEXT,
        color=MUTED,
    )


def _ends(found: Evidence) -> list[tuple[float, str]]:
    """Say what is written at the end of each bar, and last at the mean: where, in points."""
    written = [(100 * each.difference, points(each.difference)) for each in found.episodes]
    mean, ends = found.mean or 0.0, interval(found)
    if ends is None:
        return [*written, (100 * mean, points(mean))]
    low, high = ends
    text = f"{points(mean)}  ({points(low)} to {points(high)})"
    return [*written, (max(100 * high, 0.0), text), (min(100 * low, 0.0), "")]


def _limits(written: list[tuple[float, str]]) -> tuple[float, float]:
    """Find the least range with room for what is written on the outer side of each bar."""
    inches = WIDTH - _LEFT - _RIGHT
    sides: dict[bool, list[tuple[float, float]]] = {True: [(1.0, 0.0)], False: [(-1.0, 0.0)]}
    for size, text in written:
        sides[size >= 0].append((size, (len(text) * LETTER + _GAP) / inches))
    span = max(
        (right - left) / (1 - before - after)
        for right, after in sides[True]
        for left, before in sides[False]
    )
    return (
        min(left - before * span for left, before in sides[False]),
        max(right + after * span for right, after in sides[True]),
    )


def _draw_group(axes: Axes, group: _Group, level: float) -> list[tuple[float, str]]:
    """Draw the bars of one group and its mean; give the level and the name of each, downwards."""
    found = group.found
    axes.annotate(
        group.name,
        (0, level),
        xycoords=("axes fraction", "data"),
        xytext=(-4, 0),
        textcoords="offset points",
        ha="right",
        va="center",
        fontsize=TEXT,
        fontweight="bold",
        color=INK,
        annotation_clip=False,
    )
    rows: list[tuple[float, str]] = []
    ends = _ends(found)
    for each, (size, text) in zip(found.episodes, ends, strict=False):
        level += 1
        axes.barh(level, size, height=0.68, color=group.colour)
        _write_size(axes, size, level, text)
        _write_sides(axes, level, (signed_percent(each.small), signed_percent(each.large)))
        rows.append((level, f"{each.start} to {each.end}"))
    _draw_mean(axes, found, level + 1)
    size, text = ends[found.n]
    _write_size(axes, size, level + 1, text)
    return [*rows, (level + 1, f"mean of {found.n}")]


def _draw_mean(axes: Axes, found: Evidence, level: float) -> None:
    """Draw a mean with its interval."""
    mean, ends = 100 * (found.mean or 0.0), interval(found)
    axes.plot([mean], [level], "D", color=INK, markersize=7, zorder=4)
    if ends is None:
        return
    low, high = (100 * end for end in ends)
    axes.plot([low, high], [level, level], color=INK, linewidth=2, zorder=4)
    for end in (low, high):
        axes.plot([end, end], [level - 0.2, level + 0.2], color=INK, linewidth=2, zorder=4)


def _write_size(axes: Axes, size: float, level: float, text: str) -> None:
    """Write a figure beside the end of its bar."""
    right = size >= 0
    axes.annotate(
        text,
        (size, level),
        xytext=(6 if right else -6, 0),
        textcoords="offset points",
        ha="left" if right else "right",
        va="center",
        fontsize=TEXT,
        color=INK,
    )


def _write_sides(axes: Axes, level: float, sides: tuple[str, str]) -> None:
    """Write what both sides returned, in columns to the right."""
    for text, x in zip(sides, _COLUMNS, strict=True):
        axes.annotate(
            text,
            (x, level),
            xycoords=("axes fraction", "data"),
            ha="right",
            va="center",
            fontsize=TEXT,
            color=MUTED,
            annotation_clip=False,
        )
