"""Which series belong together: by name, and by what the facts say of funds and indexes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.quality.tracking import Race
from allocator.market.series import PRICES, Frequency, Kind
from allocator.model.assets import AssetClass

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from allocator.market.facts import Facts, FundFact, IndexFact
    from allocator.market.series import Series

_MARKETS = ("S&P 500", "Russell 3000", "Russell 1000", "CRSP US Total Market")
"""Indexes any of which stands for the stock market where months and days are put in step."""
_STOCK_RETURNS = "Mkt-RF"
"""French's return of all American stocks, less that of bills."""
_TOTAL = (Kind.TOTAL_RETURN, Kind.ADJUSTED)
"""What has dividends in it."""


@dataclass(frozen=True, slots=True, eq=False)
class Kin:
    """
    Series and how they are related.

    Attributes:
        series: Each in order, with each day once, none empty.
        facts: What indexes and funds are.
        classes: What is known to be of which asset class, by name.
        named: Daily series and events, by name.
    """

    series: tuple[Series, ...]
    facts: Facts
    classes: Mapping[str, AssetClass]
    named: Mapping[str, tuple[Series, ...]]

    @classmethod
    def of(cls, series: tuple[Series, ...], facts: Facts) -> Kin:
        """Look up what belongs together."""
        classes = {_STOCK_RETURNS: AssetClass.EQUITY}
        for index in facts.indexes:
            funds = (fund.symbol for fund in facts.funds if fund.index == index.name)
            names = (*index.series, *_levels(index), *funds)
            classes |= dict.fromkeys(names, index.asset_class)
        named: dict[str, tuple[Series, ...]] = {}
        for each in series:
            if each.frequency is not Frequency.MONTHLY:
                named[each.key.name] = (*named.get(each.key.name, ()), each)
        return cls(series, facts, classes, named)

    def partner(self, series: Series, *kinds: Kind) -> Series | None:
        """Find another kind of the same name: of the same source if there, else the longest."""
        return self._best(series.key.name, series.key.source, *kinds)

    def same(self) -> Iterator[tuple[Series, Series]]:
        """Pair series that should say the same; a monthly one comes before a daily one."""
        groups: dict[tuple[Kind, str], list[Series]] = {}
        for each in self.series:
            meaning = (each.key.kind, self._index_of_price(each) or each.key.name)
            groups.setdefault(meaning, []).append(each)
        for group in groups.values():
            for one, other in combinations(group, 2):
                swap = other.frequency is Frequency.MONTHLY and one.frequency is Frequency.DAILY
                yield (other, one) if swap else (one, other)

    def peers(self, series: Series) -> tuple[Series, ...]:
        """List daily prices and stock returns of other names to which the same may happen."""
        own = self.classes.get(series.key.name)
        return tuple(
            each
            for name, group in self.named.items()
            if name != series.key.name and (own is None or self.classes.get(name) is own)
            for each in group
            if each.key.kind in PRICES or name == _STOCK_RETURNS
        )

    def races(self) -> Iterator[Race]:
        """Set each fund against every other series that stands for its index."""
        for fund, series in self._funds():
            for name in self._index(fund.index):
                other = self._best(name, series.key.source, *_TOTAL)
                if other is not None and name != fund.symbol:
                    yield Race(series, other, _fee(fund) - self._fee_of(name))

    def twins(self) -> Iterator[Race]:
        """Set each fund against the fund on its index with which it shares the longest time."""
        for fund, series in self._funds():
            rivals = [
                Race(series, other, _fee(fund) - _fee(rival))
                for rival in self.facts.funds
                if rival.index == fund.index
                and rival.symbol != fund.symbol
                and _is_plain(rival)
                and (other := self._best(rival.symbol, series.key.source, Kind.ADJUSTED))
            ]
            if rivals:
                yield max(rivals, key=lambda race: _time_shared(series, race.other))

    def levels(self) -> Iterator[tuple[Series, Series | None, Series | None]]:
        """Set each daily level without dividends beside the close and adjusted price of a fund."""
        for each in self.series:
            index = self._index_of_price(each)
            if index is not None and each.frequency is Frequency.DAILY:
                yield (
                    each,
                    self._fund_on(index, each, Kind.CLOSE),
                    self._fund_on(index, each, Kind.ADJUSTED),
                )

    def tables(self) -> Iterator[dict[str, Series]]:
        """Gather the monthly valuations of each source, by name."""
        found: dict[str, dict[str, Series]] = {}
        for each in self.series:
            if each.key.kind is Kind.VALUATION and each.frequency is Frequency.MONTHLY:
                found.setdefault(each.key.source, {})[each.key.name] = each
        yield from found.values()

    def market_for(self, series: Series) -> Series | None:
        """Find the daily price of the stock market that shares the longest time with a series."""
        names = dict.fromkeys(name for index in _MARKETS for name in self._index(index))
        markets = [
            each for name in names for each in self.named.get(name, ()) if each.key.kind in PRICES
        ]
        return max(markets, key=lambda each: _time_shared(series, each), default=None)

    def daily_of(self, series: Series) -> Series | None:
        """Find the daily price of the same, or of the stock market if it may be one of stocks."""
        own = self._best(series.key.name, series.key.source, series.key.kind)
        if own is not None:
            return own
        return self.market_for(series) if self.may_be_stocks(series) else None

    def may_be_stocks(self, series: Series) -> bool:
        """Tell whether nothing says that a series is of something else."""
        return self.classes.get(series.key.name) in {AssetClass.EQUITY, None}

    def succeeded(self, series: Series) -> bool:
        """Tell whether another series carries on where this one ends, by the facts."""
        chains = [chain for index in self.facts.indexes for chain in (index.series, _levels(index))]
        followers = [
            each
            for chain in chains
            if series.key.name in chain
            for name in chain[chain.index(series.key.name) + 1 :]
            for each in self.named.get(name, ())
        ]
        return any(each.days[-1] > series.days[-1] for each in followers)

    def _best(self, name: str, source: str, *kinds: Kind) -> Series | None:
        """Find the daily series, or the events, of a name: of one source if there, else longest."""
        named = [each for each in self.named.get(name, ()) if each.key.kind in kinds]
        return max(named, key=lambda each: (each.key.source == source, len(each)), default=None)

    def _fund_on(self, index: str, beside: Series, kind: Kind) -> Series | None:
        """Find the price of the unleveraged fund on an index that shares the longest time."""
        prices = [
            each
            for fund in self.facts.funds
            if fund.index == index and _is_plain(fund)
            for each in self.named.get(fund.symbol, ())
            if each.key.kind is kind and each.frequency is Frequency.DAILY
        ]
        return max(prices, key=lambda each: _time_shared(beside, each), default=None)

    def _funds(self) -> Iterator[tuple[FundFact, Series]]:
        """List the unleveraged funds that have a daily adjusted price."""
        for fund in filter(_is_plain, self.facts.funds):
            for each in self.named.get(fund.symbol, ()):
                if each.key.kind is Kind.ADJUSTED:
                    yield fund, each

    def _index(self, name: str) -> tuple[str, ...]:
        """List the names of the series that stand for an index."""
        found = [fact for fact in self.facts.indexes if fact.name == name]
        return tuple(each for fact in found for each in (*_levels(fact), *fact.series))

    def _index_of_price(self, series: Series) -> str | None:
        """Find the index whose level without dividends a series is."""
        if series.key.kind is not Kind.PRICE_INDEX:
            return None
        found = (fact.name for fact in self.facts.indexes if series.key.name in _levels(fact))
        return next(found, None)

    def _fee_of(self, name: str) -> float:
        """Find the fee that a fund charges; an index charges none."""
        return next((_fee(fund) for fund in self.facts.funds if fund.symbol == name), 0.0)


def _levels(index: IndexFact) -> tuple[str, ...]:
    """List the levels of an index without dividends, in the order in which they carry on."""
    return (*index.price_series_before, *index.price_series)


def _is_plain(fund: FundFact) -> bool:
    """Tell whether a fund should return what its index does."""
    return fund.multiple == 1 and not fund.par


def _fee(fund: FundFact) -> float:
    """Take the earliest fee that is known: it was in force for most of the time looked at."""
    return fund.fees[0].ratio


def _time_shared(one: Series, other: Series) -> int:
    """Count the days from the later beginning to the earlier end."""
    shared = min(one.days[-1], other.days[-1]) - max(one.days[0], other.days[0])
    return int(shared.astype(np.int64))
