"""`allocator views`: each driver of the outlook, with its evidence."""

from __future__ import annotations

import click

from allocator.cli.lazy import LazyGroup


@click.group("views", cls=LazyGroup, commands_in={"rate-cycle": "allocator.cli.views.rate_cycle"})
def command() -> None:
    """Show what a driver expects, and what its evidence is worth."""
