"""Shiller's table of the S&P 500: yields and multiples a market can have, in the units meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.quality.pairs import Pair, change
from allocator.market.quality.wording import error, listed, worst
from allocator.market.wording import as_date
from allocator.model.quality import Check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.market.series import Days, Series
    from allocator.model.arrays import Array
    from allocator.model.quality import Finding


@dataclass(frozen=True, slots=True)
class _Ratio:
    """
    What a ratio may be, and what it was in the table, 1871 to 2026.

    Attributes:
        title: What it is, in the plural.
        name: The series that is found to be wrong.
        over: What it is divided by; empty if it is a ratio itself.
        least: The least that is believed.
        most: The most that is believed.
        usual: The median of the table.
        write: The format of one number.
    """

    title: str
    name: str
    over: str
    least: float
    most: float
    usual: float
    write: str


_RATIOS = (
    # 1.1 percent in August 2000 to 13.8 in June 1932
    _Ratio("dividend yields", "Shiller dividend", "Shiller price", 0.005, 0.15, 0.042, "{:.2%}"),
    # 0.8 percent in May 2009 to 18.8 in December 1917; a P/E of 124 to 5.3
    _Ratio("earnings yields", "Shiller earnings", "Shiller price", 0.005, 0.33, 0.066, "{:.2%}"),
    _Ratio("P/E", "Shiller P/E", "", 3, 200, 15, "{:.1f}"),
    # 4.8 in December 1920 to 44.2 in December 1999; with reinvested dividends to 48.1
    _Ratio("P/E of ten years", "Shiller CAPE", "", 3, 100, 16.6, "{:.1f}"),
    _Ratio("P/E of ten years", "Shiller TR CAPE", "", 3, 100, 20.6, "{:.1f}"),
)
_STEADY = frozenset({"Shiller price", "Shiller CPI", *(ratio.name for ratio in _RATIOS)})
_STEP = np.log(3)
"""
From one month to the next none of these has tripled or fallen to a third.

Earnings doubled in October 2009, which is the largest move of any of them since 1871; dividends
never moved by more than a tenth.
"""
_ADJACENT = np.timedelta64(31, "D")
_MONTHS, _CENTS = 12, 100


def impossible_ratios(table: Mapping[str, Series]) -> tuple[Finding, ...]:
    """
    Find yields and multiples that no market has had: another unit is the likely cause.

    Args:
        table: The series of one source, by name.
    """
    found: list[Finding] = []
    for ratio in _RATIOS:
        if ratio.name not in table or (ratio.over and ratio.over not in table):
            continue
        series = table[ratio.name]
        days, values = _values(series, table[ratio.over] if ratio.over else None)
        wrong = ~((values >= ratio.least) & (values <= ratio.most))
        if not wrong.any():
            continue
        shown = [
            f"{as_date(day)} ({ratio.write.format(value)})"
            for day, value in zip(days[wrong], values[wrong], strict=True)
        ]
        message = (
            f"{ratio.title} outside {ratio.write.format(ratio.least)} to "
            f"{ratio.write.format(ratio.most)}, beyond all since 1871: "
            f"{listed(shown, len(shown))}; {_cause(float(np.median(values[wrong])) / ratio.usual)}"
        )
        found.append(error(Check.DEFINITION, series.key, message, days[wrong]))
    return tuple(found)


def changed_units(series: Series) -> tuple[Finding, ...]:
    """Find months in which a column is suddenly a multiple of what it was."""
    if series.key.name not in _STEADY or len(series) < 2 or (series.values <= 0).any():
        return ()
    moves = change(series.values)
    steps = (np.abs(np.log1p(moves)) > _STEP) & (np.diff(series.days) <= _ADJACENT)
    if not steps.any():
        return ()
    days, sizes = series.days[1:][steps], 1 + moves[steps]
    message = (
        f"multiplied from one month to the next, which none since 1871 was by three: "
        f"{worst(days, sizes, '{:.3g} times')}; {_cause(float(sizes[0]))}"
    )
    return (error(Check.DEFINITION, series.key, message, days),)


def _values(series: Series, over: Series | None) -> tuple[Days, Array]:
    """Take a ratio, or divide one series by another on the days of both."""
    if over is None:
        return series.days, series.values
    both = Pair.of(series, over)
    return both.days, both.one / both.other


def _cause(times: float) -> str:
    """Say which unit may have been taken for which, from how many times the usual is met."""
    size = abs(times) if abs(times) > 1 else 1 / abs(times)
    if size > np.sqrt(_MONTHS * _CENTS):
        return "cents may stand where dollars should, or dollars where cents should"
    return "a month may stand where a year should, or a year where a month should"
