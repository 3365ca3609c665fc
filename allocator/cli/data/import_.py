"""`allocator data import`: market data from files that are already there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.data.options import kind_option
from allocator.cli.home import home_option

if TYPE_CHECKING:
    from pathlib import Path


@click.command("import")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@kind_option
@click.option("--source", metavar="NAME", help="Who says so (else the name of each file).")
@click.option("--replace", is_flag=True, help="Store what is read in place of what is there.")
@click.option("--json", "json", is_flag=True, help="Print what became of every series as JSON.")
@home_option
@click.pass_context
def command(  # noqa: PLR0913 - one parameter an option
    ctx: click.Context,
    paths: tuple[str, ...],
    kind: str | None,
    source: str | None,
    home: Path,
    *,
    replace: bool,
    json: bool,
) -> None:
    """
    Read files, or folders of them, into the store.

    CSV, Parquet, Shiller's workbook and Ken French's archives are recognised by what is in them.
    What contradicts the store is refused and shown. The exit code is 3 if anything was not stored
    that should have been, 2 if no PATH leads to a file. After Ctrl-C what was stored is kept.
    """
    from datetime import datetime
    from pathlib import Path

    from allocator.cli.data.progress import progress
    from allocator.cli.program import INTERRUPTED
    from allocator.cli.terminal import complain, show, width
    from allocator.errors import InputError, MarketDataError
    from allocator.market.intake import ImportOptions, find_files, import_files
    from allocator.market.series import Kind
    from allocator.market.store import Store
    from allocator.report.intake import intake_json, intake_text

    now, said = datetime.now().astimezone(), Kind(kind) if kind else None
    options = ImportOptions(now, said, source, replace)
    files = [Path(path) for path in paths]
    count = len(find_files(files)[0])
    store = Store(home)
    complain(store.quarantine())
    with progress("importing", count) as step:
        summary = import_files(store, files, options, step)
    complain(summary.errors)
    if summary.is_misdirected:
        ctx.exit(InputError.exit_code)
    show(intake_json(summary) if json else intake_text(summary, width()))
    if summary.left:
        click.echo("interrupted", err=True)
        ctx.exit(INTERRUPTED)
    if summary.errors:
        ctx.exit(MarketDataError.exit_code)
