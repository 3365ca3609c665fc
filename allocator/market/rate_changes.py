"""
The dated list of policy-rate changes, as announced.

A table ships with the package and reaches to the day of the release. What the data say beyond it
is added: a table of announcements, or FRED's series of the target, whose days are turned into days
of announcement. Where two of them speak of the same change they must agree.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.errors import MarketDataError, Problem, Severity
from allocator.market.series import Kind
from allocator.model.quality import Check, Finding
from allocator.model.rate_cycle import RateChange

if TYPE_CHECKING:
    from pathlib import Path

    from allocator.market.picking import Picked
    from allocator.market.series import Series

ANNOUNCED_UPPER, ANNOUNCED_LOWER = "FOMC_UPPER", "FOMC_LOWER"
TARGETS = (("DFEDTAR", "DFEDTARU"), ("fed_target_upper_daily_1999_2026",))
"""FRED's upper end of the target, in two series, and a copy of both in one."""
TARGET_LOWER = "DFEDTARL"
EFFECTIVE = "DFF"

FIRST_RANGE = date(2008, 12, 16)
"""From this decision on the target is a range, a quarter point wide."""
_WIDTH = 0.25
_NEXT_DAY_SINCE = date(2017, 1, 1)
"""FRED shows a change on the day of the decision up to 2016-12-14, then on the day after it."""
_COMPARED_SINCE = date(1999, 9, 1)
"""Before this the shipped table is typed, and FRED's days are partly a reading of the market."""
_TOLERANCE = 1e-9
_CALM = timedelta(days=14)
"""So long the rate may go unseen: less than the six weeks from one meeting to the next."""
_SETTLED = timedelta(days=2)
"""The effective rate is in a new range from the second day after the announcement at the latest."""
_OUTSIDE = 0.15
"""Since the target is a range, monthly means of the effective rate have kept as near to it."""
_UNITS = 20
"""A rate in fractions is a hundredth of one in percent; at its worst, in 2008, it was a fifth."""
_REMEDY = "correct the one that is wrong, or leave it out"


@dataclass(frozen=True, slots=True)
class PolicyRecord:
    """The changes known on a day, oldest first, and what should be said about them."""

    changes: tuple[RateChange, ...]
    findings: tuple[Finding, ...]


def read_policy_table(path: Path) -> tuple[RateChange, ...]:
    """
    Read the table that ships: announced, change, upper, lower (percent), source.

    Raises:
        MarketDataError: If it cannot be read.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(
                RateChange(
                    announced=date.fromisoformat(row["announced"]),
                    change=float(row["change"]),
                    upper=float(row["upper"]),
                    lower=float(row["lower"]),
                    source=row["source"],
                )
                for row in csv.DictReader(file)
            )
    except (OSError, KeyError, TypeError, ValueError) as error:
        remedy = "install the package again"
        raise MarketDataError(Problem(path.name, f"cannot be read: {error}", remedy)) from None


def policy_record(shipped: tuple[RateChange, ...], picked: Picked, as_of: date) -> PolicyRecord:
    """
    List the changes announced so far.

    Args:
        shipped: The table that ships.
        picked: Series of the archive, known by `as_of`.
        as_of: The day.

    Raises:
        MarketDataError: If two sources contradict each other on a change.
    """
    changes = [change for change in shipped if change.announced <= as_of]
    changes = _joined(changes, _from_announcements(picked))
    for names in TARGETS:
        changes = _joined(changes, _from_target(picked, names))
    return PolicyRecord(tuple(changes), _doubts(changes, picked, as_of))


def announced_on(effective: date) -> date:
    """
    Turn FRED's first day of a target into the day on which it was announced.

    Example:
        >>> announced_on(date(2016, 12, 14)), announced_on(date(2020, 3, 16))
        (datetime.date(2016, 12, 14), datetime.date(2020, 3, 15))
    """
    return effective - timedelta(days=1) if effective >= _NEXT_DAY_SINCE else effective


def _from_announcements(picked: Picked) -> list[RateChange]:
    """Read a table of announcements: the upper and the lower end, by day of announcement."""
    upper = picked.get((Kind.RATE, ANNOUNCED_UPPER))
    lower = picked.get((Kind.RATE, ANNOUNCED_LOWER))
    if upper is None or lower is None:
        return []
    ends = pd.DataFrame({"upper": upper.to_pandas(), "lower": lower.to_pandas()}).dropna()
    steps = ends["upper"].diff().iloc[1:]
    told = zip(ends.index[1:], steps, ends["upper"].iloc[1:], ends["lower"].iloc[1:], strict=True)
    return [
        RateChange(when.date(), float(step), float(high), float(low), upper.origin)
        for when, step, high, low in told
        if abs(step) > _TOLERANCE
    ]


def _from_target(picked: Picked, names: tuple[str, ...]) -> list[RateChange]:
    """Read changes off FRED's series of the target."""
    parts = [picked[Kind.RATE, name] for name in names if (Kind.RATE, name) in picked]
    if not parts:
        return []
    upper = pd.concat([part.to_pandas() for part in parts]).sort_index()
    steps = upper.diff()
    moved = (steps.abs() > _TOLERANCE) & (upper.index >= pd.Timestamp(_COMPARED_SINCE))
    origin = " and ".join(part.origin for part in parts)
    return [
        _target_change(when.date(), float(step), float(level), picked, origin)
        for when, step, level in zip(upper.index[moved], steps[moved], upper[moved], strict=True)
    ]


def _target_change(
    effective: date, step: float, upper: float, picked: Picked, origin: str
) -> RateChange:
    """Put one change of the target together; what FRED shows as a range has two ends."""
    announced = announced_on(effective)
    low = picked.get((Kind.RATE, TARGET_LOWER))
    lower = upper - _WIDTH if announced >= FIRST_RANGE else upper
    if low is not None:
        ends = low.to_pandas()
        lower = float(ends.get(pd.Timestamp(effective), lower))
    return RateChange(announced, step, upper, lower, f"{origin}, in force on {effective}")


def _joined(known: list[RateChange], offered: list[RateChange]) -> list[RateChange]:
    """Add what is newer than the last known change; what is not must be known, and the same."""
    last = known[-1].announced if known else date.min
    by_day = {change.announced: change for change in known}
    within = [change for change in offered if change.announced <= last]
    for change in within:
        same = by_day.get(change.announced)
        if same is None or (same.lower, same.upper) != (change.lower, change.upper):
            raise MarketDataError(_contradiction(change, same))
    newer = [change for change in offered if change.announced > last]
    return known + newer


def _contradiction(change: RateChange, known: RateChange | None) -> Problem:
    """Say that a source has another change than what is known."""
    told = "no change" if known is None else f"{known.lower:g}-{known.upper:g} % ({known.source})"
    message = f"says {change.lower:g}-{change.upper:g} % on {change.announced}; known is {told}"
    return Problem(change.source, message, _REMEDY)


def _doubts(changes: list[RateChange], picked: Picked, as_of: date) -> tuple[Finding, ...]:
    """Warn where nothing shows that the last known change is still the last."""
    if not changes:
        return ()
    names = (*TARGETS[0], *TARGETS[1], ANNOUNCED_UPPER, EFFECTIVE)
    seen = [picked[Kind.RATE, name] for name in names if (Kind.RATE, name) in picked]
    last = changes[-1]
    told = max([last.announced, *(each.last for each in seen)])
    found = []
    if as_of - told > _CALM:
        message = (
            f"the policy rate is known to {told} only: a later change would not show, and the "
            "phase of the rate cycle may be another"
        )
        found.append(_finding(Severity.WARNING, "policy rate", message, told, as_of))
    effective = picked.get((Kind.RATE, EFFECTIVE))
    if effective is not None:
        found += _strayed(effective, changes, as_of)
    return tuple(found)


def _strayed(effective: Series, changes: list[RateChange], as_of: date) -> list[Finding]:
    """Hold the newest effective rates against the range that was in force on their days."""
    until = as_of
    for change in reversed(changes):
        since = max(change.announced + _SETTLED, as_of - 2 * _CALM)
        days = effective.days
        recent = effective.where((days >= np.datetime64(since)) & (days <= np.datetime64(until)))
        if len(recent):
            return _outside(recent, change, as_of)
        until = change.announced - timedelta(days=1)
        if until < as_of - 2 * _CALM:
            break
    return []


def _outside(recent: Series, change: RateChange, as_of: date) -> list[Finding]:
    """Compare the effective rate with the range that was in force."""
    mean = float(np.mean(recent.values))
    if change.lower - _OUTSIDE <= mean <= change.upper + _OUTSIDE:
        return []
    message = (
        f"the effective rate has averaged {mean:.2f} % from {recent.first} to {recent.last}, "
        f"outside the target of {change.lower:g}-{change.upper:g} % of {change.announced}: a "
        "change is missing, or the rate is not in percent"
    )
    is_other_unit = not change.lower / _UNITS <= mean <= change.upper * _UNITS
    if change.announced < FIRST_RANGE and not is_other_unit:
        message += "; or funds were lent beside the target, as in 2007 and 2008"
        return [_finding(Severity.WARNING, str(recent.key), message, change.announced, as_of)]
    return [_finding(Severity.ERROR, str(recent.key), message, change.announced, as_of)]


def _finding(severity: Severity, place: str, message: str, first: date, last: date) -> Finding:
    """Put a finding about the policy rate together."""
    return Finding(Check.SOURCES, severity, place, message, first, last, 1)
