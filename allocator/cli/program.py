"""The program: its commands, found by name, and what becomes of an error in any of them."""

from __future__ import annotations

import sys
from typing import Any

import click

from allocator import __version__
from allocator.cli.lazy import LazyGroup
from allocator.cli.terminal import complain, give_up_stdout
from allocator.errors import AllocatorError, InputError, Problem

INTERRUPTED = 130
"""What shells expect of a program that Ctrl-C ended."""

COMMANDS = {
    "propose": "allocator.cli.propose",
    "check": "allocator.cli.check",
    "whatif": "allocator.cli.whatif",
    "explain": "allocator.cli.explain",
    "trades": "allocator.cli.trades",
    "replay": "allocator.cli.replay",
    "views": "allocator.cli.views",
    "data": "allocator.cli.data",
}
"""The module that holds each command, as `command`."""


class Program(LazyGroup):
    """The whole program: whatever goes wrong in a command becomes a message and an exit code."""

    def main(self, *args: Any, **extra: Any) -> Any:  # noqa: ANN401 - click's signature
        """
        Run the program; a full disk or a lost drive is a message too.

        A closed pipe (`| head`) is left to click, which ends silently.
        """
        try:
            return super().main(*args, **extra)
        except OSError as error:
            give_up_stdout()
            place = str(error.filename or "standard output")
            complain([Problem(place, error.strerror or str(error), "make room, or choose another")])
            sys.exit(InputError.exit_code)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what stops it becomes a message and an exit code, never a traceback."""
        try:
            return super().invoke(ctx)
        except AllocatorError as error:
            complain(error.problems)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            ctx.exit(INTERRUPTED)


@click.group(
    "allocator",
    cls=Program,
    commands_in=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def program() -> None:
    """
    Propose trades for a portfolio of index funds, with every number traceable.

    Information, not investment advice. Nothing is ever sent to a broker.
    """
