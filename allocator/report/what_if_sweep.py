"""A sweep as plain text: a table of targets along one key, maps over two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.fingerprint import fingerprint
from allocator.report.closing import disclaimer, warned
from allocator.report.heading import cautions, data_of
from allocator.report.numbers import count, dollars, percent, signed_bps
from allocator.report.table import clipped, paragraph, table
from allocator.report.what_if import RULE, alteration_lines, shown, step
from allocator.report.what_if_map import map_lines

if TYPE_CHECKING:
    from datetime import date

    from allocator.pipeline.what_if_sweep import Point, Sweep
    from allocator.report.origin import Origin

HEAD = ("small caps", "trades", "traded", "gain, a year", "binds")
"""The columns of a table, after the value."""


def sweep_text(found: Sweep, today: date, width: int, origin: Origin) -> str:
    """
    Write a sweep for a person.

    Args:
        found: What to report.
        today: The day it is read on, from which the age of the data is told.
        width: The widest a line may be, at least 80.
        origin: Where the inputs came from.
    """
    shape = _table(found, width) if len(found.keys) == 1 else _maps(found, width)
    sections = [
        _heading(found, today, width, origin),
        alteration_lines(found.alterations, width) if found.alterations else [],
        *shape,
        _unmet_lines(found, width),
        _notes(found, width),
        paragraph(meaning(found), width),
        disclaimer(width),
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _heading(found: Sweep, today: date, width: int, origin: Origin) -> list[str]:
    """State the date of the data, its age, where it came from, and what is no longer so."""
    as_of = found.snapshot.as_of
    lines = [f"Sweep {data_of(as_of, today)}"]
    made_from = f"{origin.snapshot} {fingerprint(found.snapshot.digest)}"
    lines += paragraph(made_from, width, indent=2)
    return lines + cautions(as_of, found.outlook, today, width, origin)


def _notes(found: Sweep, width: int) -> list[str]:
    """List the warnings of the inputs."""
    texts = warned(found.warnings)
    lines = [line for text in texts for line in paragraph(f"- {text}", width, indent=2, hang=4)]
    return ["Notes", *lines] if lines else []


def meaning(found: Sweep) -> str:
    """Say what a target is, and what is not in it."""
    has_probability = any(key.endswith(".probability") for key in found.keys)
    rule = f" At each point {RULE}." if has_probability else ""
    return (
        "Each figure is of the target at that point, in fractions of a share and certified; trades "
        "and traded count those of at least trading.min_trade, gain is net of their cost. A "
        f"proposal then looks for whole shares: see one point with --set.{rule}"
    )


def _table(found: Sweep, width: int) -> list[list[str]]:
    """Tabulate targets along one key, with that of things as they stand for comparison."""
    now = found.present[0]
    label = "now" if now is None else f"now {shown(now)}"
    rows = [("", *HEAD), (label, *cells(found.base))]
    rows += [(step(point.values[0]), *cells(point)) for point in found.points]
    lines = table(rows, "rrrrrl", 2 * width)  # which cuts nothing but the names of what binds
    return [[found.keys[0], *(clipped(line, width) for line in lines)]]


def cells(point: Point) -> tuple[str, str, str, str, str]:
    """Write one target, or why there is none."""
    target = point.target
    if target is None:
        return ("-", "-", "-", "-", point.trouble)
    caps = "none" if target.small_cap is None else percent(target.small_cap)
    traded, gain = dollars(target.traded_usd, 0), signed_bps(target.gain)
    return (caps, str(target.trades), traded, gain, ", ".join(target.binding))


def _maps(found: Sweep, width: int) -> list[list[str]]:
    """Draw small caps, trades and gain over two keys, with the target of things as they stand."""
    down, across = found.keys
    lines = paragraph(f"down: {down}", width, indent=2, hang=4)
    lines += paragraph(f"across: {across}", width, indent=2, hang=4)
    lines += paragraph(f"as things stand{_stands(found)}", width, indent=2, hang=4)
    targets = [point.target for point in found.points]
    figures = {
        "Small caps at the target, % of equity": [
            None if t is None or t.small_cap is None else 100 * t.small_cap for t in targets
        ],
        "Traded, thousands of dollars": [
            None if t is None else t.traded_usd / 1000 for t in targets
        ],
        "Gain, basis points a year": [None if t is None else 1e4 * t.gain for t in targets],
    }
    maps = (map_lines(title, each, found.grid, width, 1) for title, each in figures.items())
    return [lines, *maps]


def _stands(found: Sweep) -> str:
    """Write the present values, and the target there."""
    values = [f"{shown(each)}" for each in found.present if each is not None]
    at = f" ({' and '.join(values)})" if len(values) == len(found.keys) else ""
    caps, trades, traded, gain, _ = cells(found.base)
    if found.base.target is None:
        return f"{at}: {found.base.trouble}"
    return f"{at}: small caps {caps}, trades {trades}, traded {traded}, gain {gain}"


def unmet(found: Sweep) -> str:
    """Count the points without a target, if there are any."""
    troubles = [point.trouble for point in found.points if point.target is None]
    parts = [f"{each} at {troubles.count(each):,}" for each in sorted(set(troubles))]
    return f"{', '.join(parts)} of {count(len(found.points), 'point')}" if parts else ""


def _unmet_lines(found: Sweep, width: int) -> list[str]:
    """Count the points without a target, and say where more is told of them."""
    if not unmet(found):
        return []
    more = "With --set in place of --sweep such a point says what to loosen."
    return paragraph(f"Without a target: {unmet(found)}. {more}", width)
