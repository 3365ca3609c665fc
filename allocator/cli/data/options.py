"""What several data commands are asked for in the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from allocator.market.folder import Folder
    from allocator.market.store import Store

KINDS = ("close", "adjusted", "price-index", "total-return")
"""What prices can be, for `--kind`."""


def kind_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--kind KIND` to a command, given to it as `kind`."""
    told = "What prices in files are (else told from the files and their names)."
    return click.option("--kind", type=click.Choice(KINDS), help=told)(function)


def open_archive(
    folder: str | None, home: Path, as_of: date | None, kind: str | None
) -> Folder | Store:
    """
    Open the folder that is named, else the store.

    Raises:
        InputError: If what is named is no folder.
    """
    from pathlib import Path

    from allocator.errors import InputError, MarketDataError
    from allocator.market.folder import Folder
    from allocator.market.series import Kind
    from allocator.market.store import Store

    if folder is None:
        return Store(home)
    try:
        return Folder(Path(folder), as_of, None if kind is None else Kind(kind))
    except MarketDataError as error:  # to whoever typed the name it is an option that is wrong
        raise InputError(*error.problems) from None
