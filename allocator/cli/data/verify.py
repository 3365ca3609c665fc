"""`allocator data verify`: what is wrong with market data, and what is odd."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.data.snapshot import read_day
from allocator.cli.home import home_option

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from pathlib import Path

    from allocator.market.archive import Archive
    from allocator.market.series import Key
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
@home_option
@click.pass_context
def command(
    ctx: click.Context, folder: str | None, as_of: date | None, home: Path, *, json: bool
) -> None:
    """
    Check what is stored, or a folder of files, and change nothing.

    Errors make a snapshot impossible, warnings go into it. The exit code is 3 if there are errors
    or damaged files, else 0.
    """
    from allocator.cli.terminal import complain, show, width
    from allocator.errors import MarketDataError
    from allocator.report.quality import verification_json, verification_text

    found = check(folder, home, as_of)
    complain(found.damage)
    show(verification_json(found) if json else verification_text(found, width()))
    if found.has_errors:
        ctx.exit(MarketDataError.exit_code)


def check(folder: str | None, home: Path, as_of: date | None) -> Verification:
    """Examine the folder that is named, else the store."""
    from allocator.market.quality import examine
    from allocator.report.quality import Verification

    archive, fetched = _archive(folder, home, as_of)
    keys = archive.keys()
    findings = examine(archive, as_of, keys, fetched)
    return Verification(archive.place, as_of, len(keys), findings, archive.problems)


def _archive(
    folder: str | None, home: Path, as_of: date | None
) -> tuple[Archive, Mapping[Key, datetime]]:
    """Open the folder or the store; the store also knows when series were fetched."""
    from pathlib import Path

    from allocator.market.folder import Folder
    from allocator.market.series import Key
    from allocator.market.store import Store

    if folder is not None:
        return Folder(Path(folder), as_of), {}
    store = Store(home)
    return store, {e.key: e.fetched_at for e in store.entries() if isinstance(e.key, Key)}
