"""`allocator explain`: the reasons of a proposal, and what would change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.chart import chart_option
from allocator.cli.days import on_option, today
from allocator.cli.home import market_options
from allocator.cli.portfolio_files import cash_flow_option, portfolio_argument
from allocator.cli.quotes import quotes_option

if TYPE_CHECKING:
    from datetime import date

    from allocator.cli.inputs import Market


@click.command("explain")
@portfolio_argument
@click.option("--policy", metavar="FILE", help="What you want: policy.toml (defaults if left out).")
@click.option("--scenarios", metavar="DIR", help="Your scenarios, a folder of TOML files.")
@cash_flow_option
@quotes_option
@market_options
@on_option
@chart_option
@click.option("--json", "json", is_flag=True, help="Print the reasons as JSON.")
def command(  # noqa: PLR0913, PLR0917 - one argument for each option
    portfolios: tuple[str, ...],
    policy: str | None,
    scenarios: str | None,
    flows: tuple[str, ...],
    quotes: str | None,
    market: Market,
    on: date,
    chart: str | None,
    *,
    json: bool,
) -> None:
    """
    Explain the trades proposed for PORTFOLIO.

    How many dollars of each trade come from each driver, from costs, from limits and from the
    return to the neutral mix; what binding limits cost; and at which figures the answer flips.
    """
    from allocator.cli.chart import chart_target, draw_to
    from allocator.cli.inputs import read_inputs
    from allocator.cli.terminal import show, width
    from allocator.explanation import explain
    from allocator.pipeline import propose
    from allocator.report.charts.waterfall import waterfall_chart

    inputs = read_inputs(portfolios, policy, scenarios, market, quotes, flows)
    target = chart_target(chart, inputs.files)
    proposal = propose(inputs.portfolio, inputs.policy, inputs.scenarios, inputs.snapshot, on)
    explained = explain(proposal)
    draw_to(target, chart, lambda: waterfall_chart(explained))
    if json:
        from allocator.report.explanation_json import explanation_json

        show(explanation_json(explained))
        return
    from allocator.report.explanation import explanation_text

    show(explanation_text(explained, today(), width(), inputs.origin))
