"""`allocator data`: where market data come from, what is wrong with them, and snapshots of them."""

from __future__ import annotations

import click

from allocator.cli.lazy import LazyGroup


@click.group(
    "data",
    cls=LazyGroup,
    commands_in={
        "refresh": "allocator.cli.data.refresh",
        "import": "allocator.cli.data.import_",
        "status": "allocator.cli.data.status",
        "verify": "allocator.cli.data.verify",
        "snapshot": "allocator.cli.data.snapshot",
    },
)
def command() -> None:
    """Fetch, import, check and keep market data, and build the snapshots proposals rest on."""
