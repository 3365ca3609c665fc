"""`allocator data status`: what is stored, how old, and which snapshot a proposal would use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.days import today
from allocator.cli.home import home_option

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.errors import Problem
    from allocator.report.status import Used


@click.command("status")
@home_option
@click.option("--json", "json", is_flag=True, help="Print everything as JSON.")
@click.pass_context
def command(ctx: click.Context, home: Path, *, json: bool) -> None:
    """
    Show what is stored, how old it is, and which snapshot a proposal would use.

    Damaged files, and a snapshot that is refused, are named on the error stream; the exit code is
    then 3.
    """
    from allocator.cli.terminal import complain, show, width
    from allocator.errors import MarketDataError, Severity
    from allocator.market.store import Store
    from allocator.report.status import Status, status_json, status_text

    store = Store(home)
    used, refused = _used(home)
    status = Status(str(home), store.entries(), (*store.problems, *refused), used)
    complain(status.problems)
    show(status_json(status) if json else status_text(status, today(), width()))
    if any(problem.severity is Severity.ERROR for problem in status.problems):
        ctx.exit(MarketDataError.exit_code)


def _used(home: Path) -> tuple[Used, tuple[Problem, ...]]:
    """Find the snapshot that a proposal without --snapshot would use, and why it is refused."""
    from dataclasses import replace

    from allocator import bundled
    from allocator.cli.inputs import choose_market
    from allocator.errors import MarketDataError
    from allocator.market import load_snapshot
    from allocator.report.status import Used

    chosen, shipped = choose_market(None, home), load_snapshot(bundled.SNAPSHOT).as_of
    used = Used(chosen.whose, str(chosen.path), None, str(bundled.SNAPSHOT), shipped)
    try:
        return replace(used, as_of=load_snapshot(chosen.path).as_of), ()
    except MarketDataError as error:
        return used, error.problems
