"""
Layouts that are recognised and not used.

Saying so beats taking weights for prices. When something here is put to use, its entry goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.market.formats.layout import Format
from allocator.market.formats.reading import Listing, Reading
from allocator.market.formats.sheet import is_day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from allocator.errors import Problem
    from allocator.market.formats.sheet import Head, Sheet

_TOTALS = {"sum", "total"}
_CENT = 0.02


def not_used(name: str, recognises: Callable[[Head], bool]) -> Format:
    """Make the format of files that are recognised, and of which nothing is read."""

    def say(sheet: Sheet) -> Problem:
        """Say what a file is."""
        return sheet.about.warning(f"holds {name}, which nothing here uses")

    def read(sheet: Sheet) -> Reading:
        """Read nothing."""
        return Reading(problems=(say(sheet),))

    def lists(sheet: Sheet, lines: Sequence[str]) -> Listing:
        """List nothing."""
        del lines
        return Listing(problems=(say(sheet),))

    return Format(name, recognises, read, lists)


def are_weights(head: Head) -> bool:
    """
    Recognise the weights of a fund's members by the day.

    Either a column is the sum of the others, or the weights of every day make a hundred per cent:
    no prices do.
    """
    if len(head) < 2 or len(head[0]) < 4 or is_day(head[0][0]):
        return False
    rows = [row[1:] for row in head[1:] if is_day(row[0])]
    if not rows or any(len(row) != len(head[0]) - 1 for row in rows):
        return False
    total = next((at for at, name in enumerate(head[0][1:]) if name.lower() in _TOTALS), None)
    try:
        numbers = [[float(cell or 0) for cell in row] for row in rows]
    except ValueError:
        return False
    if total is not None:
        return all(abs(sum(row) - 2 * row[total]) <= _CENT * row[total] for row in numbers)
    return any(all(abs(sum(row) - whole) <= _CENT * whole for row in numbers) for whole in (1, 100))


def are_quarterly_holdings(head: Head) -> bool:
    """Recognise holdings of many quarters in one file, as they are collected from form N-PORT."""
    return bool(head) and {"fund_ticker", "report_date", "pct_weight"} <= {
        cell.lower() for cell in head[0]
    }
