"""`allocator propose`: from files to a verified proposal, shown and exported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.days import on_option, today
from allocator.cli.home import market_options
from allocator.cli.portfolio_files import cash_flow_option, portfolio_argument
from allocator.cli.quotes import quotes_option

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from allocator.cli.inputs import Inputs, Market
    from allocator.model.proposal import Proposal


@click.command("propose")
@portfolio_argument
@click.option("--policy", metavar="FILE", help="What you want: policy.toml (defaults if left out).")
@click.option("--scenarios", metavar="DIR", help="Your scenarios, a folder of TOML files.")
@cash_flow_option
@quotes_option
@market_options
@on_option
@click.option("--json", "json", is_flag=True, help="Print the whole proposal as JSON.")
@click.option("--export", metavar="FILE", help="Write the trades to a CSV file as well.")
def command(  # noqa: PLR0913, PLR0917 - one argument for each option
    portfolios: tuple[str, ...],
    policy: str | None,
    scenarios: str | None,
    flows: tuple[str, ...],
    quotes: str | None,
    market: Market,
    on: date,
    *,
    json: bool,
    export: str | None,
) -> None:
    """
    Propose trades for the holdings in PORTFOLIO, and say why.

    PORTFOLIO is a CSV file with the columns symbol and shares, or a broker's export; several are
    one household. The answer is verified before anything is printed or written.
    """
    from allocator.cli.inputs import read_inputs
    from allocator.cli.terminal import show
    from allocator.pipeline import propose

    inputs = read_inputs(portfolios, policy, scenarios, market, quotes, flows)
    target = None if export is None else _export_target(export, inputs)
    proposal = propose(inputs.portfolio, inputs.policy, inputs.scenarios, inputs.snapshot, on)
    if json:
        from allocator.report.json import as_json

        text = as_json(proposal)
    else:
        text = _text(proposal, inputs, export or "")
    if target is not None:
        _export(target, proposal)
    show(text)


def _text(proposal: Proposal, inputs: Inputs, exported: str) -> str:
    """Write the report as of today, as wide as the terminal."""
    from dataclasses import replace

    from allocator.cli.terminal import width
    from allocator.report.text import as_text

    return as_text(proposal, today(), width(), replace(inputs.origin, exported=exported))


def _export_target(export: str, inputs: Inputs) -> Path:
    """Find the file to export to, or refuse it before any work is done."""
    from allocator.cli.files import check_target
    from allocator.report.trade_list import is_trade_list

    return check_target(export, "trade list", is_trade_list, inputs.files)


def _export(target: Path, proposal: Proposal) -> None:
    """Write the trade list."""
    from allocator.cli.files import write_whole
    from allocator.report.trade_list import as_csv

    write_whole(target, as_csv(proposal.trades).encode())
