"""`allocator data`: building the snapshots that proposals are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import datetime


@click.group("data")
def command() -> None:
    """Build snapshots, the market data that proposals rest on."""


@command.command("snapshot")
@click.option("--from", "folder", metavar="DIR", required=True, help="The folder of raw data.")
@click.option(
    "--as-of",
    metavar="DATE",
    required=True,
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="The last day whose news may be used, as 2025-12-24.",
)
@click.option("-o", "--output", metavar="FILE", required=True, help="The snapshot to write.")
def snapshot(folder: str, as_of: datetime, output: str) -> None:
    """
    Build the snapshot of one day from a folder of raw data.

    The same data and date give the same bytes. An existing FILE is replaced only if it is a
    snapshot.
    """
    from pathlib import Path

    from allocator.cli.files import check_target, write_whole
    from allocator.cli.terminal import show
    from allocator.market import build_snapshot

    target = check_target(output, "snapshot", is_snapshot)
    content = build_snapshot(Path(folder), as_of.date()).encode()
    write_whole(target, content)
    show(f"snapshot of {as_of.date()} written to {output}, {len(content) / 1000:,.0f} kB\n")


def is_snapshot(content: bytes) -> bool:
    """Tell whether a file's content is a snapshot, of whatever schema."""
    import json

    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(document, dict) and {"schema", "as_of", "funds", "risk"} <= document.keys()
