"""`allocator data refresh`: market data from the network into the store."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from allocator.cli.home import home_option

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.errors import Problem
    from allocator.market.refresh import Plan, Summary
    from allocator.market.sources.source import Source

API_KEY = "FRED_API_KEY"


@click.command("refresh")
@home_option
@click.option(
    "--only",
    metavar="NAME",
    multiple=True,
    help="Only this source (fred, french, yahoo) or item (IWM, ^RUT, DGS10); may be repeated.",
)
@click.option("--replace", is_flag=True, help="Take what comes even where it contradicts.")
@click.option("--json", "json", is_flag=True, help="Print what came and what did not as JSON.")
@click.pass_context
def command(
    ctx: click.Context, home: Path, only: tuple[str, ...], *, replace: bool, json: bool
) -> None:
    """
    Fetch market data from FRED, Kenneth French and Yahoo.

    Whatever comes is kept at once. What contradicts the data that are there is reported and not
    kept. With a key in FRED_API_KEY the days on which figures were released are fetched too. The
    exit code is 3 if anything did not come.
    """
    from allocator.cli.program import INTERRUPTED
    from allocator.cli.terminal import show, width
    from allocator.errors import MarketDataError
    from allocator.market.refresh import plan
    from allocator.report.refresh import refresh_json, refresh_text

    summary = run(home, plan(sources(), only), replace=replace)
    if summary.is_offline and not json:
        raise MarketDataError(offline(summary))
    show(refresh_json(summary) if json else refresh_text(summary, width()))
    if summary.is_interrupted:
        click.echo("interrupted", err=True)
        ctx.exit(INTERRUPTED)
    if not summary.is_complete:
        ctx.exit(MarketDataError.exit_code)


def sources() -> tuple[Source, ...]:
    """Set up everybody who is asked; the quickest to answer come first."""
    from allocator import bundled
    from allocator.market.facts import read_facts
    from allocator.market.sources.fred import Fred
    from allocator.market.sources.french import French
    from allocator.market.sources.retry import Timeouts
    from allocator.market.sources.yahoo import Yahoo
    from allocator.market.sources.yahoo_client import YahooClient

    key = os.environ.get(API_KEY, "").strip()
    yahoo = Yahoo(read_facts(bundled.FACTS), YahooClient(Timeouts()))
    return Fred(key), French(), yahoo


def run(home: Path, asked: Plan, *, replace: bool) -> Summary:
    """Refresh; a terminal is shown how far it is."""
    from datetime import UTC, datetime

    from allocator.cli.data.progress import progress
    from allocator.cli.terminal import complain
    from allocator.market.refresh import refresh
    from allocator.market.store import Store

    store, now = Store(home), datetime.now(UTC)
    complain(store.quarantine())
    with progress("fetching", sum(len(items) for _, items in asked)) as step:
        return refresh(store, asked, now, lambda _: step(), replace=replace)


def offline(summary: Summary) -> Problem:
    """Say that nobody could be reached, and what can be done without them."""
    from allocator.errors import Problem

    return Problem(
        "",
        f"{', '.join(summary.sources)} cannot be reached: this machine seems to be offline; "
        "nothing was changed",
        "connect it, see to HTTPS_PROXY if that is set, or read files with allocator data import",
    )
