"""`allocator data snapshot`: building the snapshots that proposals are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from allocator.cli.home import home_option

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from allocator.market.archive import Archive


def read_day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    """Read a day of the calendar; one that does not exist is a usage error."""
    from datetime import date

    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        message = f"{value!r} is no day: write a day that exists, as 2025-12-24"
        raise click.BadParameter(message, ctx, param) from None


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
@click.option("--config", metavar="FILE", help="How risk is estimated (else data.toml in --home).")
@home_option
def command(
    as_of: date, folder: str | None, output: str | None, config: str | None, home: Path
) -> None:
    """
    Build the snapshot of one day from what is stored, or from a folder of files.

    The same data and date give the same bytes. Data with errors are refused, all of them named;
    warnings go into the snapshot and to the error stream. Without -o the snapshot becomes your own,
    and the newest of your own is what proposals are made from.
    """
    from allocator.cli.files import write_whole
    from allocator.cli.terminal import remark, show
    from allocator.market import build_snapshot
    from allocator.market.settings import read_settings
    from allocator.market.snapshot_file import parse_snapshot

    target = _target(output, home, as_of)
    settings = read_settings(config, home)
    content = build_snapshot(_archive(folder, home, as_of), as_of, settings).encode()
    if output is None:
        _keep_replaced(target, content)
    write_whole(target, content)
    show(f"snapshot of {as_of} written to {target}, {len(content) / 1000:,.0f} kB\n")
    made = parse_snapshot(content, str(target))
    remark((*made.notes, *(f"{found.place}: {found.message}" for found in made.findings)))


def _archive(folder: str | None, home: Path, as_of: date) -> Archive:
    """Open the folder that is named, else the store."""
    from pathlib import Path

    from allocator.market.folder import Folder
    from allocator.market.store import Store

    return Store(home) if folder is None else Folder(Path(folder), as_of)


def _target(output: str | None, home: Path, as_of: date) -> Path:
    """Find the file to write before any work is done: the one that is named, else our own."""
    from allocator.cli.files import check_target
    from allocator.market.own_snapshots import own_path

    if output is not None:
        return check_target(output, "snapshot", is_snapshot)
    path = own_path(home, as_of)
    path.parent.mkdir(parents=True, exist_ok=True)
    return check_target(str(path), "snapshot", is_snapshot)


def _keep_replaced(target: Path, content: bytes) -> None:
    """Keep another snapshot of our own for this day under its digest: proposals rest on it."""
    from allocator.cli.files import write_whole
    from allocator.market.own_snapshots import replaced_path

    if target.exists() and (old := target.read_bytes()) not in {b"", content}:
        write_whole(replaced_path(target), old)


def is_snapshot(content: bytes) -> bool:
    """Tell whether a file's content is a snapshot, of whatever schema."""
    import json

    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(document, dict) and {"schema", "as_of", "funds", "risk"} <= document.keys()
