"""`allocator data verify`: what is wrong with market data, and what is odd."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.data.options import kind_option, open_archive
from allocator.cli.days import read_day
from allocator.cli.home import home_option

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from allocator.market.folder import Folder
    from allocator.market.store import Store
    from allocator.report.quality import Verification


@click.command("verify")
@click.option("--from", "folder", metavar="DIR", help="A folder of files (else what is stored).")
@click.option(
    "--as-of",
    metavar="DATE",
    callback=read_day,
    help="The last day that is looked at, as 2025-12-24 (else all).",
)
@click.option("--json", "json", is_flag=True, help="Print all findings as JSON.")
@kind_option
@home_option
@click.pass_context
def command(
    ctx: click.Context,
    folder: str | None,
    as_of: date | None,
    kind: str | None,
    home: Path,
    *,
    json: bool,
) -> None:
    """
    Check what is stored, or a folder of files, and change nothing.

    Errors make a snapshot impossible, warnings go into it. The exit code is 3 if there are errors
    or damaged files, else 0.
    """
    from allocator.cli.terminal import complain, show, width
    from allocator.errors import MarketDataError
    from allocator.report.quality import verification_json, verification_text

    found = check(open_archive(folder, home, as_of, kind), as_of)
    complain(found.damage)
    show(verification_json(found) if json else verification_text(found, width()))
    if found.has_errors:
        ctx.exit(MarketDataError.exit_code)


def check(archive: Folder | Store, as_of: date | None) -> Verification:
    """Examine a folder or the store, which also knows when series were fetched."""
    from allocator.bundled import FACTS
    from allocator.market.facts import read_facts
    from allocator.market.quality import examine
    from allocator.market.series import Key
    from allocator.market.store import Store
    from allocator.report.quality import Verification

    entries = archive.entries() if isinstance(archive, Store) else ()
    fetched = {each.key: each.fetched_at for each in entries if isinstance(each.key, Key)}
    keys = archive.keys()
    facts = read_facts(FACTS)
    findings = examine(archive, facts, as_of, keys, fetched)  # reading finds further problems
    return Verification(archive.place, as_of, len(keys), findings, archive.problems)
