"""Rows on their own: days out of order, days twice, numbers that cannot be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.quality.wording import error, listed
from allocator.market.series import PRICES, Kind
from allocator.market.wording import as_date, counted, span
from allocator.model.quality import Check

if TYPE_CHECKING:
    from allocator.market.series import Flags, Series
    from allocator.model.arrays import Array
    from allocator.model.quality import Finding

_CALENDAR = (np.datetime64("1800-01-01", "D"), np.datetime64("2199-12-31", "D"))
"""No price here is from before 1871; a day beyond is one that was misread."""
_HIGHEST_RETURN = 400.0
"""Percent in a month; the smallest tenth of companies made 120 in August 1932."""
_LOWEST_RETURN = -99.0
"""Percent; a missing number is -99.99 or -999 in French's files."""
_RATES = (-5.0, 30.0)
"""
Percent a year, spreads and the rate of unemployment included.

From 1934 to 2026: -2.41 (ten years less two, in 1980) to 22.36 (federal funds, in 1981).
"""
_LEAST, _MOST = 1e-9, 1e12
"""No price or index is smaller or larger; numbers beyond are garbage and overflow."""


def impossible_days(series: Series) -> tuple[Finding, ...]:
    """Find rows without a day, or with one that no market has."""
    wrong = ~_dated(series)
    if not wrong.any():
        return ()
    message = f"{counted(int(wrong.sum()), 'row')} without a day between 1800 and 2199"
    return (error(Check.ORDER, series.key, message, series.days[wrong]),)


def out_of_order(series: Series) -> tuple[Finding, ...]:
    """Find days that come after a later one."""
    days = series.days
    back = np.concatenate([[False], days[1:] < days[:-1]])
    if not back.any():
        return ()
    if back[1:].all():
        message = f"runs from the newest day to the oldest, {span(days)}"
    else:
        shown = [str(as_date(day)) for day in days[back]]
        message = f"days that come after a later one: {listed(shown, len(shown))}"
    return (error(Check.ORDER, series.key, message, days[back]),)


def doubled(series: Series) -> tuple[Finding, ...]:
    """Find days that stand more than once, with one value or with several."""
    order = np.argsort(series.days, kind="stable")
    days, values = series.days[order], series.values[order]
    again = np.concatenate([[False], days[1:] == days[:-1]])
    if not again.any():
        return ()
    differing = again & np.concatenate([[False], ~_same(values[1:], values[:-1])])
    shown = differing if differing.any() else again
    how = "with different values" if differing.any() else "each time with the same value"
    places = [
        f"{as_date(days[at])} ({values[at - 1]:g}, {values[at]:g})" for at in np.flatnonzero(shown)
    ]
    message = f"days that stand more than once, {how}: {listed(places, len(places))}"
    return (error(Check.DUPLICATE, series.key, message, days[shown]),)


def impossible_values(series: Series) -> tuple[Finding, ...]:
    """Find numbers that a series of this kind cannot have, infinite and missing ones included."""
    wrong = ~_possible(series)
    if not wrong.any():
        return ()
    places = [
        f"{series.values[at]:g} on {as_date(series.days[at])}" for at in np.flatnonzero(wrong)
    ]
    message = f"{_NEVER[series.key.kind]}: {listed(places, len(places))}"
    return (error(Check.NON_POSITIVE, series.key, message, series.days[wrong]),)


def usable(series: Series) -> Series:
    """
    Keep what later checks can work with: possible values on possible days, in order, each day once.

    This is for looking on only; what is left out here has been found above.
    """
    kept = series.where(_dated(series) & _possible(series))
    if kept.is_ordered:
        return kept
    days, first = np.unique(kept.days, return_index=True)
    return replace(kept, days=days, values=kept.values[first], known=kept.known[first])


def _dated(series: Series) -> Flags:
    """Tell which rows have a day that a market can have."""
    low, high = _CALENDAR
    return np.asarray((series.days >= low) & (series.days <= high))


def _possible(series: Series) -> Flags:
    """Tell which values a series of this kind can have."""
    values, kind = series.values, series.key.kind
    with np.errstate(invalid="ignore"):
        if kind in PRICES or kind in {Kind.SPLIT, Kind.MACRO, Kind.VOLUME}:
            fits = values > _LEAST
        elif kind is Kind.DISTRIBUTION:
            fits = values >= 0
        elif kind is Kind.RATE:
            fits = (values >= _RATES[0]) & (values <= _RATES[1])
        elif kind is Kind.RETURN:
            fits = (values > _LOWEST_RETURN) & (values < _HIGHEST_RETURN)
        else:
            fits = values != 0
    return np.asarray(fits & (np.abs(values) < _MOST))


def _same(one: Array, other: Array) -> Flags:
    """Tell where two values are the same; two missing ones are."""
    return np.asarray((one == other) | (np.isnan(one) & np.isnan(other)))


_NEVER = {
    **dict.fromkeys(PRICES, "prices that are not positive numbers"),
    Kind.SPLIT: "splits that are not positive numbers",
    Kind.MACRO: "levels that are not positive numbers",
    Kind.DISTRIBUTION: "distributions that are negative or no numbers",
    Kind.RATE: "rates outside -5 to 30 percent a year",
    Kind.RETURN: "returns that nobody can have, as French writes missing ones",
    Kind.VALUATION: "zeros, as missing numbers are written",
    Kind.VOLUME: "volumes that are not positive numbers",
}
