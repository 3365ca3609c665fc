"""What a refresh did, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from allocator.market.sources.source import Cause

if TYPE_CHECKING:
    from datetime import date

    from allocator.errors import Problem
    from allocator.market.sources.source import Item
    from allocator.market.store import Merge


class Fate(StrEnum):
    """What became of an item."""

    CAME = "came"
    """Everything of it is in the store."""
    PARTLY = "came in part"
    """Some of it is in the store, some did not come or was not kept."""
    FAILED = "failed"
    """It did not come, or was not kept."""
    LEFT = "not asked for"
    """The source was left alone before, or the refresh was ended."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """
    One item of a refresh.

    Attributes:
        item: What was asked for.
        fate: What became of it.
        merges: What became of each of its series in the store.
        through: The last day of its main series in the store; None if it is not there.
        notes: What a user should know of what came.
        problems: What did not come or was not kept, and why; of an item that was not asked for,
            why its source was left alone.
        cause: Why it did not come, if its source is why.
    """

    item: Item
    fate: Fate
    merges: tuple[Merge, ...] = ()
    through: date | None = None
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """
    What a refresh did.

    Attributes:
        place: The store.
        fetches: Every item: those asked for in that order, then the others.
        is_interrupted: Whether it was ended by Ctrl-C.
    """

    place: str
    fetches: tuple[Fetch, ...]
    is_interrupted: bool = False

    @property
    def is_complete(self) -> bool:
        """Tell whether everything came and was kept."""
        return all(each.fate is Fate.CAME for each in self.fetches)

    @property
    def is_offline(self) -> bool:
        """Tell whether nobody could be reached, from the first try on."""
        return (
            bool(self.fetches)
            and not self.is_interrupted
            and all(each.cause is Cause.UNREACHABLE for each in self.fetches)
        )

    @property
    def sources(self) -> tuple[str, ...]:
        """Name the sources, each once."""
        return tuple(dict.fromkeys(each.item.source for each in self.fetches))
