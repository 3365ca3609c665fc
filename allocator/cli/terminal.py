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
"""Columns of text: the bounds on a terminal, and what a pipe or a file gets."""


def width() -> int:
    """Choose how wide to write."""
    if not (sys.stdout and sys.stdout.isatty()):
        return PIPED
    return min(WIDEST, max(NARROWEST, shutil.get_terminal_size().columns))


def show(text: str) -> None:
    """Print a text as it is."""
    click.echo(text, nl=False)


def complain(problems: Iterable[Problem]) -> None:
    """Print problems on the error stream, each with its place and its remedy."""
    from allocator.report.table import printable

    for problem in problems:
        for line in str(problem).split("\n"):
            click.echo(printable(line), err=True)


def give_up_stdout() -> None:
    """Point standard output at nothing, so that what it still holds fails no second time."""
    with suppress(OSError, ValueError):  # it may be no file at all
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
