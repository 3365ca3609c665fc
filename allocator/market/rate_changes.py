"""The dated list of policy-rate changes, as announced: a table, and what came before it."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from typing import TYPE_CHECKING

from allocator.errors import MarketDataError, Problem
from allocator.model.rate_cycle import RateChange

if TYPE_CHECKING:
    from allocator.market.facts import PolicyRange
    from allocator.market.source_file import SourceFile

CHANGES = "fed/fomc_target_changes.csv"
_BPS_PER_POINT = 100
_REMEDY = "every row needs announced, prev_upper, new_upper, new_lower, change_bp, source"


def announced_changes(
    table: SourceFile, early: tuple[RateChange, ...], ranges: tuple[PolicyRange, ...]
) -> tuple[RateChange, ...]:
    """
    List the changes announced so far, oldest first.

    Args:
        table: The rows known by the day of the snapshot; dated by announcement, not by the day
            on which FRED shows a change, which since 2017 is the day after.
        early: Changes before the table begins.
        ranges: The policy range on days on which it is known from elsewhere. A table that says
            otherwise is out of date or wrong, and would put the rate cycle in the wrong phase.

    Raises:
        MarketDataError: If a row is malformed, does not continue the one before it, or the table
            contradicts a known range.
    """
    rows = list(csv.DictReader(StringIO(table.text)))
    changes = [_change(table.name, line, row) for line, row in enumerate(rows, start=2)]
    for line, (row, before) in enumerate(zip(rows[1:], changes, strict=False), start=3):
        if float(row["prev_upper"]) != before.upper:
            _refuse(table.name, line, f"does not continue from {before.upper:g} %")
    first = changes[0].announced
    every = (*(change for change in early if change.announced < first), *changes)
    if list(every) != sorted(every, key=lambda change: change.announced):
        raise table.refuse("its changes are not in order of the day they were announced", _REMEDY)
    for known in ranges:
        _check_range(table, every, known)
    return every


def _change(name: str, line: int, row: dict[str, str]) -> RateChange:
    """Read one row of the table."""
    try:
        upper, lower = float(row["new_upper"]), float(row["new_lower"])
        change = float(row["change_bp"]) / _BPS_PER_POINT
        if abs(upper - float(row["prev_upper"]) - change) > 1e-9 or not change:
            _refuse(name, line, "the change is not the difference between new and previous")
        return RateChange(
            announced=date.fromisoformat(row["announced"]),
            change=change,
            upper=upper,
            lower=lower,
            source=row["source"] or name,
        )
    except (KeyError, TypeError, ValueError):
        return _refuse(name, line, "cannot be read")


def _check_range(table: SourceFile, changes: tuple[RateChange, ...], known: PolicyRange) -> None:
    """Refuse a table that puts the policy rate elsewhere than it is known to have been."""
    before = [change for change in changes if change.announced <= known.on]
    if before and (before[-1].lower, before[-1].upper) != (known.lower, known.upper):
        found = before[-1]
        message = (
            f"says {found.lower:g}-{found.upper:g} % on {known.on}, known is "
            f"{known.lower:g}-{known.upper:g} % ({known.source})"
        )
        raise table.refuse(message, "add the changes that are missing")


def _refuse(name: str, line: int, message: str) -> RateChange:
    """Raise for one row."""
    raise MarketDataError(Problem(f"{name}:{line}", message, _REMEDY))
