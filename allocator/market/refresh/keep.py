"""Putting what a source gave into the store, and saying what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import MarketDataError, Problem
from allocator.market.refresh.summary import Fate, Fetch
from allocator.market.store import Outcome
from allocator.market.store.sound import check_series

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from allocator.market.series import Key, Series, TableKey
    from allocator.market.sources.source import Answer, Item
    from allocator.market.store import Entry, Merge, Store

_GIVEN_UP_AFTER = 2
_SHORT = "nothing of it was stored; try again later, or take it as it is with --replace"


@dataclass(slots=True)
class Keeper:
    """
    Puts series into a store, each at once.

    Attributes:
        store: The store.
        entries: What it held before.
        now: When the series were fetched, with its time zone.
        replacing: Whether what comes takes the place of what it contradicts.
        refused: How often in a row the store could not be written.
        is_interrupted: Whether Ctrl-C was pressed while something was kept.
    """

    store: Store
    entries: Mapping[Key | TableKey, Entry]
    now: datetime
    replacing: bool
    refused: int = 0
    is_interrupted: bool = False

    @property
    def is_out_of_order(self) -> bool:
        """Tell whether the store cannot be written, as two items in a row have shown."""
        return self.refused >= _GIVEN_UP_AFTER

    def last_of(self, item: Item) -> date | None:
        """Tell the last day that was stored of an item before."""
        entry = self.entries.get(item.key)
        return entry.last if entry is not None else None

    def keep(self, item: Item, answer: Answer) -> Fetch:
        """Keep every series of an answer, whatever becomes of the others."""
        merges: list[Merge] = []
        problems = list(answer.problems)
        notes = list(answer.notes)
        is_writable = True
        for series in answer.series:
            try:
                self._check(item, series)
            except MarketDataError as error:
                problems += error.problems
                continue
            notes += self._ends_early(series)
            try:
                merge = self._put(series)
            except MarketDataError as error:
                problems += error.problems
                is_writable = False
                continue
            merges.append(merge)
            if merge.outcome is Outcome.CONTRADICTED:
                problems.append(Problem(str(merge.key), merge.message))
        self.refused = 0 if is_writable else self.refused + 1
        kept = [merge for merge in merges if merge.outcome is not Outcome.CONTRADICTED]
        fate = (Fate.PARTLY if kept else Fate.FAILED) if problems else Fate.CAME
        through = self._through(item, answer, kept)
        return Fetch(item, fate, tuple(merges), through, tuple(notes), tuple(problems))

    def _check(self, item: Item, series: Series) -> None:
        """
        Refuse what is not well formed, and a part in place of a history.

        Raises:
            MarketDataError: If it is either.
        """
        check_series(series)
        entry = self.entries.get(series.key)
        if entry is None or item.is_reading or self.replacing or series.first <= entry.first:
            return
        message = f"begins on {series.first}, but what is stored begins on {entry.first}"
        raise MarketDataError(Problem(str(series.key), message, _SHORT))

    def _put(self, series: Series) -> Merge:
        """Store a series; Ctrl-C waits, as what has come must not be lost."""
        try:
            return self.store.put(series, self.now, replace=self.replacing)
        except KeyboardInterrupt:
            self.is_interrupted = True
            return self.store.put(series, self.now, replace=self.replacing)

    def _ends_early(self, series: Series) -> list[str]:
        """Say that a series ends before what was stored of it."""
        entry = self.entries.get(series.key)
        if entry is None or series.last >= entry.last:
            return []
        kind = series.key.kind
        return [f"its {kind} series ends on {series.last}, what was stored on {entry.last}"]

    def _through(self, item: Item, answer: Answer, kept: list[Merge]) -> date | None:
        """Tell the last day that is stored of an item now."""
        came = [each.last for each in answer.series if each.key == item.key]
        before = self.last_of(item)
        if not any(merge.key == item.key for merge in kept) or not came:
            return before
        return came[0] if before is None or self.replacing else max(came[0], before)
