"""What a snapshot may hold beside prices and risk: signals, core inflation, mega caps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.market import entries
from allocator.model.inflation import CoreInflation, PauseRecord
from allocator.model.mega_caps import MegaCaps
from allocator.model.signals import Signal

if TYPE_CHECKING:
    from allocator.market.record import Record


def signal(record: Record) -> Signal:
    """Read a rotation signal with its evidence."""
    always = ("key", "title", "seen", "rule", "evidence", "readable")
    record.only(*always, optional=("since", "mean_since"))
    return Signal(
        key=record.text("key"),
        title=record.text("title"),
        seen=record.text("seen"),
        rule=record.text("rule"),
        since=record.day("since") if record.has("since") else None,
        evidence=entries.sample(record.record("evidence")),
        readable=record.day("readable"),
        mean_since=record.number("mean_since") if record.has("mean_since") else None,
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


def mega_caps(record: Record) -> MegaCaps:
    """Read what the largest companies are worth and what part of indexes they are."""
    record.only("on", "least_usd_bn", "sectors", "weights", "source")
    weights = record.record("weights")
    sectors = _numbers(record.record("sectors"), 1e6)
    if not all(sectors.values()):
        record.refuse("expected numbers above 0", "sectors")
    return MegaCaps(
        on=record.day("on"),
        least_usd_bn=record.number("least_usd_bn", 0),
        sectors=sectors,
        weights={index: _numbers(weights.record(index), 1) for index in weights.values},
        source=record.text("source"),
    )


def _pauses(record: Record) -> PauseRecord:
    """Read how often cuts stopped."""
    record.only("months", "paused")
    found = PauseRecord(record.whole("months", 0), record.whole("paused", 0))
    if found.paused > found.months:
        record.refuse("exceeds the number of months", "paused")
    return found


def _numbers(record: Record, most: float) -> dict[str, float]:
    """Read named numbers from zero on."""
    return {name: record.number(name, 0, most) for name in record.values}
