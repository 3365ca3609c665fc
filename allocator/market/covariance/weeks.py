"""
Weekly returns of a window.

Weeks are long enough that closes at different hours do not matter and short enough that ten
years hold more than five hundred of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from datetime import date

WEEK = "W-FRI"
WEEKS_PER_YEAR = 52
LEAST_WEEKS = 104
"""Two years. The variance of as many normal returns has a standard error of 14 %: sqrt(2 / 104)."""


def weekly_returns(levels: pd.DataFrame, as_of: date, years: int) -> pd.DataFrame:
    """
    Measure the return of every week of the window.

    A week ends on Friday and counts at its last observation; a week that is not over on the day
    of the snapshot is left out. The window begins on the last Friday that is at least `years`
    years before that day.

    Args:
        levels: Total return levels by day, positive; NaN where a series has none.
        as_of: The day of the snapshot.
        years: Length of the window.

    Returns:
        Simple returns, one row a Friday, columns in alphabetical order; NaN where the week or the
        one before it has no observation.

    Example:
        The fall on Monday the 13th belongs to a week that is not over on Thursday the 16th.

        >>> days = pd.to_datetime(["2025-01-03", "2025-01-09", "2025-01-13"])
        >>> found = weekly_returns(pd.DataFrame({"A": [100, 103, 50.0]}, days), days[2].date(), 1)
        >>> found["A"].dropna().round(4).to_dict()
        {Timestamp('2025-01-10 00:00:00'): 0.03}
    """
    end = pd.Timestamp(as_of)
    begin = end - pd.DateOffset(years=years)
    fridays = pd.date_range(begin - pd.Timedelta(days=6), end, freq=WEEK)
    recent = levels.loc[fridays[0] - pd.Timedelta(days=6) :, sorted(levels.columns)]
    weekly = recent.resample(WEEK).last().reindex(fridays)
    return weekly.pct_change(fill_method=None).iloc[1:]


def unusable(returns: pd.DataFrame) -> dict[str, str]:
    """Name the columns that carry no estimate, each with the reason."""
    reasons = {}
    for name, column in returns.items():
        own = column.dropna()
        if own.empty:
            reasons[str(name)] = "has no weekly returns in the window"
        elif len(own) < min(LEAST_WEEKS, len(returns)):
            counted = f"{len(own)} of the {len(returns)} weekly returns of the window"
            reasons[str(name)] = f"has {counted}, and completing the others takes {LEAST_WEEKS}"
        elif own.min() == own.max():
            reasons[str(name)] = "never varies in the window"
    return reasons
