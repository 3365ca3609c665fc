"""Tables of one day: made from their cells, and checked against themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.market.formats.numbers import Style, is_missing, number
from allocator.market.formats.reading import Reading
from allocator.market.series import Table, TableKey, TableKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from allocator.errors import Problem
    from allocator.market.formats.reading import About
    from allocator.model.arrays import Array

_WORDS = ("ticker", "name", "sector", "asset_class")
_NUMBERS = ("value", "weight", "quantity", "price")
_WHOLE, _OFF = 100.0, 1.0
_ROUNDING = 0.006
"""Weights are rounded to hundredths of a per cent."""


def holdings(
    about: About,
    fund: str,
    day: date,
    cells: Mapping[str, Sequence[str]],
    numbers: Sequence[int],
) -> Reading:
    """
    Make the table of what a fund holds.

    Args:
        about: The file.
        fund: Its ticker, or its name where no ticker is known.
        day: The day it describes; nothing is read if that is later than may be seen.
        cells: Text by column, as `TableKind.HOLDINGS` names them; columns may be missing.
        numbers: The number of each line in the file.
    """
    if about.is_later(day):
        return Reading()
    problems: tuple[Problem, ...] = ()
    columns: dict[str, object] = {
        word: list(cells.get(word, [""] * len(numbers))) for word in _WORDS
    }
    for name in _NUMBERS:
        values, wrong = _amounts(about, cells.get(name, [""] * len(numbers)), numbers)
        columns[name] = values
        problems += wrong
    if problems:
        return Reading(problems=problems)
    key = TableKey(TableKind.HOLDINGS, fund, day, about.source)
    table = Table(key, pd.DataFrame(columns), about.origin)
    return Reading(tables=(table,), problems=_weights(about, table.lines))


def _amounts(
    about: About, cells: Sequence[str], numbers: Sequence[int]
) -> tuple[Array, tuple[Problem, ...]]:
    """Read numbers whose thousands are grouped by commas, as funds write them."""
    values = [np.nan if is_missing(cell) else _amount(cell) for cell in cells]
    wrong = tuple(
        about.error(f"{cell!r} is not a number", "fetch the file again", line)
        for cell, value, line in zip(cells, values, numbers, strict=True)
        if value is None
    )
    return np.array([np.nan if value is None else value for value in values]), wrong


def _amount(cell: str) -> float | None:
    """Read one number; what is less than some hundredth is not given as a number."""
    body = cell.rstrip("%")
    return np.nan if body.startswith("<") else number(body, Style.POINT)


def _weights(about: About, lines: pd.DataFrame) -> tuple[Problem, ...]:
    """Check that weights make a hundred per cent, and are those of the values."""
    weights, values = lines["weight"], lines["value"]
    problems: tuple[Problem, ...] = ()
    total = float(weights.sum())
    shares = _WHOLE * values / values.sum()
    worst = float((weights - shares).abs().max())
    agree = worst <= _ROUNDING
    if abs(total - _WHOLE) > _OFF:
        message = f"the weights of its {len(lines):,} lines add up to {total:.2f}%"
        why = "; each is right to its two decimals" if agree else "; lines may be missing"
        problems += (about.warning(message + why),)
    elif not agree:
        message = f"a weight differs by {worst:.2f} points from its part of the value of all lines"
        problems += (about.warning(message),)
    return problems
