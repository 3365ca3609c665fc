"""What the store refuses to take: series and tables that cannot be what they say they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import MarketDataError, Problem
from allocator.market.record import YEARS
from allocator.market.series import PRICES, Kind

if TYPE_CHECKING:
    import pandas as pd

    from allocator.market.series import Days, Flags, Key, Series, Table, TableKey

_NOTHING = "nothing was stored; "
_CORRECT = "correct the file, or fetch the data again"
_SORT = "sort the rows by day, oldest first"
_WRONG = "is neither text throughout nor numbers, finite or missing"
_NO_TIME = np.timedelta64(0, "D")
_BEGIN, _END = np.datetime64(f"{YEARS.start}-01-01"), np.datetime64(f"{YEARS.stop}-01-01")


def check_series(series: Series) -> None:
    """
    Refuse a series that is not even well formed.

    Raises:
        MarketDataError: If it is empty, has days that are none, unordered or twice, numbers that
            are not finite, prices, splits or volumes that are not positive, or numbers that were
            public before their day; with all that is wrong.
    """
    days, values, known = series.days, series.values, series.known
    steps = np.diff(days, prepend=days[:1] - 1)
    dated = _is_day(days) & _is_day(known)
    positive = series.key.kind in PRICES | {Kind.SPLIT, Kind.VOLUME}
    again = steps == _NO_TIME
    faults = (
        ("of no day, or of one outside the years 1800 to 2199", ~dated, _CORRECT),
        ("of the day above it again", again, _one_of_two(series, again)),
        ("of an earlier day than the one above it", steps < _NO_TIME, _SORT),
        ("not finite", ~np.isfinite(values), _CORRECT),
        ("not positive", (values <= 0) & positive, _CORRECT),
        ("dated as public before its day", dated & (known < days), _CORRECT),
    )
    found = [(_found(series, where, what), how) for what, where, how in faults if where.any()]
    _refuse(series.key, series.origin, found if len(series) else [("has no numbers", _CORRECT)])


def check_table(table: Table) -> None:
    """
    Refuse a table that would not come back as it is.

    Raises:
        MarketDataError: If it has no lines, two columns of one name, or a column that is neither
            all text nor all floats, finite or NaN; with all that is wrong.
    """
    names = list(table.lines)
    if len(set(names)) < len(names) or not all(isinstance(name, str) for name in names):
        found = ["has columns without a name of their own"]
    else:
        found = [f"its column {name!r} {_WRONG}" for name in names if not _fits(table.lines[name])]
    found = found if len(table.lines) else ["has no lines"]
    _refuse(table.key, table.origin, [(what, _CORRECT) for what in found])


def _fits(column: pd.Series) -> bool:
    """Tell whether a column is all text, or floats of which none is infinite."""
    if column.dtype == np.float64:
        return not np.isinf(column).any()
    return all(isinstance(word, str) for word in column)


def _is_day(days: Days) -> Flags:
    """Tell which days are days of a market."""
    return (days >= _BEGIN) & (days < _END)


def _found(series: Series, where: Flags, what: str) -> str:
    """Say how many numbers have a fault, and where it is first."""
    row = int(np.argmax(where))
    first = f"{series.values[row]:.8g} of {series.days[row]} in row {row + 1}"
    return f"{int(where.sum())} of {len(series)} numbers are {what}, first {first}"


def _one_of_two(series: Series, again: Flags) -> str:
    """Say which of the rows of a doubled day to remove."""
    rows = np.flatnonzero(again)
    before, after = series.values[rows - 1], series.values[rows]
    differ = np.flatnonzero(before != after)
    if not len(differ):
        return "remove the second row of each such day, which says the same"
    first = differ[0]
    numbers = f"{before[first]:.8g} and {after[first]:.8g}"
    return f"remove the wrong row of each such day: {series.days[rows[first]]} has {numbers}"


def _refuse(key: Key | TableKey, origin: str, found: list[tuple[str, str]]) -> None:
    """Raise for what is wrong, if anything."""
    if found:
        place = f"{key} from {origin}"
        raise MarketDataError(*(Problem(place, what, _NOTHING + how) for what, how in found))
