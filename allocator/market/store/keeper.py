"""Putting one thing after the other into a store, as long as it can be written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.errors import MarketDataError, Problem
from allocator.market.series import Series
from allocator.market.store.merge import Outcome
from allocator.market.store.sound import check_series, check_table

if TYPE_CHECKING:
    from datetime import datetime

    from allocator.market.series import Table
    from allocator.market.store.merge import Merge
    from allocator.market.store.store import Store

_GIVEN_UP_AFTER = 2


@dataclass(slots=True)
class Keeper:
    """
    Puts series and tables into a store, and says what became of each.

    Attributes:
        store: The store.
        now: When they were fetched or imported; with a time zone.
        replacing: Whether they take the place of what they contradict.
        refused: How often in a row the store could not be written.
    """

    store: Store
    now: datetime
    replacing: bool
    refused: int = 0

    @property
    def is_out_of_order(self) -> bool:
        """Tell whether the store cannot be written, as two tries in a row have shown."""
        return self.refused >= _GIVEN_UP_AFTER

    def keep(self, item: Series | Table) -> tuple[Merge | None, tuple[Problem, ...]]:
        """
        Store something, unless the store is out of order.

        Returns:
            What became of it, None if it was not offered to the store or could not be written;
            and what speaks against it.
        """
        try:
            check_series(item) if isinstance(item, Series) else check_table(item)
        except MarketDataError as error:
            return None, error.problems
        if self.is_out_of_order:
            return None, ()
        try:
            merge = self._put(item)
        except MarketDataError as error:
            self.refused += 1
            return None, error.problems
        self.refused = 0
        is_refused = merge.outcome is Outcome.CONTRADICTED
        return merge, (Problem(str(merge.key), merge.message),) if is_refused else ()

    def _put(self, item: Series | Table) -> Merge:
        """Offer something to the store."""
        if isinstance(item, Series):
            return self.store.put(item, self.now, replace=self.replacing)
        return self.store.put_table(item, self.now, replace=self.replacing)
