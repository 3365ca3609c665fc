"""
One fund's rows: closes, adjusted closes, distributions and splits from the fields of a file.

The field `Close` of Yahoo's `history()` is adjusted and that of its `download()` may be, without
either saying so; where no other field settles it, the numbers are asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.catalogue import calls_on, known_as
from allocator.market.formats.adjusted import is_adjustment, kind_by_numbers
from allocator.market.formats.made import make_series
from allocator.market.formats.naming import ASK, kind_in
from allocator.market.formats.reading import Reading
from allocator.market.series import PRICES, Frequency, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.errors import Problem
    from allocator.market.formats.reading import About
    from allocator.market.series import Days, Series
    from allocator.model.arrays import Array

_SAME = 1e-9
_UNPROVEN = (
    "closes are taken for those as traded, as they are whole cents; adjusted ones rounded to cents "
    "would look the same, and no distribution shows which they are"
)
_SAY_ADJUSTED = "say --kind adjusted if they are adjusted"
_ORDER = "sort the rows by day, oldest first, each day once"
_EITHER = (Kind.CLOSE, Kind.ADJUSTED)


@dataclass(frozen=True, slots=True, eq=False)
class Fund:
    """
    The rows of one fund.

    Attributes:
        about: The file.
        name: Its ticker, as it is keyed.
        days: datetime64[D], shape (n,), in the file's order.
        fields: float64, shape (n,), by name: close, adjusted, price, open, dividend, gain, split,
            calls.
    """

    about: About
    name: str
    days: Days
    fields: Mapping[str, Array]

    def read(self) -> Reading:
        """Make its series."""
        kinds, problems = self._prices()
        series = [
            make_series(self.about, kind, self.name, self.days, self.fields[field])
            for field, kind in kinds.items()
        ]
        series += [self._distributions(), self._splits(), self._calls()]
        return Reading(tuple(each for each in series if each), problems=problems)

    def _prices(self) -> tuple[dict[str, Kind], tuple[Problem, ...]]:
        """Tell which fields are prices, and of what kind."""
        known = known_as(self.name)
        field = "close" if "close" in self.fields else "price"
        if known is not None and known.kind in PRICES and field in self.fields:
            return {field: known.kind}, ()
        if "adjusted" in self.fields and "close" in self.fields:
            return self._adjusted_beside_close()
        if "adjusted" in self.fields:
            return {"adjusted": Kind.ADJUSTED}, ()
        if "price" in self.fields and "close" in self.fields:
            return self._two_prices()
        return self._one_price(field) if field in self.fields else ({}, ())

    def _two_prices(self) -> tuple[dict[str, Kind], tuple[Problem, ...]]:
        """Find out what a field `Price` beside a `Close` is."""
        price, close = self.fields["price"], self.fields["close"]
        both = np.isfinite(price) & np.isfinite(close)
        if is_adjustment(price[both], close[both]):
            return {"close": Kind.CLOSE, "price": Kind.ADJUSTED}, ()
        if np.allclose(price[both], close[both], rtol=_SAME, atol=0):
            return self._one_price("close")
        message = f"{self.name}: Price is neither Close nor Close adjusted for distributions"
        remedy = "name the columns Close and Adj Close, or remove one"
        return {}, (self.about.error(message, remedy),)

    def _one_price(self, field: str) -> tuple[dict[str, Kind], tuple[Problem, ...]]:
        """Tell what the only price is: as the user says, else the numbers, else the file's name."""
        found, named = self._kind_by_numbers(field), kind_in(self.about.stem)
        if asked := self.about.kind:
            doubt = found is not None and asked in _EITHER and found is not asked
            message = f"{self.name}: read as {asked}, as asked, though its numbers look {found}"
            return {field: asked}, (self.about.warning(message),) if doubt else ()
        if found is not None and named not in (None, found):
            message = (
                f"{self.name}: its numbers look {found}, and the name of the file says {named}"
            )
            return {}, (self.about.error(message, ASK),)
        kind = found or named
        if kind is None:
            return {}, (self._undecided(field),)
        is_proven = named is not None or kind is Kind.ADJUSTED or self._paid().any()
        return {field: kind}, () if is_proven else (self.about.warning(_UNPROVEN, _SAY_ADJUSTED),)

    def _undecided(self, field: str) -> Problem:
        """Ask what prices are; first for an order of days in which their numbers may tell."""
        days = self.days[np.isfinite(self.fields[field])]
        wrong = np.flatnonzero(days[1:] <= days[:-1])
        if not len(wrong):
            message = f"{self.name}: its numbers do not tell whether they are adjusted"
            return self.about.error(message, ASK)
        before, day = days[wrong[0]], days[wrong[0] + 1]
        how = "twice" if day == before else f"after {before}"
        message = f"{self.name}: {day} comes {how}, so that its numbers do not tell what they are"
        return self.about.error(message, _ORDER)

    def _kind_by_numbers(self, field: str) -> Kind | None:
        """Ask the numbers of a field, if they are in the order of days."""
        values = self.fields[field]
        there = np.isfinite(values)
        days = self.days[there]
        if not np.all(days[1:] > days[:-1]):
            return None
        opens = self.fields.get("open", values)
        return kind_by_numbers(days, values[there], opens[there], self._paid()[there])

    def _adjusted_beside_close(self) -> tuple[dict[str, Kind], tuple[Problem, ...]]:
        """Take both, unless the one that should be adjusted is not."""
        both = {"close": Kind.CLOSE, "adjusted": Kind.ADJUSTED}
        if not np.array_equal(self.fields["close"], self.fields["adjusted"], equal_nan=True):
            return both, ()
        paid = int((self._paid() > 0).sum())
        if not paid:
            message = f"{self.name}: Adj Close is Close on every day, right if nothing was paid"
            return both, (self.about.warning(message),)
        message = (
            f"{self.name}: Adj Close is Close on every day, though {paid} distributions were paid; "
            "it is not read"
        )
        remedy = "fetch adjusted closes again"
        return {"close": Kind.CLOSE}, (self.about.error(message, remedy),)

    def _distributions(self) -> Series | None:
        """Make the series of what was paid."""
        paid = self._paid()
        paid = np.where(paid == 0, np.nan, paid)
        name, days = self.name, self.days
        return make_series(self.about, Kind.DISTRIBUTION, name, days, paid, Frequency.EVENTS)

    def _splits(self) -> Series | None:
        """Make the series of splits; both 0 and 1 say that there was none."""
        if "split" not in self.fields:
            return None
        split = self.fields["split"]
        split = np.where(np.isin(split, (0, 1)), np.nan, split)
        name, days = self.name, self.days
        return make_series(self.about, Kind.SPLIT, name, days, split, Frequency.EVENTS)

    def _calls(self) -> Series | None:
        """Make the series of the volume of calls on it."""
        if "calls" not in self.fields:
            return None
        name = calls_on(self.name)
        return make_series(self.about, Kind.VOLUME, name, self.days, self.fields["calls"])

    def _paid(self) -> Array:
        """Add up what was paid a share on each day, dollars."""
        parts = [self.fields[name] for name in ("dividend", "gain") if name in self.fields]
        return np.nansum(parts, axis=0) if parts else np.zeros(len(self.days))
