"""The folder that is ours on this machine: the store of market data, and snapshots made from it."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

VARIABLE = "ALLOCATOR_HOME"


def home_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--home DIR` to a command, given to it as `home`, a `Path`."""
    option = click.option(
        "--home",
        metavar="DIR",
        envvar=VARIABLE,
        callback=lambda _ctx, _param, value: default_home() if value is None else Path(value),
        help=f"Where market data are kept (else {VARIABLE}, else the user's data folder).",
    )
    return option(function)


def market_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--snapshot FILE` and `--home DIR`, given together as `market`, the one to use."""

    @functools.wraps(function)
    def with_market(*args: object, snapshot: str | None, home: Path, **extra: object) -> object:
        from allocator.cli.inputs import choose_market

        return function(*args, market=choose_market(snapshot, home), **extra)

    wanted = "The market data (else your newest, else ours)."
    return click.option("--snapshot", metavar="FILE", help=wanted)(home_option(with_market))


def default_home() -> Path:
    """Find the user's data folder, as the operating system has it."""
    from platformdirs import user_data_path

    return user_data_path("allocator", appauthor=False)
