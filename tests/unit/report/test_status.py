import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from allocator.errors import Problem
from allocator.market.series import Frequency, Key, Kind
from allocator.report.status import Status, Used, status_json, status_text

TODAY = date(2026, 5, 2)


@dataclass(frozen=True)
class Stored:
    """An entry of the store, as far as the report needs it."""

    key: Key
    frequency: Frequency
    rows: int
    first: date
    last: date
    fetched_at: datetime
    origin: str = "chart of IWM"
    digest: str = "ab" * 32
    bytes: int = 1000


def entry(name, last, kind=Kind.CLOSE, source="yahoo", fetched=1):
    return Stored(
        Key(kind, name, source), Frequency.DAILY, 100, date(2000, 5, 26), last,
        datetime(2026, 5, fetched, 12, tzinfo=UTC),
    )  # fmt: skip


def used(day=date(2026, 4, 30)):
    return Used(
        "your snapshot 2026-04-30.json",
        "~/market/snapshots/2026-04-30.json",
        day,
        "bundled/snapshot.json",
        date(2025, 12, 24),
    )


ENTRIES = (
    entry("IWM", date(2026, 5, 1), fetched=2),
    entry("SPY", date(2026, 5, 1)),
    entry("VTWO", date(2025, 12, 24)),
    entry("DFF", date(2026, 4, 30), Kind.RATE, "fred"),
)


def test_series_are_counted_by_source_and_kind():
    text = status_text(Status("~/market", ENTRIES, (), used()), TODAY, 100)
    rows = [line.split() for line in text.splitlines()]
    assert rows[2:5:2] == [["fred"], ["yahoo"]]
    assert [
        "rate",
        "1",
        "2000-05-26",
        "2026-04-30",
        "2026-05-01,",
        "1",
        "day",
        "ago",
    ] in rows
    assert ["close", "3", "2000-05-26", "2026-05-01", "2026-05-02,", "today"] in rows


def test_a_series_that_ends_well_before_the_others_is_named():
    text = status_text(Status("~/market", ENTRIES, (), used()), TODAY, 100)
    assert "close of yahoo ends on 2025-12-24 VTWO\n" in text


def test_the_snapshot_in_use_is_named_with_its_age():
    text = status_text(Status("~/market", (), (), used()), TODAY, 100)
    assert "your snapshot 2026-04-30.json of 2026-04-30, 2 days old" in text
    assert "bundled  of 2025-12-24: bundled/snapshot.json" in text
    assert "newer than your own" not in text
    older = status_text(Status("~/market", (), (), used(date(2020, 3, 31))), TODAY, 100)
    assert "the bundled snapshot is newer than your own; name it with --snapshot" in older


def test_a_snapshot_that_is_refused_has_no_day():
    status = Status("~/market", (), (), used(None))
    text = status_text(status, TODAY, 120)
    assert "in use   your snapshot 2026-04-30.json, which is refused" in text
    assert "bundled  of 2025-12-24" in text
    assert "newer" not in text
    assert json.loads(status_json(status))["used"]["as_of"] is None


def test_sources_with_long_names_are_told_apart_at_eighty_columns():
    """Each once, above its kinds; only one as wide as the page is cut."""
    names = [f"{'russell_indexes_' * 3}{end}" for end in ("daily", "monthly", "x" * 90)]
    entries = [entry("IWM", date(2026, 5, 1), source=name) for name in names]
    entries.append(entry("IWM", date(2026, 5, 1), Kind.ADJUSTED, names[0]))
    text = status_text(Status("~/market", tuple(entries), (), used()), TODAY, 80)
    lines = text.splitlines()
    assert lines.count(f"  {names[0]}") == lines.count(f"  {names[1]}") == 1
    assert max(map(len, lines)) <= 80
    first = lines.index(f"  {names[0]}")
    assert [line.split()[0] for line in lines[first + 1 : first + 3]] == ["adjusted", "close"]


def test_an_empty_store_says_what_to_do():
    text = status_text(Status("~/market", (), (), used()), TODAY, 80)
    assert "nothing stored: allocator data refresh fetches" in text


@pytest.mark.parametrize("width", [80, 100, 120])
def test_no_line_is_wider_than_asked(width):
    late = [entry(f"FUND{n}", date(2025, 1, 2)) for n in range(20)]
    late += [entry(f"F{n}", date(2026, 5, 1)) for n in range(40)]
    text = status_text(Status("~/market", (*ENTRIES, *late), (), used()), TODAY, width)
    assert max(map(len, text.splitlines())) <= width


def test_json_holds_every_series_and_what_is_damaged():
    problems = (Problem("close--IWM.parquet", "is damaged", "fetch it again"),)
    told = json.loads(status_json(Status("~/market", ENTRIES, problems, used())))
    assert [series["name"] for series in told["series"]] == ["IWM", "SPY", "VTWO", "DFF"]
    assert told["series"][0]["fetched_at"] == "2026-05-02T12:00:00+00:00"
    assert "is damaged" in told["damaged"][0]
    assert told["used"]["as_of"] == "2026-04-30"
