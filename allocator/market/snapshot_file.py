"""
The snapshot file: one JSON document that holds all a proposal knows of the world.

Reading and writing are exact inverses: a file that was written, read and written again is the
same to the byte. Reading believes nothing. Neither pandas nor SciPy is needed here.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from allocator.errors import MarketDataError, Problem
from allocator.market import entries
from allocator.market.layout import laid_out
from allocator.market.record import Record
from allocator.model.plain import plain
from allocator.model.snapshot import Snapshot
from allocator.model.views import SMALL_MINUS_LARGE

if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from datetime import date

    from allocator.model.snapshot import SectorMix, Valuation

    Entry = TypeVar("Entry")

SCHEMA = 6
"""Raised whenever an older program could misread a newer file."""

_REBUILD = (
    "move it away and build it again: allocator data snapshot --as-of DATE; or name another with "
    "--snapshot"
)
_OTHER = "name a file made by allocator data snapshot with --snapshot, or move this one away"
_KEYS = (
    *("schema", "as_of", "notes", "indexes", "funds", "risk", "pause_days", "rate_changes"),
    *("episodes", "episodes_total", "witness", "robustness", "valuations", "valuation_history"),
    *("index_sizes", "signals", "sources", "inputs", "findings", "versions"),
)
_OPTIONAL_KEYS = ("mega_caps", "core_inflation", "sectors", "weeks")

MOST_BYTES = 10_000_000
"""Larger files are no snapshots of ours, which stay below 300 kB, with a history below 1 MB."""


def load_snapshot(path: str | os.PathLike[str]) -> Snapshot:
    """
    Read a snapshot file and check everything in it.

    Args:
        path: The file.

    Returns:
        The snapshot, with the SHA-256 of the file's bytes as its `digest`.

    Raises:
        MarketDataError: If the file cannot be read, is not a snapshot of this schema, or holds
            anything missing, malformed or contradictory.
    """
    path = Path(path)
    try:
        if path.exists() and not path.is_file():  # a pipe or a device would never end
            raise MarketDataError(Problem(str(path), "is not an ordinary file", _OTHER))
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        message = f"cannot be read: {error.strerror or 'input or output failed'}"
        raise MarketDataError(Problem(str(path), message, _OTHER)) from None
    if len(content) > MOST_BYTES:
        message = f"is larger than {MOST_BYTES / 1e6:.0f} MB"
        raise MarketDataError(Problem(str(path), message, _OTHER))
    return parse_snapshot(content, str(path))


def parse_snapshot(content: bytes, place: str) -> Snapshot:
    """
    Read a snapshot from the bytes of its file; `place` names the file in messages.

    Raises:
        MarketDataError: As `load_snapshot`.
    """
    document = Record.of(_parsed(content, place), place, _REBUILD)
    if document.whole("schema", 0) != SCHEMA:
        document.refuse(f"this program reads schema {SCHEMA} only", "schema")
    document.only(*_KEYS, optional=_OPTIONAL_KEYS)

    def optional(key: str, read: Callable[[Record], Entry]) -> Entry | None:
        return read(document.record(key)) if document.has(key) else None

    sources, versions = document.record("sources"), document.record("versions")
    snapshot = Snapshot(
        as_of=document.day("as_of"),
        indexes=_by(document, "indexes", entries.index, lambda index: index.name),
        funds=_by(document, "funds", entries.fund, lambda fund: fund.symbol),
        risk=entries.risk(document.record("risk")),
        rate_changes=tuple(map(entries.rate_change, document.records("rate_changes"))),
        pause_days=document.whole("pause_days", 1),
        episodes=entries.episodes(document.record("episodes")),
        episodes_total=entries.episodes(document.record("episodes_total")),
        witness=entries.witness(document.record("witness")),
        robustness=entries.robustness(document.record("robustness")),
        valuations=tuple(_by(document, "valuations", entries.valuation, _of_one_kind).values()),
        valuation_history=tuple(
            map(entries.valuation_history, document.records("valuation_history"))
        ),
        index_sizes=_by(document, "index_sizes", entries.index_size, lambda size: size.index),
        mega_caps=optional("mega_caps", entries.mega_caps),
        core_inflation=optional("core_inflation", entries.core_inflation),
        signals=tuple(map(entries.signal, document.records("signals"))),
        sources={key: sources.text(key) for key in sources.values},
        inputs=tuple(map(entries.used, document.records("inputs"))),
        findings=tuple(map(entries.finding, document.records("findings"))),
        notes=document.texts("notes"),
        versions={key: versions.text(key) for key in versions.values},
        digest=hashlib.sha256(content).hexdigest(),
        sectors=_sectors(document),
        weeks=optional("weeks", entries.weekly_returns),
    )
    _check_names(document, snapshot)
    _check_days(document, snapshot)
    return snapshot


def snapshot_text(snapshot: Snapshot) -> str:
    """
    Write a snapshot as the text of its file; the digest is the file's own and is not in it.

    Raises:
        ValueError: If a number is not finite.
    """
    document = {
        "schema": SCHEMA,
        "as_of": snapshot.as_of,
        "notes": snapshot.notes,
        "indexes": tuple(snapshot.indexes[name] for name in sorted(snapshot.indexes)),
        "funds": tuple(snapshot.funds[symbol] for symbol in sorted(snapshot.funds)),
        "risk": snapshot.risk,
        "pause_days": snapshot.pause_days,
        "rate_changes": snapshot.rate_changes,
        "episodes": snapshot.episodes,
        "episodes_total": snapshot.episodes_total,
        "witness": snapshot.witness,
        "robustness": snapshot.robustness,
        "valuations": tuple(sorted(snapshot.valuations, key=_of_one_kind)),
        "valuation_history": snapshot.valuation_history,
        "index_sizes": tuple(snapshot.index_sizes[name] for name in sorted(snapshot.index_sizes)),
        "mega_caps": snapshot.mega_caps,
        "core_inflation": snapshot.core_inflation,
        "signals": snapshot.signals,
        "sources": dict(sorted(snapshot.sources.items())),
        "inputs": snapshot.inputs,
        "findings": snapshot.findings,
        "versions": dict(sorted(snapshot.versions.items())),
        "sectors": [_written(mix) for mix in snapshot.sectors] or None,
        "weeks": snapshot.weeks,
    }
    known = {key: value for key, value in document.items() if value is not None}
    return laid_out(plain(known)) + "\n"


def _parsed(content: bytes, place: str) -> object:
    """Parse JSON, refusing what is not text, not JSON, or holds NaN or infinity."""
    try:
        return json.loads(content.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        message = f"is not a snapshot file: {error}"
        raise MarketDataError(Problem(place, message, _REBUILD)) from None


def _refuse_constant(name: str) -> float:
    """JSON proper knows no NaN and no infinity."""
    message = f"{name} is not a number"
    raise ValueError(message)


def _by(
    document: Record, key: str, read: Callable[[Record], Entry], name: Callable[[Entry], str]
) -> dict[str, Entry]:
    """Read the entries of a list by name, each name once."""
    found: dict[str, Entry] = {}
    for record in document.records(key):
        entry = read(record)
        if name(entry) in found:
            record.refuse(f"{name(entry)} appears twice")
        found[name(entry)] = entry
    return found


def _sectors(document: Record) -> tuple[SectorMix, ...]:
    """Read the sectors of indexes, each index once; a snapshot may know none."""
    if not document.has("sectors"):
        return ()
    return tuple(_by(document, "sectors", entries.sector_mix, lambda mix: mix.index).values())


def _written(mix: SectorMix) -> dict[str, object]:
    """Write sectors with their parts by name."""
    return {**asdict(mix), "weights": dict(mix.weights)}


def _of_one_kind(value: Valuation) -> str:
    """Name a valuation so that two of one name are two figures for one thing."""
    return f"{value.of}, {value.measure}, {value.definition}"


def _check_names(document: Record, snapshot: Snapshot) -> None:
    """Refuse a name of an index that the snapshot does not describe, and risk that is not whole."""
    known = snapshot.indexes
    if len(set(snapshot.risk.indexes)) < len(snapshot.risk.indexes):
        document.refuse("names an index twice", "risk")
    if set(snapshot.risk.indexes) != set(known):
        document.refuse("does not cover exactly the indexes that are described", "risk")
    for name, _ in SMALL_MINUS_LARGE.legs:
        if name not in known:
            document.refuse(f"{name} is missing; every proposal needs it", "indexes")
    for fund in snapshot.funds.values():
        if fund.index not in known:
            document.refuse(f"{fund.symbol} tracks {fund.index!r}, which is not described", "funds")
    histories = tuple(history.index for history in snapshot.valuation_history)
    named = (
        ("valuations", tuple(value.index for value in snapshot.valuations)),
        ("valuations", tuple(v.relative_to for v in snapshot.valuations if v.relative_to)),
        ("valuation_history", histories),
        ("index_sizes", tuple(snapshot.index_sizes)),
        ("mega_caps", tuple(snapshot.mega_caps.weights) if snapshot.mega_caps else ()),
        ("sectors", tuple(mix.index for mix in snapshot.sectors)),
        ("weeks", snapshot.weeks.indexes if snapshot.weeks else ()),
    )
    for key, names in named:
        for name in names:
            if name not in known:
                document.refuse(f"{name!r} is not described", key)


def _check_days(document: Record, snapshot: Snapshot) -> None:
    """Refuse whatever lies after the date of the snapshot, and changes out of order."""
    announced = [change.announced for change in snapshot.rate_changes]
    if announced != sorted(set(announced)):
        document.refuse("are not in order of the day they were announced", "rate_changes")
    if snapshot.risk.start >= snapshot.risk.end:
        document.refuse("ends before it starts", "risk")
    for key, day in _days(snapshot):
        if day > snapshot.as_of:
            document.refuse(f"{day} lies after the date of the snapshot", key)


def _days(snapshot: Snapshot) -> list[tuple[str, date]]:
    """List every day on which something in the snapshot was first known, with its key."""
    prices = [fund.price_date for fund in snapshot.funds.values()]
    samples = [
        *(("episodes", sample) for sample in snapshot.episodes.values()),
        *(("episodes_total", sample) for sample in snapshot.episodes_total.values()),
        *(("witness", sample) for sample in snapshot.witness.values()),
        *(("signals", signal.evidence) for signal in snapshot.signals),
    ]
    return [
        ("risk", snapshot.risk.end),
        *(("funds", day) for day in prices if day is not None),
        *(("funds", fund.income.as_of) for fund in snapshot.funds.values() if fund.income),
        *(("rate_changes", change.announced) for change in snapshot.rate_changes),
        *((key, episode.end) for key, sample in samples for episode in sample.episodes),
        *(("valuations", value.on) for value in snapshot.valuations),
        *(("valuations", value.reference_date) for value in snapshot.valuations),
        *(("valuation_history", day) for past in snapshot.valuation_history for day in past.months),
        *(("index_sizes", size.on) for size in snapshot.index_sizes.values()),
        *(("sectors", mix.on) for mix in snapshot.sectors),
        *(("weeks", day) for weeks in (snapshot.weeks,) if weeks for day in weeks.ends),
        *(("signals", each.since) for each in snapshot.signals if each.since is not None),
        *(("signals", each.readable) for each in snapshot.signals),
        *(("mega_caps", each.on) for each in (snapshot.mega_caps,) if each is not None),
        *(("core_inflation", each.released) for each in (snapshot.core_inflation,) if each),
        *(("inputs", each.last) for each in snapshot.inputs),
        *(("findings", each.last) for each in snapshot.findings),
    ]
