"""Entries on what followed: episodes of phases and of signals, and how far they carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.rate_cycle import Phase
from allocator.model.signals import Signal
from allocator.model.views import (
    Chance,
    Episode,
    Evidence,
    PauseRule,
    Robustness,
    StartRange,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.market.record import Record


def episodes(record: Record) -> Mapping[Phase, Evidence]:
    """Read the evidence of every phase, in the order of the cycle."""
    record.only(*Phase)
    return {phase: sample(record.record(phase)) for phase in Phase}


def witness(record: Record) -> Mapping[Phase, Evidence]:
    """Read the evidence of another record, of every phase or, where there is none, of none."""
    return episodes(record) if record.values else {}


def robustness(record: Record) -> Mapping[Phase, Robustness]:
    """Read how far the evidence of each phase depends on choices."""
    record.only(*Phase)
    return {phase: _robustness(record.record(phase)) for phase in Phase}


def signal(record: Record) -> Signal:
    """Read a rotation signal with its evidence."""
    always = ("key", "title", "seen", "rule", "evidence", "readable")
    record.only(*always, optional=("since", "mean_since", "read_from", "unknown_because"))
    if record.has("since") and record.has("unknown_because"):
        record.refuse("is on, and not known to be", "since")
    return Signal(
        key=record.text("key"),
        title=record.text("title"),
        seen=record.text("seen"),
        rule=record.text("rule"),
        since=record.day("since") if record.has("since") else None,
        evidence=sample(record.record("evidence")),
        readable=record.day("readable"),
        mean_since=record.number("mean_since") if record.has("mean_since") else None,
        read_from=record.text("read_from") if record.has("read_from") else None,
        unknown_because=record.text("unknown_because") if record.has("unknown_because") else None,
    )


def sample(record: Record) -> Evidence:
    """Read a sample."""
    record.only("basis", "episodes", "baseline_mean", "source")
    return Evidence(
        basis=record.text("basis"),
        episodes=tuple(_episode(item) for item in record.records("episodes")),
        baseline_mean=record.number("baseline_mean"),
        source=record.text("source"),
    )


def _robustness(record: Record) -> Robustness:
    """Read what other choices would have given."""
    record.only("pauses", "starts", "sessions", optional=("chance",))
    return Robustness(
        pauses=tuple(_pause_rule(item) for item in record.records("pauses")),
        starts=tuple(_start_range(item) for item in record.records("starts")),
        sessions=record.whole("sessions", 0),
        chance=_chance(record.record("chance")) if record.has("chance") else None,
    )


def _pause_rule(record: Record) -> PauseRule:
    """Read the episodes under another rule of what a pause is."""
    record.only("days", "episodes")
    episodes = tuple(_episode(item) for item in record.records("episodes"))
    return PauseRule(record.whole("days", 1), episodes)


def _start_range(record: Record) -> StartRange:
    """Read what other days to begin an episode on would have given."""
    record.only("start", "least", "largest")
    return StartRange(record.day("start"), record.number("least"), record.number("largest"))


def _chance(record: Record) -> Chance:
    """Read how often dates that mean nothing match a sample."""
    record.only("random_dates", "draws", "seed", "shifted")
    return Chance(
        random_dates=record.number("random_dates", 0, 1),
        draws=record.whole("draws", 1),
        seed=record.whole("seed", 0),
        shifted=record.number("shifted", 0, 1),
    )


def _episode(record: Record) -> Episode:
    """Read one past case; returns are fractions."""
    record.only("start", "end", "small", "large")
    found = Episode(
        start=record.day("start"),
        end=record.day("end"),
        small=record.number("small", -1, 10),
        large=record.number("large", -1, 10),
    )
    if found.end <= found.start:
        record.refuse("ends before it starts", "end")
    return found
