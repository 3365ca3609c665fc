"""What came of importing files: series and tables, rows and spans, and what did not come."""

from __future__ import annotations

from itertools import groupby
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from allocator.errors import Severity
from allocator.market.series import TableKey
from allocator.market.store import Outcome
from allocator.model.plain import plain
from allocator.report.json_text import json_text
from allocator.report.numbers import count
from allocator.report.table import clipped, paragraph, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from allocator.market.intake import FileReport, Kept, Summary

_WIDEST_NAME = 18
_CHANGES = {Outcome.READJUSTED, Outcome.REVISED, Outcome.REPLACED}
_COLUMNS = ("file", "kind", "series", "rows", "first", "last", "")


def intake_text(summary: Summary, width: int) -> str:
    """Lay out what was stored and what is odd; errors go to another stream."""
    ended = "Ended by Ctrl-C: imported" if summary.left else "Imported"
    lines = [f"{ended} into {summary.place}"]
    rows = [_row(file, group) for file in summary.files for group in _groups(file.kept)]
    if rows:
        lines += table([_COLUMNS, *rows], "llrrlll", width)
    lines += [
        line
        for text in (*_changes(summary), *_warnings(summary), *_left(summary))
        for line in paragraph(text, width, indent=2, hang=4)
    ]
    lines.append(_totals(summary))
    return "\n".join(lines) + "\n"


def intake_json(summary: Summary) -> str:
    """Write the same for a program."""
    text = json_text(
        {
            "store": summary.place,
            "files": [
                {
                    "file": file.name,
                    "kept": [_kept(each) for each in file.kept],
                    "problems": [plain(each) for each in file.problems],
                }
                for file in summary.files
            ],
            "problems": [plain(each) for each in summary.problems],
            "interrupted": bool(summary.left),
            "left": list(summary.left),
        }
    )
    return text + "\n"


def _kept(each: Kept) -> dict[str, object]:
    """Write one series or table."""
    return {
        "kind": str(each.key.kind),
        "name": each.key.name,
        "source": each.key.source,
        "rows": each.rows,
        "first": str(each.first),
        "last": str(each.last),
        "outcome": str(each.merge.outcome),
        "added": each.merge.added,
        "message": each.merge.message,
    }


def _groups(kept: Sequence[Kept]) -> Iterator[list[Kept]]:
    """Group what became of one file by kind and outcome, in that order."""

    def sort(each: Kept) -> tuple[str, str]:
        """Tell kind and outcome."""
        return str(each.key.kind), str(each.merge.outcome)

    for _, group in groupby(sorted(kept, key=sort), key=sort):
        yield list(group)


def _row(file: FileReport, group: list[Kept]) -> tuple[str, ...]:
    """Sum up what became of some series of a file."""
    names = [each.key.name for each in group]
    return (
        PurePosixPath(file.name).name,
        str(group[0].key.kind),
        clipped(names[0], _WIDEST_NAME) if len(names) == 1 else f"{len(names):,}",
        f"{sum(each.rows for each in group):,}",
        str(min(each.first for each in group)),
        str(max(each.last for each in group)),
        str(group[0].merge.outcome),
    )


def _changes(summary: Summary) -> Iterator[str]:
    """Say how what was stored before has changed."""
    for file in summary.files:
        for each in file.kept:
            if each.merge.outcome in _CHANGES:
                yield f"{each.key}: {each.merge.outcome}: {each.merge.message}"


def _warnings(summary: Summary) -> Iterator[str]:
    """Say what is odd, or not used, each once for all files of which it is true."""
    places: dict[str, list[str]] = {}
    of_files = (each for file in summary.files for each in file.problems)
    for each in (*of_files, *summary.problems):
        if each.severity is Severity.WARNING:
            text = f"{each.message}; {each.remedy}" if each.remedy else each.message
            places.setdefault(text, []).append(each.place)
    for text, where in places.items():
        yield f"warning: {', '.join(where)}: {text}"


def _left(summary: Summary) -> Iterator[str]:
    """Name the files that an import which was ended did not come to, or not to the end of."""
    if summary.left:
        yield f"not imported, or in part only: {', '.join(summary.left)}; import them again"


def _totals(summary: Summary) -> str:
    """Count everything in one line."""
    kept = [each for file in summary.files for each in file.kept]
    tables = sum(isinstance(each.key, TableKey) for each in kept)
    empty = sum(not file.kept for file in summary.files)
    parts = [f"{len(kept) - tables:,} series", count(tables, "table")]
    text = f"{' and '.join(parts)} from {count(len(summary.files), 'file')}"
    if empty:
        text += f", {empty:,} of which gave nothing"
    errors = len(summary.errors)
    return f"{text}; {count(errors, 'error')}" if errors else f"{text}; no errors"
