"""Entries on what a snapshot was made from, and what checks found in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.errors import Severity
from allocator.model.quality import Check, Finding
from allocator.model.snapshot import Input

if TYPE_CHECKING:
    from allocator.market.record import Record


def used(record: Record) -> Input:
    """Read what is recorded of a series or table that was used."""
    record.only("name", "origin", "first", "last", "rows", "digest")
    return Input(
        name=record.text("name"),
        origin=record.text("origin"),
        first=record.day("first"),
        last=record.day("last"),
        rows=record.whole("rows", 1),
        digest=record.text("digest"),
    )


def finding(record: Record) -> Finding:
    """Read what a check of the data found."""
    record.only("check", "severity", "place", "message", "first", "last", "count", "others")
    return Finding(
        check=record.word("check", Check),
        severity=record.word("severity", Severity),
        place=record.text("place"),
        message=record.text("message"),
        first=record.day("first"),
        last=record.day("last"),
        count=record.whole("count", 1),
        others=record.texts("others"),
    )
