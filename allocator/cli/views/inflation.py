"""`allocator views inflation`: core PCE prices, and what they tell of another pause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.home import market_options

if TYPE_CHECKING:
    from allocator.cli.inputs import Market


@click.command("inflation")
@market_options
@click.option("--json", "json", is_flag=True, help="Print the same as JSON.")
def command(market: Market, *, json: bool) -> None:
    """
    Show core PCE inflation as published, and how often cuts stopped after months like the last.

    This moves no weight by itself: a scenario with [market] pause = true takes its probability
    from it.
    """
    from allocator.cli.terminal import show, width
    from allocator.market import load_snapshot
    from allocator.report.inflation import inflation_json, inflation_text

    snapshot = load_snapshot(market.path)
    found = snapshot.core_inflation
    if json:
        show(inflation_json(found, snapshot.as_of))
    else:
        show(inflation_text(found, snapshot.as_of, width()))
