"""`allocator data snapshot`: building the snapshots that proposals are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import date


def read_day(ctx: click.Context, param: click.Parameter, value: str) -> date:
    """Read a day of the calendar; one that does not exist is a usage error."""
    from datetime import date

    try:
        return date.fromisoformat(value)
    except ValueError:
        message = f"{value!r} is no day: write a day that exists, as 2025-12-24"
        raise click.BadParameter(message, ctx, param) from None


@click.command("snapshot")
@click.option("--from", "folder", metavar="DIR", required=True, help="The folder of raw data.")
@click.option(
    "--as-of",
    metavar="DATE",
    required=True,
    callback=read_day,
    help="The last day whose news may be used, as 2025-12-24.",
)
@click.option("-o", "--output", metavar="FILE", required=True, help="The snapshot to write.")
def command(folder: str, as_of: date, output: str) -> None:
    """
    Build the snapshot of one day from a folder of raw data.

    The same data and date give the same bytes. An existing FILE is replaced only if it is a
    snapshot. What is worth knowing of the data goes to the error stream.
    """
    from pathlib import Path

    from allocator.cli.files import check_target, write_whole
    from allocator.cli.terminal import remark, show
    from allocator.market import build_snapshot, load_snapshot

    target = check_target(output, "snapshot", is_snapshot)
    content = build_snapshot(Path(folder), as_of).encode()
    write_whole(target, content)
    show(f"snapshot of {as_of} written to {output}, {len(content) / 1000:,.0f} kB\n")
    remark(load_snapshot(target).notes)


def is_snapshot(content: bytes) -> bool:
    """Tell whether a file's content is a snapshot, of whatever schema."""
    import json

    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(document, dict) and {"schema", "as_of", "funds", "risk"} <= document.keys()
