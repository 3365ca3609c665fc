"""Entries on companies: what indexes are worth, their sectors, and mega caps by sector."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.market.record import LEAST
from allocator.model.mega_caps import MegaCaps
from allocator.model.snapshot import IndexSize, SectorMix

if TYPE_CHECKING:
    from allocator.market.record import Record

_ROUNDING = 1e-6
"""What rounding each of some parts may add to their sum."""


def index_size(record: Record) -> IndexSize:
    """Read the market value of an index in billions of dollars."""
    record.only("index", "usd_bn", "on", "source")
    return IndexSize(
        index=record.text("index"),
        usd_bn=record.number("usd_bn", LEAST),
        on=record.day("on"),
        source=record.text("source"),
    )


def sector_mix(record: Record) -> SectorMix:
    """Read the sectors of an index; their parts add up to at most 1."""
    record.only("index", "weights", "on", "source")
    weights = _numbers(record.record("weights"), 1)
    if not weights or sum(weights.values()) > 1 + _ROUNDING:
        record.refuse("expected parts of one whole, at least one", "weights")
    return SectorMix(
        index=record.text("index"),
        weights=tuple(weights.items()),
        on=record.day("on"),
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


def _numbers(record: Record, most: float) -> dict[str, float]:
    """Read named numbers from zero on."""
    return {name: record.number(name, 0, most) for name in record.values}
