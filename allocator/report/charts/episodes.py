"""What followed each half of an easing: small less large over twelve months, every episode."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.beliefs.student import interval, leaves_out
from allocator.model.rate_cycle import Phase
from allocator.report.charts.chart import Chart
from allocator.report.charts.style import FIRST, INK, MUTED, SECOND, TEXT, quiet
from allocator.report.numbers import count, long_date, points, signed_percent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from matplotlib.axes import Axes

    from allocator.model.views import Evidence
    from allocator.report.charts.style import Sheet

_HEADS = ("group", "from", "to", "Russell 2000", "S&P 500", "apart, points")
_ROOM = 0.16
"""Of the range of figures, free on either side for what is written there."""


_COLUMNS = (1.13, 1.25)
"""Where the returns of both sides end, widths of the panel."""

_HEAD_LEVEL = -0.75
"""Where the heads of columns stand, above the first group."""


@dataclass(frozen=True, slots=True)
class _Group:
    """The episodes after one kind of entry."""

    name: str
    colour: str
    found: Evidence


def episodes_chart(evidence: Mapping[Phase, Evidence], as_of: date) -> Chart:
    """
    Chart the twelve months after every first cut and every resumption.

    Args:
        evidence: What followed, by phase; only episodes that are to count.
        as_of: The day it is told of.
    """
    groups = [
        _Group(name, colour, evidence[phase])
        for phase, colour, name in (
            (Phase.FIRST_HALF, FIRST, "After a first cut"),
            (Phase.SECOND_HALF, SECOND, "After easing resumed"),
        )
        if phase in evidence and evidence[phase].episodes
    ]
    rows = sum(group.found.n + 2.2 for group in groups)
    basis = groups[0].found.basis if groups else "price returns"
    return Chart(
        title=_title(groups),
        subtitle=(
            f"Russell 2000 less S&P 500 over twelve months, in points ({basis}); means with their "
            "95% interval"
        ),
        sight="; ".join(_sight(group) for group in groups) or "There is no episode to show.",
        source=_source(groups, as_of),
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
    text = " and ".join([parts[0], *(part.replace("small caps ", "") for part in parts[1:])])
    doubt = [group for group in groups if not leaves_out(group.found)]
    if not doubt:
        return f"{text.capitalize()} on average"
    cases = " and ".join(str(group.found.n) for group in doubt)
    return f"{text[0].upper()}{text[1:]} on average, which {cases} cases cannot tell from nothing"


def _sight(group: _Group) -> str:
    """Say in words what one group shows."""
    found, ends = group.found, interval(group.found)
    span = f", 95% interval {points(ends[0])} to {points(ends[1])}" if ends else ""
    return (
        f"{group.name}: {count(found.n, 'episode')}, small caps led in {found.positive}, mean "
        f"{points(found.mean or 0.0)} points{span}"
    )


def _source(groups: list[_Group], as_of: date) -> str:
    """Name the record and the day."""
    if not groups:
        return f"As of {long_date(as_of)}."
    found = groups[0].found
    return (
        f"Source: {found.source}. Any year: the average over the twelve months from every day of "
        f"it, {points(found.baseline_mean)}. Episodes over by {long_date(as_of)}. The rule of "
        "what a half is was chosen after the fact. Intervals are Student's, of as many cases as "
        "are shown."
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
    (axes,) = sheet.panels((1,), left=2.6, right=2.3)
    quiet(axes, grid="x")
    names: list[tuple[float, str]] = []
    level = 0.0
    for group in groups:
        names += _draw_group(axes, group, level)
        level = names[-1][0] + 1.4
    axes.set_ylim(level + 0.2, -1.3)
    axes.set_yticks([at for at, _ in names], [name for _, name in names])
    low, high = axes.get_xlim()
    axes.set_xlim(low - _ROOM * (high - low), high + _ROOM * (high - low))
    axes.xaxis.set_major_formatter(lambda value, _: points(value / 100).removesuffix(".0"))
    axes.axvline(0, color=INK, linewidth=0.9, zorder=3)
    if groups:
        _draw_usual(axes, 100 * groups[0].found.baseline_mean)
    _write_sides(axes, _HEAD_LEVEL, ("Russell 2000", "S&P 500"))


def _draw_usual(axes: Axes, usual: float) -> None:
    """Mark what any twelve months gave on average."""
    axes.axvline(usual, color=MUTED, linewidth=1.2, linestyle=(0, (4, 3)), zorder=3)
    axes.annotate(
        f"any year {points(usual / 100)}",
        (usual, _HEAD_LEVEL),
        xytext=(5, 0),
        textcoords="offset points",
        va="center",
        fontsize=TEXT,
        color=MUTED,
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
    for each in found.episodes:
        level += 1
        size = 100 * each.difference
        axes.barh(level, size, height=0.68, color=group.colour)
        _write_size(axes, size, level, points(each.difference))
        _write_sides(axes, level, (signed_percent(each.small), signed_percent(each.large)))
        rows.append((level, f"{each.start} to {each.end}"))
    _draw_mean(axes, found, level + 1)
    return [*rows, (level + 1, f"mean of {found.n}")]


def _draw_mean(axes: Axes, found: Evidence, level: float) -> None:
    """Draw a mean with its interval."""
    mean, ends = 100 * (found.mean or 0.0), interval(found)
    axes.plot([mean], [level], "D", color=INK, markersize=7, zorder=4)
    if ends is None:
        _write_size(axes, mean, level, points(mean / 100))
        return
    low, high = (100 * end for end in ends)
    axes.plot([low, high], [level, level], color=INK, linewidth=2, zorder=4)
    for end in (low, high):
        axes.plot([end, end], [level - 0.2, level + 0.2], color=INK, linewidth=2, zorder=4)
    text = f"{points(mean / 100)}  ({points(low / 100)} to {points(high / 100)})"
    _write_size(axes, max(high, 0), level, text)


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
