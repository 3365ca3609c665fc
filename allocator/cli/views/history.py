"""`allocator views history`: small and large caps through the rate cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.chart import chart_option
from allocator.cli.days import read_day, today
from allocator.cli.home import home_option

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


@click.command("history")
@click.option("--from", "folder", metavar="DIR", help="A folder of files (else what is stored).")
@home_option
@click.option(
    "--as-of",
    metavar="DATE",
    callback=read_day,
    help="The last day whose news may be used, as 2025-12-24 (else today).",
)
@chart_option
@click.option("--json", "json", is_flag=True, help="Print the same as JSON.")
def command(
    folder: str | None, home: Path, as_of: date | None, chart: str | None, *, json: bool
) -> None:
    """
    Show Russell 2000 and S&P 500 through every phase of the rate cycle since 1989.

    It reads price history, which no snapshot holds: what is stored, or a folder of files.
    """
    from allocator.cli.chart import chart_target, draw_to
    from allocator.cli.data.options import open_archive
    from allocator.cli.terminal import show, width
    from allocator.market.price_history import price_history
    from allocator.report.charts.history import history_chart
    from allocator.report.history import history_json, history_text

    target = chart_target(chart)
    day = as_of or today()
    found = price_history(open_archive(folder, home, day, None), day)
    draw_to(target, chart, lambda: history_chart(found))
    show(history_json(found) if json else history_text(found, width()))
