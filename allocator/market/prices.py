"""
The price of each fund on the day of a snapshot, and what kind of price it is.

Best is the close as traded. Where that series ends early it is carried on by total returns less
distributions; where there is none the adjusted close stands in, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from allocator.market.later_split import ex_dates, later_split
from allocator.market.quality.pairs import NEAR_SPLIT
from allocator.model.assets import PriceBasis

if TYPE_CHECKING:
    from datetime import date

    from allocator.market.history import History
    from allocator.market.later_split import Scale

_RECENT = 5
_OVERDUE = 1.25


@dataclass(frozen=True, slots=True)
class Price:
    """
    A price in dollars a share, its day and kind; `note` says what a user should know of it.

    `split` is how many of the shares that the series of closes is in make one that is priced.
    """

    amount: Decimal
    basis: PriceBasis
    day: date
    note: str = ""
    split: int = 1


@dataclass(frozen=True, slots=True)
class Unpriced:
    """Why a fund has no price."""

    reason: str


_NONE_FRESH = Unpriced("none within a week")
_IN_DOUBT = Unpriced("closes, their cents and distributions do not tell in which shares it is")


def price_of(history: History, symbol: str) -> Price | Unpriced:
    """
    Price one fund on the last day it has, if that is fresh.

    The newest price wins; of two on the same day the close as traded, then the rebuilt one.

    Args:
        history: The series.
        symbol: The fund.

    Returns:
        The price, or why there is none.
    """
    scale = later_split(history, symbol)
    if scale is None:
        return _IN_DOUBT
    rebuilt = _rebuilt(history, symbol) if scale.split == 1 else None
    candidates = (_traded(history, symbol), rebuilt, _adjusted(history, symbol))
    fresh = [price for price in candidates if price and history.is_fresh(price.day)]
    if not fresh:
        return _NONE_FRESH
    return _in_shares_of_the_day(max(fresh, key=lambda price: price.day), symbol, scale)


def carried_on(close: float, total: pd.Series[float], paid: pd.Series[float]) -> float:
    """
    Carry a close on: each day P_t = (P_(t-1) - D_t) A_t / A_(t-1).

    This undoes the adjustment of Yahoo, after CRSP: on an ex-date every earlier close is multiplied
    by 1 - D_t / P_(t-1), as if what was paid bought shares at P_(t-1) - D_t.

    Args:
        close: The close on the first day of `total`, in dollars.
        total: Adjusted closes A, of which only the changes matter.
        paid: Distributions D in dollars a share, by ex-date.

    Returns:
        The close on the last day of `total`, in dollars.

    Example:
        Up five per cent on a day that pays two dollars: 98 times 1.05.

        >>> days = pd.to_datetime(["2025-01-02", "2025-01-03"])
        >>> carried_on(100.0, pd.Series([20.0, 21.0], days), pd.Series([2.0], days[1:]))
        102.9
    """
    growth = (total / total.shift()).iloc[1:]
    price = close
    for day, factor in growth.items():
        price = (price - float(paid.get(day, 0.0))) * float(factor)
    return price


def as_price(amount: float) -> Decimal:
    """Write dollars with four decimals at most and two at least."""
    text = f"{amount:.4f}"
    return Decimal(text[:-2] + text[-2:].rstrip("0"))


def _in_shares_of_the_day(price: Price, symbol: str, scale: Scale) -> Price:
    """Undo the scaling for a later split, and say so; say so too if nobody can tell."""
    if not scale.is_proven and price.basis is PriceBasis.CLOSE:
        return replace(price, basis=PriceBasis.UNPROVEN)
    if scale.split == 1:
        return price
    note = (
        f"{symbol}: the series of its closes is scaled for a split of {scale.split} for 1 after "
        f"{price.day}, as only {scale.split} times its closes are whole cents; the price is "
        f"{scale.split} times the close in the data"
    )
    basis = PriceBasis.REBUILT if price.basis is PriceBasis.CLOSE else price.basis
    amount = as_price(round(float(price.amount) * scale.split, 2))
    return Price(amount, basis, price.day, note, scale.split)


def _traded(history: History, symbol: str) -> Price | None:
    """Take the last close as traded."""
    last = _last(history.close, symbol)
    return Price(as_price(last[1]), PriceBasis.CLOSE, last[0]) if last else None


def _rebuilt(history: History, symbol: str) -> Price | None:
    """
    Carry the close on to the last total return, unless a split or a payment is in doubt.

    A close that is a whole multiple of the adjusted one may be from before a split that the latter
    is scaled for.
    """
    close, total = _last(history.close, symbol), _last(history.adjusted, symbol)
    if close is None or total is None or symbol not in history.distributions:
        return None
    start, end = close[0], total[0]
    since = pd.Timestamp(start)
    series = history.adjusted[symbol].dropna()[since:]
    splits = history.splits[history.splits["Ticker"] == symbol]["Date"]
    if start >= end or series.index[0] != since or (splits > since).any():
        return None
    if not _is_current(ex_dates(history, symbol), pd.Timestamp(end)):
        return None
    times = close[1] / float(series.iloc[0])
    if round(times) > 1 and abs(times / round(times) - 1) <= NEAR_SPLIT:
        return None
    amount = carried_on(close[1], series, history.distributions[symbol])
    return Price(as_price(round(amount, 2)), PriceBasis.REBUILT, end)


def _is_current(ex_dates: pd.DatetimeIndex, day: pd.Timestamp) -> bool:
    """Tell whether no distribution seems to be missing: the next one is not overdue on `day`."""
    recent = ex_dates[-_RECENT:]
    if len(recent) < _RECENT:
        return False
    longest = max(later - earlier for earlier, later in pairwise(recent))
    return bool(day - recent[-1] <= _OVERDUE * longest)


def _adjusted(history: History, symbol: str) -> Price | None:
    """Take the last adjusted close."""
    last = _last(history.adjusted, symbol)
    return Price(as_price(last[1]), PriceBasis.ADJUSTED, last[0]) if last else None


def _last(frame: pd.DataFrame, symbol: str) -> tuple[date, float] | None:
    """Find the last day and price of a series."""
    series = frame[symbol].dropna() if symbol in frame else pd.Series(dtype="float64")
    if series.empty:
        return None
    day: pd.Timestamp = series.index[-1]
    return day.date(), float(series.iloc[-1])
