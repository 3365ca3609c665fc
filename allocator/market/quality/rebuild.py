"""
Adjusted prices against closes and distributions: each day's factor, rebuilt.

The vendor's convention, after CRSP (see `allocator.market.prices.carried_on`): on an ex-date every
earlier close is multiplied by 1 - D/P, with D what is paid and P the close before. So the adjusted
price A and the close C change in step, A_t / A_(t-1) = C_t / (C_(t-1) - D_t), and where they do
not, the distribution that the adjusted price implies is C_(t-1) - C_t A_(t-1) / A_t.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.quality.pairs import (
    LARGEST_SPLIT,
    NEAR_SPLIT,
    SERIOUS,
    Pair,
    change,
    within_a_year,
)
from allocator.market.quality.wording import error, in_bp, in_percent, warning, worst
from allocator.market.wording import as_date, counted, span
from allocator.model.quality import Check

if TYPE_CHECKING:
    from allocator.market.series import Days, Flags, Series
    from allocator.model.arrays import Array
    from allocator.model.quality import Finding

TOLERANCE = 5e-4
"""
Five basis points of the price.

In 24 funds from 1993 to 2026 the worst of 130,000 days is off by 3e-6, the rounding of the files.
"""
_IGNORED = 0.1
"""The adjusted price implies less than this part of what was paid."""
_MISDATED = 5
"""Rows within which a distribution may be recorded beside its ex-date."""


@dataclass(frozen=True, slots=True, eq=False)
class Rebuilt:
    """
    Adjusted price and close from one common day to the next.

    Attributes:
        days: datetime64[D], shape (n,): the later of the two days.
        off: How much more the adjusted price grew than was rebuilt, a fraction, shape (n,).
        paid: Dollars a share recorded, shape (n,).
        implied: Dollars a share that the adjusted price implies, shape (n,).
        before: The close before, in dollars, shape (n,).
    """

    days: Days
    off: Array
    paid: Array
    implied: Array
    before: Array

    @classmethod
    def of(cls, close: Series, adjusted: Series, paid: Series | None) -> Rebuilt:
        """Rebuild the changes of an adjusted price; without a record nothing counts as paid."""
        both = Pair.of(close, adjusted)
        total = 1 + change(both.other)
        before, after = both.one[:-1], both.one[1:]
        amounts = _on_days(both.days, paid)[1:]
        off = total * (before - amounts) / after - 1
        return cls(both.days[1:], off, amounts, before - after / total, before)


def rebuild(close: Series, adjusted: Series, paid: Series | None) -> tuple[Finding, ...]:
    """
    Find where an adjusted price is not what close and distributions rebuild.

    Args:
        close: Of a fund, scaled for splits.
        adjusted: Of the same fund.
        paid: Its distributions; None if none are recorded, and then the adjusted price may only
            grow more than the close, never less.
    """
    found = Rebuilt.of(close, adjusted, paid)
    if not len(found.days):
        return ()
    above = _above(close, adjusted)
    wrong = np.abs(found.off) > TOLERANCE if paid is not None else found.off < -TOLERANCE
    last = wrong & (found.paid == 0) & (found.days == min(close.days[-1], adjusted.days[-1]))
    scaled = wrong & (found.paid > 0) & (_times(found.paid, found.implied) > 0)
    steps = wrong & ~last & (found.paid == 0) & (_times(1 + found.off, np.ones(1)) > 0)
    ignored = wrong & (found.paid > 0) & (np.abs(found.implied) <= _IGNORED * found.paid)
    ignored &= ~_misdated(found, ignored)
    rest = wrong & ~last & ~scaled & ~steps & ~ignored
    return (
        *above,
        *_unfinished(found, last, close, adjusted),
        *_scaled(found, scaled, paid),
        *_steps(found, steps, close, adjusted),
        *_not_in_it(found, ignored, adjusted),
        *_others(found, rest, close, adjusted),
    )


def _above(close: Series, adjusted: Series) -> tuple[Finding, ...]:
    """Report an adjusted price above the close: what is paid later can only lower it."""
    both = Pair.of(close, adjusted)
    times = float(np.exp(-np.median(both.lead[within_a_year(both.days) > 0])))
    if times <= 1 + SERIOUS:
        return ()
    message = (
        f"is {times:.4g} times {close.key} in their last common year, and can only be less: one of "
        "the two is scaled for a split that the other is not, or is in another currency"
    )
    return (warning(Check.REBUILD, adjusted.key, message, both.days, close.key),)


def _on_days(days: Days, paid: Series | None) -> Array:
    """Put each distribution on the first of some days on or after its ex-date; shape (n,)."""
    amounts = np.zeros(len(days) + 1)
    if paid is not None:
        np.add.at(amounts, np.searchsorted(days, paid.days), paid.values)
    return amounts[:-1]


def _times(one: Array, other: Array) -> Array:
    """Tell how many times one number is another, or 1/n, for n of 2 to 20; else zero."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.asarray(one / other, dtype=np.float64)
        larger = np.where(ratio < 1, 1 / ratio, ratio)
        whole = np.rint(larger)
        near = (whole >= 2) & (whole <= LARGEST_SPLIT) & (np.abs(larger / whole - 1) <= NEAR_SPLIT)
        times = np.where(ratio < 1, 1 / whole, whole)
    return np.where(near, times, 0.0)


def _misdated(found: Rebuilt, ignored: Flags) -> Flags:
    """Tell which distributions are not ignored but in the adjusted price some days beside."""
    beside = np.zeros(len(ignored), dtype=np.bool_)
    for at in np.flatnonzero(ignored):
        near = slice(max(at - _MISDATED, 0), at + _MISDATED + 1)
        implied = np.where(found.paid[near] == 0, found.implied[near], 0.0)
        beside[at] = (np.abs(implied / found.paid[at] - 1) <= _IGNORED).any()
    return beside


def _unfinished(
    found: Rebuilt, last: Flags, close: Series, adjusted: Series
) -> tuple[Finding, ...]:
    """Report a last row on which the two disagree: one of them is no close."""
    if not last.any():
        return ()
    off = float(found.off[last][0])
    ends, goes_on = (adjusted, close) if adjusted.days[-1] < close.days[-1] else (close, adjusted)
    message = (
        f"its last row, {as_date(ends.days[-1])}, is {in_bp(abs(off))[1:]} off {goes_on.key}: "
        "one of the two may be of a session that was not over"
    )
    find = error if abs(off) > SERIOUS else warning
    return (find(Check.INTRADAY, ends.key, message, ends.days[-1:], goes_on.key),)


def _scaled(found: Rebuilt, scaled: Flags, paid: Series | None) -> tuple[Finding, ...]:
    """Report distributions of other shares than the closes: the closes were split later."""
    if paid is None or not scaled.any():
        return ()
    days = found.days[scaled]
    times = float(np.median(_times(found.paid, found.implied)[scaled]))
    split = f"{times:g} for 1" if times > 1 else f"1 for {1 / times:g}"
    message = (
        f"{counted(len(days), 'distribution')} {span(days)} are {times:.3g} times what close and "
        f"adjusted close imply, as if one side were scaled for a later split of {split}"
    )
    return (warning(Check.REBUILD, paid.key, message, days),)


def _steps(found: Rebuilt, steps: Flags, close: Series, adjusted: Series) -> tuple[Finding, ...]:
    """Report days on which the scale of the close changes and that of the adjusted one does not."""
    if not steps.any():
        return ()
    days, sizes = found.days[steps], 1 / (1 + found.off[steps]) - 1
    message = (
        f"changes its scale where {adjusted.key} does not, as if a split had not been applied to "
        f"earlier closes: {worst(days, sizes, '{:+.1%}')}"
    )
    recent = within_a_year(found.days)[steps].any()
    return ((error if recent else warning)(Check.REBUILD, close.key, message, days, adjusted.key),)


def _not_in_it(found: Rebuilt, ignored: Flags, adjusted: Series) -> tuple[Finding, ...]:
    """Report distributions that are not in the adjusted price."""
    if not ignored.any():
        return ()
    relevant = np.flatnonzero(found.paid > TOLERANCE * found.before)
    missing = np.flatnonzero(ignored)
    days = found.days[missing]
    missed = float(np.prod(1 + found.off[missing]) - 1)
    shares = found.paid[missing] / found.before[missing]
    at_the_end = np.array_equal(missing, relevant[-len(missing) :])
    if len(missing) == len(relevant) > 1:
        how = f"is not adjusted: none of {len(missing)} distributions is in it"
    elif at_the_end:
        how = "was appended without adjusting it again: of "
        how += f"{counted(len(relevant), 'distribution')} the newest {len(missing)} are not in it"
    else:
        how = f"{len(missing)} of {counted(len(relevant), 'distribution')} are not in it"
    message = f"{how}, {in_percent(missed)} in all: {worst(days, shares, '{:.2%}')}"
    recent = float(np.prod(1 + found.off * ignored * within_a_year(found.days)) - 1)
    find = error if at_the_end or abs(recent) > SERIOUS else warning
    return (find(Check.REBUILD, adjusted.key, message, days),)


def _others(found: Rebuilt, rest: Flags, close: Series, adjusted: Series) -> tuple[Finding, ...]:
    """Report the days on which nothing else explains the difference."""
    if not rest.any():
        return ()
    days = found.days[rest]
    recent = float(np.prod(1 + found.off * rest * within_a_year(found.days)) - 1)
    message = (
        f"is not what {close.key} and distributions rebuild on {len(days):,} of "
        f"{counted(len(found.days), 'day')}: {worst(days, found.off[rest], '{:+.2%}')}"
    )
    message += f"; {in_bp(recent)} in its last year" if abs(recent) > TOLERANCE else ""
    find = error if abs(recent) > SERIOUS else warning
    return (find(Check.REBUILD, adjusted.key, message, days, close.key),)
