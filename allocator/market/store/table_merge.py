"""
What becomes of a table that is offered to the store: it is the same, or it contradicts.

One that says the same of every line in further columns takes the place of what is stored.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.market.store.merge import Merge, Outcome
from allocator.market.wording import counted

if TYPE_CHECKING:
    from allocator.market.series import Table


def merged_tables(stored: Table | None, offered: Table, *, replacing: bool) -> tuple[Table, Merge]:
    """
    Put a stored and an offered table together.

    Args:
        stored: What is stored under the key.
        offered: What came.
        replacing: Whether the offered table is to take the place of the stored one anyway.

    Returns:
        The table to store from now on, and what happened.
    """
    key, count = offered.key, len(offered.lines)
    if stored is None:
        return offered, Merge(key, Outcome.NEW, count, None, counted(count, "line"))
    if stored.digest == offered.digest:
        message = f"nothing new; {counted(count, 'line')} agree"
        return offered, Merge(key, Outcome.SAME, 0, None, message)
    if more := _further_columns(stored, offered):
        message = f"{counted(count, 'line')} agree; further columns: {', '.join(more)}"
        return offered, Merge(key, Outcome.EXTENDED, 0, None, message)
    added, difference = _difference(stored, offered)
    if replacing:
        message = f"took the place of what was stored; {difference}"
        return offered, Merge(key, Outcome.REPLACED, added, None, message)
    message = (
        f"{difference}; nothing was written: if the new lines are right, fetch or import them "
        "again with --replace"
    )
    return stored, Merge(key, Outcome.CONTRADICTED, 0, None, message)


def _further_columns(stored: Table, offered: Table) -> list[str]:
    """Name the columns that are new, if all others are there with the same content."""
    before, after = list(stored.lines), list(offered.lines)
    if not set(before) < set(after):
        return []
    same = replace(offered, lines=offered.lines[before]).digest == stored.digest
    return [str(name) for name in after if name not in before] if same else []


def _difference(stored: Table, offered: Table) -> tuple[int, str]:
    """Count the lines that are new, and say how the tables differ."""
    before, after = _lines(stored), _lines(offered)
    gone, new = before - after, after - before
    parts = [
        f"{lines.total():,} of {len(table.lines):,} {whose} lines are not in the other, the first "
        f"{next(iter(lines))!r}"
        for lines, table, whose in ((gone, stored, "stored"), (new, offered, "offered"))
        if lines
    ]
    if list(stored.lines) != list(offered.lines):
        columns = [", ".join(map(str, table.lines)) for table in (stored, offered)]
        parts.insert(0, f"its columns are {columns[1]} and not {columns[0]}")
    return new.total(), "; ".join(parts) or "its lines are in another order"


def _lines(table: Table) -> Counter[str]:
    """Count each line as text."""
    return Counter(table.lines.to_csv(index=False, header=False).splitlines())
