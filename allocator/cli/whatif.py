"""`allocator whatif`: what single figures do to the answer, one change at a time or swept."""

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

    from allocator.cli.inputs import Inputs, Market


@click.command("whatif")
@portfolio_argument
@click.option("--set", "changes", metavar="KEY=VALUE", multiple=True, help="Change one figure.")
@click.option(
    "--sweep",
    "sweeps",
    metavar="KEY=FROM:TO:N",
    multiple=True,
    help="Move one figure over N values; two sweeps make a map.",
)
@click.option("--policy", metavar="FILE", help="What you want: policy.toml (defaults if left out).")
@click.option("--scenarios", metavar="DIR", help="Your scenarios, a folder of TOML files.")
@cash_flow_option
@quotes_option
@market_options
@on_option
@chart_option
@click.option("--json", "json", is_flag=True, help="Print all figures as JSON.")
def command(  # noqa: PLR0913, PLR0917 - one argument for each option
    portfolios: tuple[str, ...],
    changes: tuple[str, ...],
    sweeps: tuple[str, ...],
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
    Show what a change of single figures does to the answer for PORTFOLIO.

    Keys are those of policy.toml (limits.small_cap.upper), of one scenario's file
    (scenario.hard-landing.probability), or of a driver in every scenario in which it speaks
    (drivers.flow.usd_bn). Probabilities that are not set share the rest in proportion, so that all
    sum to 1. No file is changed.
    """
    from allocator.cli.inputs import read_inputs
    from allocator.cli.terminal import show
    from allocator.errors import InputError, Problem
    from allocator.portfolio.change_grid import read_grid
    from allocator.portfolio.changes import read_changes

    if not changes and not sweeps:
        remedy = "give --set KEY=VALUE or --sweep KEY=FROM:TO:N"
        raise InputError(Problem("", "nothing is changed", remedy))
    if chart is not None and not sweeps:
        remedy = "give --sweep KEY=FROM:TO:N, or leave --chart out"
        raise InputError(Problem("--chart", "only a sweep can be drawn", remedy))
    wanted, grid = read_changes(changes, "--set"), read_grid(sweeps, "--sweep")
    inputs = read_inputs(portfolios, policy, scenarios, market, quotes, flows)
    text = (
        _swept(inputs, wanted, grid, chart, on, json=json)
        if grid
        else _changed(inputs, wanted, on, json=json)
    )
    show(text)


def _changed(inputs: Inputs, changes: dict[str, object], on: date, *, json: bool) -> str:
    """Answer as things stand and with the changes."""
    from allocator.pipeline.what_if import what_if
    from allocator.report.what_if import what_if_text
    from allocator.report.what_if_json import what_if_json

    held, worlds = inputs.portfolio, inputs.scenarios
    found = what_if(held, changes, inputs.policy, worlds, inputs.snapshot, on)
    return what_if_json(found) if json else what_if_text(found, *_page(), inputs.origin)


def _swept(
    inputs: Inputs,
    changes: dict[str, object],
    grid: dict[str, tuple[float, ...]],
    chart: str | None,
    on: date,
    *,
    json: bool,
) -> str:
    """Find the targets over one or two figures, and draw them if that is wanted."""
    from allocator.cli.chart import chart_target, draw_to
    from allocator.pipeline.what_if_sweep import sweep
    from allocator.report.charts.heat_map import sweep_chart
    from allocator.report.what_if_json import sweep_json
    from allocator.report.what_if_sweep import sweep_text

    target = chart_target(chart, inputs.files)
    held, worlds = inputs.portfolio, inputs.scenarios
    found = sweep(held, grid, changes, inputs.policy, worlds, inputs.snapshot, on)
    draw_to(target, chart, lambda: sweep_chart(found))
    return sweep_json(found) if json else sweep_text(found, *_page(), inputs.origin)


def _page() -> tuple[date, int]:
    """Give the day of reading and the width of the terminal."""
    from allocator.cli.terminal import width

    return today(), width()
