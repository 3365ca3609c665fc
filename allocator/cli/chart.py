"""`--chart FILE`: a chart beside the text, as a picture or a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from allocator.report.charts.chart import Chart

ENDINGS = (".png", ".svg", ".html")


def chart_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--chart FILE` to a command, given to it as `chart`, a name or None."""
    told = "Draw it to a file as well: FILE.png, FILE.svg or FILE.html."
    return click.option("--chart", metavar="FILE", help=told)(function)


def chart_target(named: str | None, inputs: Iterable[str | Path] = ()) -> Path | None:
    """
    Find the file to draw to, or refuse it before any work is done.

    Args:
        named: What was given, or None.
        inputs: Files of this run, which must survive it.

    Raises:
        InputError: If its ending is none of ours, or something could be lost.
    """
    if named is None:
        return None
    from allocator.cli.files import check_target
    from allocator.errors import InputError, Problem
    from allocator.report.charts.mark import is_chart

    ending = Path(named).suffix.lower()
    if ending not in ENDINGS:
        message = "is not the name of a chart"
        raise InputError(Problem(named, message, f"end it in {', '.join(ENDINGS[:2])} or .html"))
    kind = f"{ending} chart, as allocator drew it,"
    return check_target(named, kind, lambda content: is_chart(content, ending), inputs)


def draw_to(target: Path | None, named: str | None, make: Callable[[], Chart]) -> None:
    """
    Draw a chart to a file, whole or not at all, and say so; nothing where none is wanted.

    Args:
        target: Where to.
        named: What was typed, whose ending tells the format.
        make: Makes the chart, once it is known to be wanted.

    Raises:
        InputError: If it cannot be written.
    """
    if target is None or named is None:
        return
    from allocator.cli.files import write_whole
    from allocator.cli.terminal import remark
    from allocator.report.charts.drawing import draw

    write_whole(target, draw(make(), Path(named).suffix.lower()))
    remark([f"chart written to {named}"])
