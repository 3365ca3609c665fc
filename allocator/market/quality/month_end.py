"""Periods that are what they say: months at their ends, each in its place, percent as percent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.quality.monthly import at_month_ends, month_averages
from allocator.market.quality.pairs import change
from allocator.market.quality.wording import error, warning
from allocator.market.series import PRICES, Frequency, Kind
from allocator.model.quality import Check

if TYPE_CHECKING:
    from allocator.market.series import Series
    from allocator.model.arrays import Array
    from allocator.model.quality import Finding

_LEAST = 36
"""
Periods from which a correlation is worth having.

Three years of months: of series that have nothing to do with each other 1 in 1,000 passes 0.5.
"""
_CLOSE, _BETTER = 0.5, 0.2
"""
Correlation from which another reading is believed, and by how much it must beat the one at hand.

French's market has 0.99 with the S&P 500 in step and 0.09 at most one month apart, the smallest
tenth of companies 0.73 and 0.22. Shiller's prices have 1.00 with averages of the days of each month
and 0.67 with its ends; month-ends of 34 funds and indexes of stocks have at most 0.70 with averages
and 0.81 or more with ends, and those of bonds less than 0.40 with either.
"""
_UNIT = 0.05
"""Returns in fractions move a hundredth as much as returns in percent, which no asset does."""
_AVERAGED = (0.1, 0.4)
"""
Autocorrelation of monthly changes between which averages are suspected, widened by two errors.

Averages of a random walk have 0.25 (Working 1960, "Note on the Correlation of First Differences of
Averages in a Random Chain", Econometrica 28). Shiller's have 0.28; 33 month-end series of stocks
and bonds from 1979 to 2026 have at most 0.17.
"""


def out_of_step(series: Series, market: Series) -> tuple[Finding, ...]:
    """
    Find a series that fits a price one period earlier or later better than in step.

    Args:
        series: Returns by month or day, or a price by month.
        market: A daily price of the same, or of the stock market. With what does not move with
            stocks there is no correlation, and nothing is found.
    """
    one, other = _returns(series), _returns(_by(series.frequency, market))
    found = {shift: _correlation(one, other, shift) for shift in (-1, 0, 1)}
    best = max((-1, 1), key=lambda shift: found[shift])
    if found[best] < _CLOSE or found[best] < found[0] + _BETTER:
        return ()
    period = "month" if series.frequency is Frequency.MONTHLY else "day"
    side = "after" if best > 0 else "before"
    message = (
        f"is shifted by one {period}: correlation with {market.key} is {found[0]:.2f} in the same "
        f"{period} and {found[best]:.2f} with the {period} {side}"
    )
    return (error(Check.MONTH_END, series.key, message, series.days, market.key),)


def in_fractions(returns: Series, market: Series) -> tuple[Finding, ...]:
    """Find returns that move with stocks, but by hundredths: they are not in percent."""
    other = _returns(_by(returns.frequency, market))
    if returns.key.kind is not Kind.RETURN or _correlation(returns, other, 0) < _CLOSE:
        return ()
    ratio = float(np.std(returns.values) / np.std(other.values))
    if ratio >= _UNIT:
        return ()
    message = (
        f"moves {ratio:.3f} times as much as {market.key}, and with it: it seems to hold "
        "fractions, not percent"
    )
    return (error(Check.DEFINITION, returns.key, message, returns.days, market.key),)


def averaged(series: Series, daily: Series) -> tuple[Finding, ...]:
    """
    Find a monthly price that is the average of each month's days, not the price at its end.

    Such a price is half a month old, moves too little, and seems to foretell the next one: it must
    not be held against month-ends.

    Args:
        series: A price by month.
        daily: A daily price of the same, or of the stock market.
    """
    one = _returns(series)
    ends = _correlation(one, _returns(at_month_ends(daily)), 0)
    means = _correlation(one, _returns(month_averages(daily)), 0)
    if means < _CLOSE or means < ends + _BETTER:
        return ()
    message = (
        f"holds averages of months, not month-ends: correlation with {daily.key} is {means:.2f} "
        f"for its averages and {ends:.2f} for its month-ends"
    )
    return (error(Check.DEFINITION, series.key, message, series.days, daily.key),)


def seems_averaged(series: Series) -> tuple[Finding, ...]:
    """Find a monthly price whose changes foretell each other as those of averages do."""
    made = _returns(series).values
    if series.key.kind not in PRICES or len(made) <= _LEAST:
        return ()
    memory = _correlate(made[:-1], made[1:])
    low, high = _AVERAGED
    if not low + 2 / np.sqrt(len(made)) < memory < high:
        return ()
    message = (
        f"may hold averages of months, not month-ends: its changes have an autocorrelation of "
        f"{memory:.2f}; averages of a random walk have 0.25"
    )
    return (warning(Check.DEFINITION, series.key, message, series.days),)


def _by(frequency: Frequency, daily: Series) -> Series:
    """Take a daily series at the frequency of another."""
    return at_month_ends(daily) if frequency is Frequency.MONTHLY else daily


def _returns(series: Series) -> Series:
    """Take returns in percent by period; months are dated by their last day."""
    days = series.days
    if series.frequency is Frequency.MONTHLY:
        days = (days.astype("datetime64[M]") + 1).astype("datetime64[D]") - 1
    if series.key.kind is Kind.RETURN:
        return replace(series, days=days, known=days)
    return replace(series, days=days[1:], values=100 * change(series.values), known=days[1:])


def _correlation(one: Series, other: Series, shift: int) -> float:
    """Correlate returns with those of another series some of its periods later; zero if few."""
    at = np.searchsorted(other.days, one.days)
    there = at < len(other)
    there[there] = other.days[at[there]] == one.days[there]
    there &= (at + shift >= 0) & (at + shift < len(other))
    if there.sum() < _LEAST:
        return 0.0
    return _correlate(one.values[there], other.values[at[there] + shift])


def _correlate(one: Array, other: Array) -> float:
    """Correlate two samples; zero if one of them never moves."""
    if not (np.ptp(one) > 0 and np.ptp(other) > 0):
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])
