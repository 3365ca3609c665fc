"""`allocator views`: each driver of the outlook, with its evidence."""

from __future__ import annotations

import click

from allocator.cli.lazy import LazyGroup

_COMMANDS = {
    "rate-cycle": "allocator.cli.views.rate_cycle",
    "history": "allocator.cli.views.history",
    "policy-path": "allocator.cli.views.policy_path",
    "inflation": "allocator.cli.views.inflation",
    "valuation": "allocator.cli.views.valuation",
    "rotation": "allocator.cli.views.rotation",
    "flow": "allocator.cli.views.flow",
}


@click.group("views", cls=LazyGroup, commands_in=_COMMANDS)
def command() -> None:
    """Show what a driver expects, and what its evidence is worth."""
