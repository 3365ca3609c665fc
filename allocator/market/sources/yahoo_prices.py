"""
Yahoo's table of one ticker as series: closes, adjusted closes, distributions, splits.

Nothing is mended. A row that is no close yet is left out and said; a column that is not what it
claims to be is refused, and what else came is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.errors import Problem
from allocator.market.series import Frequency, Key, Kind, Series
from allocator.market.sessions import unfinished
from allocator.market.sources.source import Answer, Cause, SourceError, check_beginning
from allocator.market.sources.yahoo_client import EXCHANGE_ZONE
from allocator.market.sources.yahoo_errors import PLACE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from typing import Any

    from allocator.market.sources.source import Item
    from allocator.market.sources.yahoo_client import History

CHART = "https://query2.finance.yahoo.com/v8/finance/chart/{symbol}"
_CURRENCY = "USD"


def read_prices(item: Item, history: History, now: datetime) -> Answer:
    """
    Turn what yfinance gave into series.

    Args:
        item: What was asked for; its key says whether it is a fund or an index.
        history: The table, and what Yahoo says of the ticker.
        now: The moment of asking: the session of that day may not be over.

    Returns:
        For an index its level; for a fund closes, adjusted closes, distributions and splits, as
        far as there are any.

    Raises:
        SourceError: If there are no closes, or they are not what was asked for.
    """
    _check_listing(item, history.about)
    if history.prices.empty or "Close" not in history.prices:
        raise _refused(f"gave no prices of {item.name}")
    prices = _by_day(history.prices)
    closes, notes = _finished(prices, now)
    if closes["Close"].isna().all():
        raise _refused(f"gave prices of {item.name} without a number in them")
    level = _daily(item, item.key.kind, closes["Close"])
    first_trade = history.about.get("firstTradeDate")
    if isinstance(first_trade, pd.Timestamp):
        check_beginning(level, first_trade.date())
    notes += _gaps(closes["Close"])
    if item.key.kind is not Kind.CLOSE:
        return Answer((level,), tuple(notes))
    paid, remarks = _distributions(item, prices)
    events = [paid, _splits(item, prices)]
    paid_since = paid.days[paid.days > level.days[0]]
    adjusted, problems = _adjusted(item, closes, has_paid=len(paid_since) > 0)
    series = [level, *adjusted, *(each for each in events if len(each))]
    return Answer(tuple(series), tuple(notes + remarks), problems)


def _check_listing(item: Item, about: Mapping[str, Any]) -> None:
    """Refuse a ticker of another market: its prices are in other money, its days are others."""
    currency, zone = about.get("currency"), about.get("exchangeTimezoneName")
    if currency != _CURRENCY:
        raise _refused(f"quotes {item.name} in {currency or 'no currency'}, not in dollars")
    if zone != EXCHANGE_ZONE:
        raise _refused(f"has {item.name} on an exchange of {zone}, not of New York")


def _by_day(prices: pd.DataFrame) -> pd.DataFrame:
    """Put days of New York in place of moments."""
    local = pd.DatetimeIndex(prices.index).tz_convert(EXCHANGE_ZONE)
    return prices.set_axis(local.tz_localize(None).normalize(), axis=0)


def _finished(prices: pd.DataFrame, now: datetime) -> tuple[pd.DataFrame, list[str]]:
    """Leave out the rows of sessions that are not over."""
    late = unfinished(pd.DatetimeIndex(prices.index), now)
    notes = [
        f"the price of {day.date()} is left out, as that session is not over"
        for day in prices.index[late]
    ]
    return prices[~late], notes


def _gaps(closes: pd.Series[float]) -> list[str]:
    """Say which days came without a close."""
    empty = closes.index[closes.isna()]
    if empty.empty:
        return []
    days = f"{empty[0].date()}" if len(empty) == 1 else f"{empty[0].date()} to {empty[-1].date()}"
    return [f"{len(empty)} of its days came without a price, {days}"]


def _adjusted(
    item: Item, closes: pd.DataFrame, *, has_paid: bool
) -> tuple[list[Series], tuple[Problem, ...]]:
    """Take the adjusted closes; where there are none, yfinance puts closes in their place."""
    adjusted = closes["Adj Close"] if "Adj Close" in closes else closes["Close"] * np.nan
    series = _daily(item, Kind.ADJUSTED, adjusted)
    place = f"{PLACE}: {item.name}"
    if not len(series):
        return [], (Problem(place, "came without adjusted closes", "try again later"),)
    if has_paid and bool((adjusted.dropna() == closes["Close"][adjusted.notna()]).all()):
        message = "the adjusted closes are the closes, though distributions were paid"
        return [], (Problem(place, message, "try again later"),)
    return [series], ()


def _distributions(item: Item, prices: pd.DataFrame) -> tuple[Series, list[str]]:
    """
    Add up what was paid on each day, dividends and capital gains.

    Yahoo has put gains into the dividend of the same day as well (yfinance issue 2666, 2026), so
    where a dividend is at least as large as the gain, it is taken to hold it.
    """
    dividends = _column(prices, "Dividends")
    gains = _column(prices, "Capital Gains")
    doubled = (gains > 0) & (dividends >= gains)
    paid = (dividends + gains).where(~doubled, dividends)
    notes = [
        f"the dividend of {day.date()}, {dividends[day]:g}, is taken to hold the capital gain of "
        f"{gains[day]:g} given beside it"
        for day in prices.index[doubled]
    ]
    return _events(item, Kind.DISTRIBUTION, paid), notes


def _splits(item: Item, prices: pd.DataFrame) -> Series:
    """Take the splits."""
    return _events(item, Kind.SPLIT, _column(prices, "Stock Splits"))


def _column(prices: pd.DataFrame, name: str) -> pd.Series[float]:
    """Take a column of events; zero where there was none."""
    if name not in prices:
        return pd.Series(0.0, prices.index)
    return prices[name].fillna(0.0).astype("float64")


def _daily(item: Item, kind: Kind, values: pd.Series[float]) -> Series:
    """Make a series of every day that has a number."""
    return Series.of(_key(item, kind), Frequency.DAILY, values, _origin(item))


def _events(item: Item, kind: Kind, values: pd.Series[float]) -> Series:
    """Make a series of the days on which something happened."""
    return Series.of(_key(item, kind), Frequency.EVENTS, values[values != 0], _origin(item))


def _key(item: Item, kind: Kind) -> Key:
    """Name a series of the item."""
    return Key(kind, item.key.name, PLACE)


def _origin(item: Item) -> str:
    """Say where it was read."""
    return CHART.format(symbol=item.name)


def _refused(message: str) -> SourceError:
    """Make the error for an answer that cannot be used."""
    return SourceError(PLACE, message, Cause.UNUSABLE)
