"""Two series that should say the same: one name from two sources, days against months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.quality.monthly import at_month_ends
from allocator.market.quality.pairs import (
    LARGEST_SPLIT,
    SERIOUS,
    Pair,
    change,
    undone,
    within_a_year,
)
from allocator.market.quality.wording import error, in_bp, warning, worst
from allocator.market.series import PRICES, Frequency, Kind
from allocator.market.wording import as_date, counted
from allocator.model.quality import Check

if TYPE_CHECKING:
    from allocator.market.series import Days, Flags, Series
    from allocator.model.arrays import Array
    from allocator.model.quality import Finding

TOLERANCES = {
    **dict.fromkeys(PRICES, 5e-4),
    Kind.MACRO: 1e-3,
    Kind.RETURN: 1e-3,
    Kind.RATE: 2e-4,
}
"""
Fractions by which a change, a return or a rate may differ.

Prices of one fund from five crawls agree within 1e-4. French restates: monthly Mkt-RF of two files
of one year differ by up to 8e-4. Rates are given to 1e-4; economic indexes are revised.
"""
_OWN_MEANING = frozenset({"SMB"})
"""French's SMB of three factors is made of other portfolios than his SMB of five."""


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """
    How two series differ on the days that both have.

    Attributes:
        days: datetime64[D], shape (n,).
        off: How much more the first grew, or the return or rate by which it is higher, as
            fractions, shape (n,).
        wrong: Where that is more than the kind allows, shape (n,).
    """

    days: Days
    off: Array
    wrong: Flags

    @classmethod
    def of(cls, one: Series, other: Series) -> Difference:
        """Compare two series of one kind, from the tables of `TOLERANCES`."""
        both = Pair.of(one, other)
        kind = one.key.kind
        if kind in PRICES or kind is Kind.MACRO:
            days = both.days[1:]
            off = (1 + change(both.one)) / (1 + change(both.other)) - 1
        else:
            days, off = both.days, (both.one - both.other) / 100
        return cls(days, off, np.abs(off) > TOLERANCES[kind])

    @property
    def in_last_year(self) -> float:
        """How much more the first grew in the year that ends with the last common day."""
        return float(np.prod(1 + self.off * within_a_year(self.days)) - 1)


def closes_apart(one: Series, other: Series) -> tuple[Finding, ...]:
    """
    Find closes that are a multiple of those of another source through their last common year.

    Closes are dollars, so their levels must agree, but for a split that only one of them knows.

    Args:
        one: The series that is found to differ.
        other: Of the same fund.
    """
    if one.key.kind is not Kind.CLOSE:
        return ()
    both = Pair.of(one, other)
    if not len(both):
        return ()
    times = float(np.exp(np.median(both.lead[within_a_year(both.days) > 0])))
    if abs(times - 1) <= SERIOUS:
        return ()
    larger = max(times, 1 / times)
    is_split = LARGEST_SPLIT + 0.5 > larger > 1.5 and abs(larger / round(larger) - 1) <= SERIOUS
    message = f"is {times:.4g} times {other.key} in their last common year: " + (
        "one of the two is scaled for a split that the other does not have"
        if is_split
        else "one of the two is in another currency, or of another fund"
    )
    find = warning if is_split else error
    return (find(Check.SOURCES, one.key, message, both.days, other.key),)


def contradictions(one: Series, other: Series) -> tuple[Finding, ...]:
    """
    Find days on which two sources of one series contradict each other.

    Levels may be of different bases: what counts are their changes. Daily prices meet monthly ones
    at month-ends. If only the last row of one of them differs, it is of a session that was
    not over. Prices that drift apart by half a percent in their last year are an error.

    Args:
        one: The series that is found to differ.
        other: Of the same kind.
    """
    if one.key.kind not in TOLERANCES or one.key.name in _OWN_MEANING:
        return ()
    daily = one.frequency is other.frequency is Frequency.DAILY
    if one.frequency is not other.frequency and one.key.kind not in PRICES:
        return ()
    found = Difference.of(one, other) if daily else Difference.of(*_monthly(one, other))
    if not len(found.days):
        return ()
    serious = one.key.kind in PRICES and abs(found.in_last_year) > SERIOUS
    if not found.wrong.any() and not serious:
        return ()
    ends = found.days[-1] in {one.days[-1], other.days[-1]}
    if daily and one.key.kind in PRICES and ends and not found.wrong[:-1].any() and found.wrong[-1]:
        return _unfinished(one, other, float(found.off[-1]))
    return (_differing(one, other, found, serious=serious),)


def _monthly(one: Series, other: Series) -> tuple[Series, Series]:
    """Take month-ends of whichever is daily."""
    first, second = (
        at_month_ends(each) if each.frequency is Frequency.DAILY else each for each in (one, other)
    )
    return first, second


def _unfinished(one: Series, other: Series, off: float) -> tuple[Finding, ...]:
    """Report a last row on which the two disagree: one of them is no close."""
    ends, goes_on = (other, one) if other.days[-1] < one.days[-1] else (one, other)
    message = (
        f"its last row, {as_date(ends.days[-1])}, is {in_bp(abs(off))[1:]} off {goes_on.key}, with "
        "which it agrees before: it may be of a session that was not over"
    )
    find = error if abs(off) > SERIOUS else warning
    return (find(Check.INTRADAY, ends.key, message, ends.days[-1:], goes_on.key),)


def _differing(one: Series, other: Series, found: Difference, *, serious: bool) -> Finding:
    """Report two series that disagree, and how they do it."""
    tolerance = in_bp(TOLERANCES[one.key.kind])[1:]
    year = f"{in_bp(found.in_last_year)} in the last common year"
    if not found.wrong.any():
        message = f"drifts from {other.key}, never by more than {tolerance} at once: {year}"
        return error(Check.SOURCES, one.key, message, found.days, other.key)
    days, off = found.days[found.wrong], found.off[found.wrong]
    of = counted(len(found.days), "day" if one.frequency is Frequency.DAILY else "month")
    message = f"differs from {other.key} by more than {tolerance} on {len(days):,} of {of}: "
    message += worst(days, off, "{:+.2%}")
    back = int((found.wrong & undone(found.off)).sum())
    message += f"; {back:,} of them undo each other" if back else ""
    if serious:
        return error(Check.SOURCES, one.key, f"{message}; {year}", days, other.key)
    return warning(Check.SOURCES, one.key, message, days, other.key)
