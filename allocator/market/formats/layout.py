"""The seam for layouts of files: how one is recognised, and how it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from allocator.market.formats.reading import Listing, Reading
    from allocator.market.formats.sheet import Head, Sheet


def names_at(head: Head, are_names: Callable[[set[str]], bool]) -> int | None:
    """
    Find the row of names among the first lines.

    Args:
        head: The lines.
        are_names: Whether the cells of a row, in lower case, are the names looked for.

    Returns:
        Where it stands; rows that begin with a digit are passed over.
    """
    for at, row in enumerate(head):
        if not row[0][:1].isdigit() and are_names({cell.lower() for cell in row}):
            return at
    return None


@dataclass(frozen=True, slots=True)
class Format:
    """
    One way to write market data down.

    Attributes:
        name: What users call it.
        recognises: Whether a file is written so, by the cells of its first lines alone, blank lines
            and lines of days that may not be seen left out. Never raises.
        read: Everything that can be read, and every problem; never raises for bad content.
        lists: What a large file holds, by its begin and some lines further on, or None if only
            reading it tells. Left out where files are small.
    """

    name: str
    recognises: Callable[[Head], bool]
    read: Callable[[Sheet], Reading]
    lists: Callable[[Sheet, Sequence[str]], Listing | None] | None = None
