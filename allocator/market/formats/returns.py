"""What Ken French's files have in common with copies of them: names, missing numbers, weights."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.catalogue import plain_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.errors import Problem
    from allocator.market.formats.reading import About
    from allocator.model.arrays import Array

FACTORS = frozenset({"Mkt-RF", "SMB", "HML", "RMW", "CMA", "RF", "Mom"})
"""Names of factors; anything else with returns is a portfolio, which has weights."""

_MISSING = (-99.99, -999.0)
_EXCEL_DECEMBER = re.compile(r"0?([2-9])-Dec")


class Weighting(Enum):
    """How a portfolio weighs its members, or that a table holds no returns at all."""

    VALUE = "value-weighted returns"
    EQUAL = "equal-weighted returns"
    NONE = "numbers or sizes of firms, not returns"
    UNSAID = "returns whose weights are not said"


def weighting(words: Iterable[str]) -> Weighting:
    """
    Tell what a title, or the name of a file, says in small letters.

    Example:
        >>> weighting({"equal", "weight", "returns", "monthly"}).name
        'EQUAL'
        >>> weighting({"size", "portfolios", "vw", "monthly"}).name
        'VALUE'
    """
    said = set(words)
    if said & {"firms", "nfirms", "number", "avgsize", "sum", "me", "firm"}:
        return Weighting.NONE
    value = bool(said & {"vw", "value"})
    equal = bool(said & {"ew", "equal", "equally"})
    if value == equal:
        return Weighting.UNSAID
    return Weighting.VALUE if value else Weighting.EQUAL


def proper_name(name: str) -> str:
    """
    Undo what spreadsheets make of `Dec 2`, the second decile, and Yahoo's mark of an index.

    Example:
        >>> proper_name("2-Dec"), proper_name("^RUT")
        ('Dec 2', 'RUT')
    """
    found = _EXCEL_DECEMBER.fullmatch(name)
    return f"Dec {found[1]}" if found else plain_name(name)


def is_absent(value: float) -> bool:
    """Tell whether a number says that there is none."""
    return value in _MISSING


def present(values: Array) -> Array:
    """Put NaN for the numbers by which French says that there is none."""
    return np.where(np.isin(values, _MISSING), np.nan, values)


def renamed(about: About, names: Iterable[str]) -> tuple[Problem, ...]:
    """Say which deciles a spreadsheet had turned into days."""
    given = [name for name in names if _EXCEL_DECEMBER.fullmatch(name)]
    if not given:
        return ()
    message = f"{', '.join(given)}: read as deciles, of which a spreadsheet made days"
    return (about.warning(message),)
