"""`allocator views rate-cycle`: where the Federal Reserve stands, and what followed before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.chart import chart_option
from allocator.cli.days import read_day
from allocator.cli.home import market_options

if TYPE_CHECKING:
    from datetime import date

    from allocator.cli.inputs import Market


@click.command("rate-cycle")
@click.option(
    "--as-of",
    metavar="DATE",
    callback=read_day,
    help="The day, as 2025-12-24; else the snapshot's.",
)
@market_options
@chart_option
@click.option("--json", "json", is_flag=True, help="Print the same as JSON.")
def command(as_of: date | None, market: Market, chart: str | None, *, json: bool) -> None:
    """
    Show the phases since 1989, the present one and why, and its evidence.

    Of an earlier day than the snapshot's, only episodes that were over by then are shown. Of a
    later one, it is taken that no change has been announced since.
    """
    from allocator.beliefs.rate_cycle_study import over_by, study_rate_cycle
    from allocator.cli.chart import chart_target, draw_to
    from allocator.cli.terminal import show, width
    from allocator.market import load_snapshot
    from allocator.report.charts.episodes import episodes_chart
    from allocator.report.rate_cycle import study_json, study_text

    target = chart_target(chart, [market.path])
    snapshot = load_snapshot(market.path)
    day = as_of or snapshot.as_of
    study = study_rate_cycle(snapshot, day)
    draw_to(target, chart, lambda: episodes_chart(over_by(snapshot.episodes, day), study))
    show(study_json(study) if json else study_text(study, width()))
