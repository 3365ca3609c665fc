"""What is stored, how old it is, and which snapshot a proposal would use."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from allocator.market.series import Frequency
from allocator.report.json_text import json_text
from allocator.report.numbers import count
from allocator.report.table import clipped, labelled, paragraph, printable, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from allocator.errors import Problem
    from allocator.market.store import Header

BEHIND_DAYS = 7
"""A daily series that ends this much before most of its source is named."""
_COLUMNS = ("source, kind", "series", "first", "last", "fetched")


@dataclass(frozen=True, slots=True)
class Used:
    """
    The snapshot that a proposal would use.

    Attributes:
        whose: Whose it is, in words.
        path: Its file.
        as_of: Its day; None if it is refused.
        bundled_path: The file of the bundled one.
        bundled_as_of: The day of that.
    """

    whose: str
    path: str
    as_of: date | None
    bundled_path: str
    bundled_as_of: date


@dataclass(frozen=True, slots=True)
class Status:
    """What there is: series by their metadata, damage, and the snapshot in use."""

    home: str
    entries: tuple[Header, ...]
    problems: tuple[Problem, ...]
    used: Used


def status_text(status: Status, today: date, width: int) -> str:
    """Lay out what is stored by source and kind, what is behind, and the snapshot in use."""
    lines = [f"Market data in {status.home}"]
    if status.entries:
        lines += _stored(status.entries, today, width)
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
                "as_of": None if status.used.as_of is None else str(status.used.as_of),
            },
            "bundled_as_of": str(status.used.bundled_as_of),
        }
    )
    return text + "\n"


def _groups(entries: tuple[Header, ...]) -> Iterator[list[Header]]:
    """Group series by source and kind, in that order."""
    ordered = sorted(entries, key=lambda entry: (entry.key.source, entry.key.kind, entry.key.name))
    for _, group in groupby(ordered, key=lambda entry: (entry.key.source, entry.key.kind)):
        yield list(group)


def _stored(entries: tuple[Header, ...], today: date, width: int) -> list[str]:
    """Put a row for each kind under its source; long names of sources have lines of their own."""
    groups = list(_groups(entries))
    head, *rows = table([_COLUMNS, *(_row(group, today) for group in groups)], "lrlll", width)
    lines, said = [head], None
    for group, row in zip(groups, rows, strict=True):
        source = group[0].key.source
        if source != said:
            lines.append(f"  {clipped(printable(source), width - 2)}")
        lines.append(row)
        said = source
    return lines


def _row(group: list[Header], today: date) -> tuple[str, ...]:
    """Sum one source and kind up."""
    fetched = max(entry.fetched_at for entry in group).date()
    return (
        f"  {group[0].key.kind}",
        str(len(group)),
        str(min(entry.first for entry in group)),
        str(max(entry.last for entry in group)),
        f"{fetched}, {_ago(today, fetched)}",
    )


def _behind(entries: tuple[Header, ...]) -> list[str]:
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
    bundled = ("bundled", f"of {used.bundled_as_of}: {used.bundled_path}")
    if used.as_of is None:
        refused = (
            f"{used.whose}, which is refused, as is a proposal without --snapshot: {used.path}"
        )
        return [("in use", refused), bundled]
    age = count((today - used.as_of).days, "day")
    lines = [("in use", f"{used.whose} of {used.as_of}, {age} old: {used.path}")]
    if used.path != used.bundled_path:
        lines.append(bundled)
    if used.as_of < used.bundled_as_of:
        newer = "the bundled snapshot is newer than your own; name it with --snapshot to use it"
        lines.append(("note", newer))
    return lines


def _ago(today: date, day: date) -> str:
    """Say how long ago a day was."""
    days = (today - day).days
    return "today" if days == 0 else f"{count(days, 'day')} ago"
