"""`allocator views flow`: the dollars that scenarios expect to move, and what they press on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.home import market_options
from allocator.cli.quotes import quotes_option

if TYPE_CHECKING:
    from allocator.cli.inputs import Market


@click.command("flow")
@click.option("--scenarios", metavar="DIR", help="A folder of scenarios (else those that ship).")
@quotes_option
@market_options
@click.option("--json", "json", is_flag=True, help="Print the same as JSON.")
def command(scenarios: str | None, quotes: str | None, market: Market, *, json: bool) -> None:
    """
    Show the flow of each scenario: who sells, what it presses on, what it expects.

    Also the weight of mega caps inside indexes and the funds that carry them. All of a flow is
    assumed, and the output says so.
    """
    from allocator.beliefs.flow_study import study_flows
    from allocator.cli.inputs import read_worlds
    from allocator.cli.terminal import complain, show, width
    from allocator.errors import InputError, Severity
    from allocator.market import load_snapshot
    from allocator.portfolio.funding import flow_problems
    from allocator.report.flow import flow_json, flow_text

    snapshot = load_snapshot(market.path)
    worlds = read_worlds(scenarios, snapshot, quotes)
    problems = flow_problems(worlds, snapshot)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise InputError(*problems)
    complain(problems)
    study = study_flows(snapshot, worlds)
    show(flow_json(study) if json else flow_text(study, width()))
