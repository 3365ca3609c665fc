"""
Yahoo: prices of funds and indexes as traded, adjusted closes, what was paid, splits, fund P/E.

Every history is asked for whole: Yahoo adjusts the past whenever a fund pays, so that a newer piece
never fits an older one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.catalogue import known_as, plain_name
from allocator.market.series import Frequency, Key, Kind, Series
from allocator.market.sessions import today_in_new_york
from allocator.market.sources.retry import Patience, persistently
from allocator.market.sources.source import Answer, Item
from allocator.market.sources.yahoo_errors import PLACE
from allocator.market.sources.yahoo_prices import read_prices
from allocator.model.assets import AssetClass

if TYPE_CHECKING:
    from datetime import datetime

    from allocator.market.facts import Facts, FundFact
    from allocator.market.sources.yahoo_client import YahooClient

INDEXES = ("^GSPC", "^RUT", "^SP500TR")
"""Indexes that Yahoo has: S&P 500 since 1927, Russell 2000 since 1987, S&P 500 total return."""
_QUOTE = "https://query2.finance.yahoo.com/v10/finance/quoteSummary/{symbol}"
_RATIO = " P/E"


@dataclass(frozen=True, slots=True)
class Yahoo:
    """
    Yahoo as a source.

    Attributes:
        facts: The funds; those with a market price are asked for.
        client: Asks yfinance.
        patience: How often.
    """

    facts: Facts
    client: YahooClient
    patience: Patience = field(default_factory=Patience)

    @property
    def name(self) -> str:
        """Name it."""
        return PLACE

    def items(self) -> tuple[Item, ...]:
        """List funds, then indexes, then ratios, which are the least needed."""
        funds = [fund for fund in self.facts.funds if not fund.par]
        prices = [_item(fund.symbol, Kind.CLOSE) for fund in funds]
        levels = [_item(symbol, _level(symbol)) for symbol in INDEXES]
        ratios = [
            _item(f"{fund.symbol}{_RATIO}", Kind.VALUATION)
            for fund in funds
            if self._has_earnings(fund)
        ]
        return (*prices, *levels, *ratios)

    def fetch(self, item: Item, now: datetime) -> Answer:
        """
        Ask for the history of a ticker, or for the ratio of a fund.

        Raises:
            SourceError: If it did not come.
        """
        if item.is_reading:
            return self._ratio(item, now)
        return persistently(
            self.patience, lambda: read_prices(item, self.client.history(item.name), now)
        )

    def _ratio(self, item: Item, now: datetime) -> Answer:
        """Ask for a price-earnings ratio, dated by the day of asking; there may be none."""
        symbol = item.name.removesuffix(_RATIO)
        ratio = persistently(self.patience, lambda: self.client.trailing_pe(symbol))
        if ratio is None:
            return Answer(())
        days = np.array([today_in_new_york(now)], dtype="datetime64[D]")
        origin = f"{_QUOTE.format(symbol=symbol)} (trailing P/E)"
        series = Series(item.key, Frequency.EVENTS, days, np.array([ratio]), days, origin)
        return Answer((series,))

    def _has_earnings(self, fund: FundFact) -> bool:
        """Tell whether a fund holds shares, and no more of them than it has money."""
        classes = {index.name: index.asset_class for index in self.facts.indexes}
        return classes[fund.index] is AssetClass.EQUITY and fund.multiple == 1 and fund.buyable


def _item(name: str, kind: Kind) -> Item:
    """Put an item together."""
    key = Key(kind, plain_name(name), PLACE)
    return Item(PLACE, name, key, is_reading=kind is Kind.VALUATION)


def _level(symbol: str) -> Kind:
    """Tell what an index is, by its name."""
    known = known_as(plain_name(symbol))
    return known.kind if known is not None else Kind.PRICE_INDEX
