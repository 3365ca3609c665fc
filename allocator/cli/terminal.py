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
    return _within_reason(columns)


def _within_reason(columns: int) -> int:
    """Keep a width where text can be read."""
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
    for problem in problems:
        for line in str(problem).split("\n"):
            _echo_error(line)


def remark(notes: Iterable[str]) -> None:
    """Print notes on the error stream, a line each where that is no terminal."""
    for note in notes:
        _echo_error(f"note: {note}")


def _echo_error(line: str) -> None:
    """Print a line on the error stream: wrapped on a terminal, else whole, as `grep` wants it."""
    from allocator.report.table import paragraph, printable

    lines = [printable(line)]
    if sys.stderr and sys.stderr.isatty():
        indent = len(line) - len(line.lstrip())
        lines = paragraph(line.lstrip(), _error_width(), indent=indent, hang=indent + 2)
    for each in lines:
        click.echo(each, err=True)


def _error_width() -> int:
    """Choose how wide to write on the terminal that errors go to; output may go elsewhere."""
    with suppress(OSError, ValueError):  # it may be no file at all
        return _within_reason(os.get_terminal_size(sys.stderr.fileno()).columns)
    return NARROWEST


def give_up_stdout() -> None:
    """Point standard output at nothing, so that what it still holds fails no second time."""
    with suppress(OSError, ValueError):  # it may be no file at all
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
