"""`allocator views rotation`: signals of a rotation into small caps, as evidence only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.home import market_options

if TYPE_CHECKING:
    from allocator.cli.inputs import Market


@click.command("rotation")
@market_options
@click.option("--json", "json", is_flag=True, help="Print the same as JSON.")
def command(market: Market, *, json: bool) -> None:
    """
    Show signals of a rotation into small caps, and what followed each.

    What is seen on the day of the snapshot, since when, and the twelve months after each day in the
    past on which it came on. None of it moves a weight.
    """
    from allocator.cli.terminal import show, width
    from allocator.market import load_snapshot
    from allocator.report.rotation import rotation_json, rotation_text

    snapshot = load_snapshot(market.path)
    given = snapshot.signals, snapshot.as_of
    show(rotation_json(*given) if json else rotation_text(*given, width()))
