"""Groups of commands that are imported only when they are asked for, so that help is quick."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Mapping


class LazyGroup(click.Group):
    """A group that knows the module of each of its commands; each holds it as `command`."""

    def __init__(self, *args: Any, commands_in: Mapping[str, str], **extra: Any) -> None:  # noqa: ANN401 - click's signature
        super().__init__(*args, **extra)
        self.commands_in = commands_in

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List them as they were given: in the order of their use."""
        del ctx
        return list(self.commands_in)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one by its name."""
        del ctx
        if cmd_name not in self.commands_in:
            return None
        found = import_module(self.commands_in[cmd_name]).command
        return found if isinstance(found, click.Command) else None
