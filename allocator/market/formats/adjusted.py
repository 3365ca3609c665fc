"""
Telling closes as traded from closes adjusted for distributions, by the numbers themselves.

Two witnesses. Trades are made at whole cents, until 2001 at sixty-fourths of a dollar; an adjusted
close of a day before a distribution is such a price times a factor, which hardly ever is one. And
on an ex-date a traded price opens lower by what is paid, an adjusted one does not. Where they are
silent or contradict each other, nothing is decided. Without any ex-date, closes off the grid are
those of an adjusted series only if the last ones are on it: levels of an index never are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.market.series import Kind

if TYPE_CHECKING:
    from allocator.market.series import Days
    from allocator.model.arrays import Array

DECIMAL_SINCE = np.datetime64("2001-04-09")
"""The day by which United States exchanges had to quote in cents (SEC order 34-42914)."""

_CENTS, _SIXTY_FOURTHS = 100, 64
"""Parts of a dollar that prices are multiples of."""

_SPLITS = (4, 12, 20, 40)
"""Later splits divide them: by 2 and 4; by 3 and 6; by 5 and 10; by 8."""

_BLUNT = 0.1
"""A grid is too fine for prices whose own rounding is more than so much of its step."""

_OFF_GRID = 0.02
_FLOAT32 = 1.2e-7
"""Yahoo's prices are 32-bit floats: off by up to so much of themselves."""

_FEWEST = 5
_TRADED, _NOT_TRADED = 0.9, 0.4
"""
Parts of closes on a grid. Of funds as traded nearly all are, of their adjusted closes up to a
fifth by chance; what lies between is of neither sort.
"""

_DECISIVE = 5.0
"""A likelihood ratio of exp(5), 148 to 1."""

_ROUNDING = 5e-6
"""Of the ratio of two prices, each a 32-bit float or of six decimals."""

_STILL = 0.5


def kind_by_numbers(days: Days, closes: Array, opens: Array, paid: Array) -> Kind | None:
    """
    Tell what closes are.

    Args:
        days: datetime64[D], ascending, shape (n,).
        closes: Dollars a share, shape (n,), no NaN.
        opens: The opening prices of the same sort, or the closes again, shape (n,).
        paid: Distributions in dollars a share by ex-date, zero on other days, shape (n,).

    Returns:
        `CLOSE`, `ADJUSTED`, or None where the numbers do not say.
    """
    ex_dates = np.flatnonzero(paid > 0)
    end = ex_dates[-1] if len(ex_dates) else len(closes)
    share, tail = _on_grid(days[:end], closes[:end]), _on_grid(days[-_FEWEST:], closes[-_FEWEST:])
    ratio = _opens_lower(closes, opens, paid)
    if share >= _TRADED and ratio > -_DECISIVE:
        return Kind.CLOSE
    adjusted = share <= _NOT_TRADED and ratio < _DECISIVE
    return Kind.ADJUSTED if adjusted and (len(ex_dates) or tail >= _TRADED) else None


def _on_grid(days: Days, closes: Array) -> float:
    """Give the part of closes that can be prices of trades; NaN if there are too few to say."""
    if len(closes) < _FEWEST:
        return np.nan
    parts = np.where(days < DECIMAL_SINCE, _SIXTY_FOURTHS, _CENTS)
    shares = [0.0]
    with np.errstate(all="ignore"):
        for split in _SPLITS:
            scaled = closes * parts * split
            allowed = np.maximum(_OFF_GRID, np.abs(scaled) * _FLOAT32)
            if np.median(allowed) <= _BLUNT:
                shares.append(float(np.mean(np.abs(scaled - np.round(scaled)) <= allowed)))
    return max(shares)


def _opens_lower(closes: Array, opens: Array, paid: Array) -> float:
    """
    Weigh whether prices open lower by what is paid, against not at all.

    The logarithm of the likelihood ratio of two normal laws for the change overnight on ex-dates,
    with the variance of the other nights; positive for prices that open lower.
    """
    with np.errstate(all="ignore"):
        change = opens[1:] / closes[:-1] - 1
        due = paid[1:] / closes[:-1]
        usable = np.isfinite(change) & np.isfinite(due)
        on, off = usable & (due > 0), usable & (due == 0)
        variance = float(np.var(change[off])) if off.any() else 0.0
        if not on.any() or not variance > 0:
            return 0.0
        ratio = (change[on] ** 2 - (change[on] + due[on]) ** 2).sum() / (2 * variance)
    return float(ratio) if np.isfinite(ratio) else 0.0


def is_adjustment(price: Array, close: Array) -> bool:
    """
    Tell whether one price is the other adjusted for distributions.

    Their ratio never falls by more than rounding, and on most days does not change at all.

    Args:
        price: Dollars a share by day, shape (n,).
        close: The close as traded on the same days, shape (n,).
    """
    if len(price) < _FEWEST or not ((price > 0) & (close > 0)).all():
        return False
    with np.errstate(over="ignore", under="ignore"):
        ratio = np.log(price) - np.log(close)
    steps = np.diff(ratio)
    still = float(np.mean(np.abs(steps) <= _ROUNDING))
    return bool(steps.min() >= -_ROUNDING and ratio[-1] - ratio[0] > _ROUNDING and still > _STILL)
