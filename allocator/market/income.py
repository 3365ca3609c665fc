"""
What a fund paid out over a year, as a fraction of its price, and how that is taxed.

A year is counted in whole payments, so that an ex-date that moves by some days does not put five
quarters into one: it ends with the last payment, and begins after the one nearest to a year before
that. Vendors scale distributions for later splits, or do not; where there are closes, what adjusted
closes imply was paid tells in which shares they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from allocator.market.later_split import ex_dates
from allocator.model.assets import Income, PriceBasis

if TYPE_CHECKING:
    from datetime import date

    from allocator.market.history import History
    from allocator.market.payouts import Payout
    from allocator.market.prices import Price

_YEAR = pd.DateOffset(years=1)
_ANNIVERSARY = pd.Timedelta(days=31)
"""How far from a year before the last payment another may be and still count as that year's."""
_OVERDUE = 1.25
"""Of the longest wait between two payments of the year; after that one seems to be missing."""
_AGREES = 0.05
"""
What is recorded and what adjusted closes imply agree within this part of it.

Rounding of the files leaves 4e-6 of the close in doubt (`later_split.TOLERANCE`), at most half a
per cent of a monthly payment of a tenth of a per cent. The smallest split, 3 for 2, is far off.
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """What was paid over a year: a fraction of the price, the day of that, and from what."""

    value: float
    on: date
    source: str

    def after_fees(self, symbol: str, more: float) -> Rate:
        """Let the rate of the fund `symbol` stand for one that charges so much more a year."""
        source = f"that of {symbol} ({self.source}) with the difference of their fees"
        return Rate(max(self.value - more, 0.0), self.on, source)


def rate_of(history: History, symbol: str, price: Price) -> Rate | None:
    """
    Measure what a fund paid over the year up to its last payment, over its price.

    Capital gains count where the data record them as distributions, as nothing tells them apart.

    Args:
        history: Closes, adjusted closes, distributions and splits.
        symbol: The fund.
        price: Its price, in shares of the day of `history`.

    Returns:
        The rate, or None if no whole year is recorded, the next payment is overdue, or nothing
        tells in which shares they are.
    """
    year = _year_of(history, symbol, price.day)
    shares = _shares_of_the_price(history, symbol, year, price.split) if len(year) else None
    if shares is None:
        return None
    paid = float(history.distributions[symbol][year].sum())
    basis = "adjusted close" if price.basis is PriceBasis.ADJUSTED else "price"
    payments = "1 distribution" if len(year) == 1 else f"{len(year)} distributions"
    days = " to ".join(dict.fromkeys(str(day.date()) for day in (year[0], year[-1])))
    source = f"{payments} of {days} over the {basis} of {price.day}"
    return Rate(paid * shares / float(price.amount), price.day, source)


def income_of(measured: Rate | None, payout: Payout | None, day: date) -> Income | None:
    """
    Put together what was paid and how it is taxed; a rate that is a fact stands where none is seen.

    Args:
        measured: What was measured, if anything was.
        payout: How it is taxed, if that is known.
        day: The day of the price, for a rate that is a fact.

    Returns:
        The income, or None where its rate or its taxation is not known.
    """
    if payout is None:
        return None
    rate = measured
    if rate is None and payout.rate is not None:
        rate = Rate(payout.rate, day, "a fact, not measured")
    if rate is None:
        return None
    source = f"{rate.source}; taxed as known on {payout.on}: {payout.source}"
    return Income(round(rate.value, 8), payout.qualified, payout.exempt, rate.on, source)


def _year_of(history: History, symbol: str, until: date) -> pd.DatetimeIndex:
    """List the ex-dates of the year up to the last one; none if there is no such year."""
    none = pd.DatetimeIndex([])
    if symbol not in history.distributions:
        return none
    days = ex_dates(history, symbol)
    days = days[days <= pd.Timestamp(until)]
    if len(days) < 2:
        return none
    before = days[-1] - _YEAR
    first = min(days[:-1], key=lambda day: abs(day - before))
    if abs(first - before) > _ANNIVERSARY:
        return none
    longest = max(later - earlier for earlier, later in pairwise(days[days >= first]))
    is_overdue = pd.Timestamp(until) - days[-1] > _OVERDUE * longest
    return none if is_overdue else days[days > first]


def _shares_of_the_price(
    history: History, symbol: str, year: pd.DatetimeIndex, split: int
) -> int | None:
    """
    Tell how many of the shares that distributions are recorded for make one that is priced.

    The price is in shares of the day; distributions are too, or are scaled as the closes are, of
    which `split` make one share of the day.
    """
    implied = _implied(history, symbol, year)
    if implied is None:
        splits = history.splits[history.splits["Ticker"] == symbol]["Date"]
        return None if split > 1 or (splits > year[0]).any() else 1
    times = float(history.distributions[symbol][year].sum()) / implied
    if abs(times - 1) <= _AGREES:
        return split
    return 1 if abs(times / split - 1) <= _AGREES else None


def _implied(history: History, symbol: str, year: pd.DatetimeIndex) -> float | None:
    """Add up what closes and adjusted closes imply was paid, dollars a share, if they cover it."""
    if symbol not in history.close or symbol not in history.adjusted:
        return None
    both = pd.DataFrame({"close": history.close[symbol], "total": history.adjusted[symbol]})
    both = both.dropna()
    if not year.isin(both.index[1:]).all():
        return None
    before = both.shift()
    due = before["close"] - both["close"] * before["total"] / both["total"]
    implied = float(due[year].sum())
    return implied if implied > 0 else None
