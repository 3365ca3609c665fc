"""The terminal: how wide it is, what goes to which stream, and a stream that fails."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.errors import Problem

NARROWEST, WIDEST, PIPED = 80, 120, 100
"""Columns of text: the bounds, and what a pipe or a file gets unless COLUMNS is set."""


def width() -> int:
    """Choose how wide to write: as COLUMNS says, else as the terminal is."""
    is_terminal = bool(sys.stdout and sys.stdout.isatty())
    columns = shutil.get_terminal_size().columns if is_terminal else _wanted() or PIPED
    return min(WIDEST, max(NARROWEST, columns))


def _wanted() -> int:
    """Read COLUMNS; zero where it is no number."""
    with suppress(ValueError):
        return int(os.environ.get("COLUMNS", ""))
    return 0


def show(text: str) -> None:
    """Print a text as it is."""
    click.echo(text, nl=False)


def complain(problems: Iterable[Problem]) -> None:
    """Print problems on the error stream, each with its place and its remedy."""
    from allocator.report.table import printable

    for problem in problems:
        for line in str(problem).split("\n"):
            click.echo(printable(line), err=True)


def remark(notes: Iterable[str]) -> None:
    """Print notes on the error stream, a line each."""
    from allocator.report.table import printable

    for note in notes:
        click.echo(f"note: {printable(note)}", err=True)


def give_up_stdout() -> None:
    """Point standard output at nothing, so that what it still holds fails no second time."""
    with suppress(OSError, ValueError):  # it may be no file at all
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
