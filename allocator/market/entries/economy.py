"""Entries on the economy: changes of the policy rate, and core inflation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.inflation import CoreInflation, PauseRecord
from allocator.model.rate_cycle import RateChange

if TYPE_CHECKING:
    from allocator.market.record import Record


def rate_change(record: Record) -> RateChange:
    """Read a change of the policy rate, in percent points and percent."""
    record.only("announced", "change", "upper", "lower", "source")
    change = record.number("change", -20, 20)
    if change == 0:
        record.refuse("a change is not zero", "change")
    return RateChange(
        announced=record.day("announced"),
        change=change,
        upper=record.number("upper", -5, 30),
        lower=record.number("lower", -5, 30),
        source=record.text("source"),
    )


def core_inflation(record: Record) -> CoreInflation:
    """Read core inflation and what the central bank did at such times."""
    record.only("month", "released", "three", "six", "twelve", "rising", "falling", "source")
    return CoreInflation(
        month=record.day("month"),
        released=record.day("released"),
        three=record.number("three", -1, 10),
        six=record.number("six", -1, 10),
        twelve=record.number("twelve", -1, 10),
        rising=_pauses(record.record("rising")),
        falling=_pauses(record.record("falling")),
        source=record.text("source"),
    )


def _pauses(record: Record) -> PauseRecord:
    """Read how often cuts stopped."""
    record.only("months", "paused")
    found = PauseRecord(record.whole("months", 0), record.whole("paused", 0))
    if found.paused > found.months:
        record.refuse("exceeds the number of months", "paused")
    return found
