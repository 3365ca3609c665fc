"""`allocator views valuation`: how dear indexes are by their own history, and what that says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.chart import chart_option
from allocator.cli.home import market_options
from allocator.cli.quotes import quotes_option

if TYPE_CHECKING:
    from allocator.cli.inputs import Market


@click.command("valuation")
@click.option("--scenarios", metavar="DIR", help="A folder of scenarios (else those that ship).")
@quotes_option
@market_options
@chart_option
@click.option("--json", "json", is_flag=True, help="Print the same as JSON.")
def command(
    scenarios: str | None, quotes: str | None, market: Market, chart: str | None, *, json: bool
) -> None:
    """
    Show price against earnings beside its five years, and what each scenario expects of it.

    Also longer histories of other definitions, which move no weight.
    """
    from allocator.beliefs.valuation_study import study_valuation
    from allocator.cli.chart import chart_target, draw_to
    from allocator.cli.inputs import read_worlds
    from allocator.cli.terminal import show, width
    from allocator.market import load_snapshot
    from allocator.report.charts.valuation import valuation_chart
    from allocator.report.valuation import study_json, study_text

    target = chart_target(chart, [market.path, *([quotes] if quotes else [])])
    snapshot = load_snapshot(market.path)
    worlds = read_worlds(scenarios, snapshot, quotes)
    study = study_valuation(snapshot, worlds)
    draw_to(target, chart, lambda: valuation_chart(study))
    show(study_json(study) if json else study_text(study, width()))
