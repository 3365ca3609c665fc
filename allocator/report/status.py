"""What is stored, how old it is, and which snapshot a proposal would use."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from allocator.market.series import Frequency
from allocator.report.json_text import json_text
from allocator.report.numbers import count
from allocator.report.table import labelled, paragraph, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from allocator.errors import Problem
    from allocator.market.store import Entry

BEHIND_DAYS = 7
"""A daily series that ends this much before most of its source is named."""
_COLUMNS = ("source", "kind", "series", "first", "last", "fetched")


@dataclass(frozen=True, slots=True)
class Used:
    """The snapshot that a proposal would use, in words and with its day, and the bundled one's."""

    whose: str
    path: str
    as_of: date
    bundled_as_of: date


@dataclass(frozen=True, slots=True)
class Status:
    """What there is: series by their metadata, damage, and the snapshot in use."""

    home: str
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    used: Used


def status_text(status: Status, today: date, width: int) -> str:
    """Lay the status out as a table by source and kind, what is behind, and the snapshot in use."""
    lines = [f"Market data in {status.home}"]
    if status.entries:
        rows = [_COLUMNS, *(_row(group, today) for group in _groups(status.entries))]
        lines += table(rows, "llrlll", width)
        lines += [
            line
            for text in _behind(status.entries)
            for line in paragraph(text, width, indent=2, hang=4)
        ]
    else:
        empty = "nothing stored: allocator data refresh fetches, allocator data import reads files"
        lines += paragraph(empty, width, indent=2)
    lines += ["", "Snapshots", *labelled(_snapshots(status, today), width)]
    return "\n".join(lines) + "\n"


def status_json(status: Status) -> str:
    """Write the status as JSON, one entry a series."""
    text = json_text(
        {
            "home": status.home,
            "series": [
                {
                    "kind": str(entry.key.kind),
                    "name": entry.key.name,
                    "source": entry.key.source,
                    "rows": entry.rows,
                    "first": str(entry.first),
                    "last": str(entry.last),
                    "fetched_at": entry.fetched_at.isoformat(),
                    "origin": entry.origin,
                    "digest": entry.digest,
                }
                for entry in status.entries
            ],
            "damaged": [str(problem) for problem in status.problems],
            "used": {
                "whose": status.used.whose,
                "path": status.used.path,
                "as_of": str(status.used.as_of),
            },
            "bundled_as_of": str(status.used.bundled_as_of),
        }
    )
    return text + "\n"


def _groups(entries: tuple[Entry, ...]) -> Iterator[list[Entry]]:
    """Group series by source and kind, in that order."""
    ordered = sorted(entries, key=lambda entry: (entry.key.source, entry.key.kind, entry.key.name))
    for _, group in groupby(ordered, key=lambda entry: (entry.key.source, entry.key.kind)):
        yield list(group)


def _row(group: list[Entry], today: date) -> tuple[str, ...]:
    """Sum one source and kind up."""
    fetched = max(entry.fetched_at for entry in group).date()
    return (
        group[0].key.source,
        str(group[0].key.kind),
        str(len(group)),
        str(min(entry.first for entry in group)),
        str(max(entry.last for entry in group)),
        f"{fetched}, {_ago(today, fetched)}",
    )


def _behind(entries: tuple[Entry, ...]) -> list[str]:
    """Name daily series that end well before most of their source and kind, by their last day."""
    found = []
    for group in _groups(entries):
        usual = max(Counter(entry.last for entry in group).items(), key=lambda item: item[::-1])[0]
        late: dict[date, list[str]] = defaultdict(list)
        for entry in group:
            if entry.frequency is Frequency.DAILY and (usual - entry.last).days > BEHIND_DAYS:
                late[entry.last].append(entry.key.name)
        parts = [f"on {day} {', '.join(names)}" for day, names in sorted(late.items())]
        if parts:
            found.append(f"{group[0].key.kind} of {group[0].key.source} ends {'; '.join(parts)}")
    return found


def _snapshots(status: Status, today: date) -> list[tuple[str, str]]:
    """Say which snapshot a proposal would use, and which one ships."""
    used = status.used
    age = count((today - used.as_of).days, "day")
    lines = [("in use", f"{used.whose} of {used.as_of}, {age} old: {used.path}")]
    if used.as_of != used.bundled_as_of:
        lines.append(("bundled", f"of {used.bundled_as_of}"))
    if used.as_of < used.bundled_as_of:
        lines.append(("note", "the bundled snapshot is newer than your own"))
    return lines


def _ago(today: date, day: date) -> str:
    """Say how long ago a day was."""
    days = (today - day).days
    return "today" if days == 0 else f"{count(days, 'day')} ago"
