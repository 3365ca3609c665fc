"""`allocator data snapshot`: building the snapshots that proposals are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.data.options import kind_option, open_archive
from allocator.cli.days import read_day
from allocator.cli.home import home_option

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


@click.command("snapshot")
@click.option(
    "--as-of",
    metavar="DATE",
    required=True,
    callback=read_day,
    help="The last day whose news may be used, as 2025-12-24.",
)
@click.option("--from", "folder", metavar="DIR", help="A folder of files (else what is stored).")
@click.option("-o", "--output", metavar="FILE", help="The snapshot to write (else your own).")
@click.option("--config", metavar="FILE", help="Your settings (else data.toml in --home).")
@click.option("--with-history", is_flag=True, help="Keep weekly returns in it, for you alone.")
@kind_option
@home_option
def command(  # noqa: PLR0913 - one parameter an option
    as_of: date,
    folder: str | None,
    output: str | None,
    config: str | None,
    kind: str | None,
    home: Path,
    *,
    with_history: bool,
) -> None:
    """
    Build the snapshot of one day from what is stored, or from a folder of files.

    The same data and date give the same bytes. Data with errors and damaged files of the store are
    refused, all of them named; files of a folder that cannot be read are named. Warnings go into
    the snapshot and to the error stream. Without -o the snapshot becomes your own,
    and the newest of your own is what proposals are made from.
    """
    from allocator.cli.files import check_target, write_whole
    from allocator.cli.terminal import complain, remark, show
    from allocator.errors import MarketDataError, Severity
    from allocator.market import build_snapshot
    from allocator.market.own_snapshots import keep_own, own_path
    from allocator.market.settings import read_settings
    from allocator.market.snapshot_file import parse_snapshot
    from allocator.market.valuations import not_yet_known

    target = own_path(home, as_of)
    if output is not None:
        target = check_target(output, "snapshot", is_snapshot)
    elif target.is_symlink() or target.exists():
        check_target(str(target), "snapshot", is_snapshot)
    settings = read_settings(config, home)
    archive = open_archive(folder, home, as_of, kind)
    text = build_snapshot(
        archive, as_of, settings.risk, settings.valuations, with_history=with_history
    )
    content = text.encode()
    unread = [each for each in archive.problems if each.severity is Severity.ERROR]
    if unread and folder is None:
        raise MarketDataError(*unread)
    complain(unread)
    if output is None:
        keep_own(home, as_of, content)
    else:
        write_whole(target, content)
    show(f"snapshot of {as_of} written to {target}, {len(content) / 1000:,.0f} kB\n")
    made = parse_snapshot(content, str(target))
    findings = (f"{found.place}: {found.message}" for found in made.findings)
    remark((*not_yet_known(settings.valuations, as_of), *made.notes, *findings))


def is_snapshot(content: bytes) -> bool:
    """Tell whether a file's content is a snapshot, of whatever schema."""
    import json

    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(document, dict) and {"schema", "as_of", "funds", "risk"} <= document.keys()
