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
    from datetime import date

    from allocator.market.series import Key, Series, TableKey
    from allocator.market.sources.source import Answer, Item
    from allocator.market.store import Header, Merge
    from allocator.market.store.keeper import Keeper

_SHORT = "nothing of it was stored; try again later, or have it stored all the same with --replace"


@dataclass(slots=True)
class Receiver:
    """
    Puts what sources answer into a store, each series at once.

    Attributes:
        keeper: Puts it there.
        entries: What the store held before.
        is_interrupted: Whether Ctrl-C was pressed while something was kept.
    """

    keeper: Keeper
    entries: Mapping[Key | TableKey, Header]
    is_interrupted: bool = False

    def last_of(self, item: Item) -> date | None:
        """Tell the last day that was stored of an item before."""
        entry = self.entries.get(item.key)
        return entry.last if entry is not None else None

    def keep(self, item: Item, answer: Answer) -> Fetch:
        """Keep every series of an answer, whatever becomes of the others."""
        merges: list[Merge] = []
        problems = list(answer.problems)
        notes = list(answer.notes)
        for series in answer.series:
            try:
                self._check(item, series)
            except MarketDataError as error:
                problems += error.problems
                continue
            notes += self._ends_early(series)
            merge, against = self._put(series)
            merges += [merge] if merge else []
            problems += against
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
        if entry is None or item.is_reading or self.keeper.replacing or series.first <= entry.first:
            return
        message = f"begins on {series.first}, but what is stored begins on {entry.first}"
        raise MarketDataError(Problem(str(series.key), message, _SHORT))

    def _put(self, series: Series) -> tuple[Merge | None, tuple[Problem, ...]]:
        """Store a series; Ctrl-C waits, as what has come must not be lost."""
        try:
            return self.keeper.keep(series)
        except KeyboardInterrupt:
            self.is_interrupted = True
            return self.keeper.keep(series)

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
        outcomes = [merge.outcome for merge in kept if merge.key == item.key]
        before = self.last_of(item)
        if not outcomes or not came:
            return before
        if before is None or Outcome.REPLACED in outcomes:
            return came[0]
        return max(came[0], before)
