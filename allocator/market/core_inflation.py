"""
Core inflation as published, and whether past easings stopped after months like the last one.

The numbers are those of the newest edition: which months were public on a day is respected, how
they were first printed is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from allocator.market.series import Kind
from allocator.market.wanted import CORE_PRICES
from allocator.model.inflation import RECORD_SINCE, CoreInflation, PauseRecord, momentum
from allocator.model.policy_path import month_of, months_after
from allocator.model.rate_cycle import DEFAULT_PAUSE_DAYS, Phase, phase_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from allocator.market.picking import Picked
    from allocator.market.series import Series
    from allocator.model.rate_cycle import RateChange

STALE_AFTER = timedelta(days=100)
"""A release older than this is not the present state; one of 2025 came 66 days after the last."""

_EASING = (Phase.FIRST_HALF, Phase.SECOND_HALF)
_WITHIN = timedelta(days=DEFAULT_PAUSE_DAYS)


@dataclass(frozen=True, slots=True)
class _Month:
    """A month, the day its level was public, and the change over 3, 6 and 12 months, a year."""

    month: date
    released: date
    three: float
    six: float
    twelve: float

    @property
    def is_rising(self) -> bool:
        """Whether momentum is above zero."""
        return momentum(self.three, self.six, self.twelve) > 0


def measure_core_inflation(
    picked: Picked, changes: tuple[RateChange, ...], as_of: date
) -> CoreInflation | None:
    """
    Measure the momentum of core PCE prices, and what followed months of an easing like this one.

    A past month counts if the cycle was in the first or second half of an easing on the day its
    number was released, and 120 days have passed since. It was followed by a pause if within those
    days the cycle entered another phase: a pause, a hold, or a tightening.

    Args:
        picked: Series as known on `as_of`.
        changes: Announced changes of the policy rate.
        as_of: The day.

    Returns:
        The last month of which all rates are known, or None without one, or if it was released
        more than 100 days before.
    """
    series = picked.get((Kind.MACRO, CORE_PRICES))
    months = () if series is None else _months(series)
    if series is None or not months or as_of - months[-1].released > STALE_AFTER:
        return None
    last = months[-1]
    lived = [
        (each, _stopped(changes, each.released))
        for each in months
        if each.month >= RECORD_SINCE
        and each.released + _WITHIN <= as_of
        and _is_easing(changes, each.released)
    ]
    return CoreInflation(
        month=last.month,
        released=last.released,
        three=last.three,
        six=last.six,
        twelve=last.twelve,
        rising=_record(stopped for each, stopped in lived if each.is_rising),
        falling=_record(stopped for each, stopped in lived if not each.is_rising),
        source=f"{series.key}: {series.origin}; past months as revised since",
    )


def _months(series: Series) -> tuple[_Month, ...]:
    """Find the rates of every month that has the three earlier levels they need, in order."""
    level: dict[date, float] = {}
    released: dict[date, date] = {}
    for day, known, value in zip(series.days, series.known, series.values, strict=True):
        month = month_of(pd.Timestamp(day).date())
        level[month], released[month] = float(value), pd.Timestamp(known).date()
    return tuple(
        _Month(
            month=month,
            released=released[month],
            three=_growth(level, month, 3),
            six=_growth(level, month, 6),
            twelve=_growth(level, month, 12),
        )
        for month in sorted(level)
        if all(months_after(month, -span) in level for span in (3, 6, 12))
    )


def _growth(level: Mapping[date, float], month: date, span: int) -> float:
    """Find the change over some months, a fraction per year."""
    change: float = (level[month] / level[months_after(month, -span)]) ** (12 / span)
    return change - 1


def _is_easing(changes: tuple[RateChange, ...], day: date) -> bool:
    """Tell whether the cycle stood in an easing."""
    entry = phase_at(changes, day)
    return entry is not None and entry.phase in _EASING


def _stopped(changes: tuple[RateChange, ...], day: date) -> bool:
    """Tell whether the easing of a day had given way to another phase 120 days later."""
    return phase_at(changes, day) != phase_at(changes, day + _WITHIN)


def _record(stopped: Iterable[bool]) -> PauseRecord:
    """Count months, and those after which cuts stopped."""
    known = list(stopped)
    return PauseRecord(len(known), sum(known))
