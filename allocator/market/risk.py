"""
The risk model: annual covariance of index total returns, from weekly returns.

Weeks are long enough that closes at different hours do not matter and short enough that ten
years hold more than five hundred of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.market.history import refused
from allocator.model.snapshot import RiskModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.market.history import History
    from allocator.model.arrays import Array

YEARS = 10
WEEKS_PER_YEAR = 52
WEEK = "W-FRI"
WORST_CONDITION = 1e7
"""Beyond this the eight digits that a snapshot keeps would no longer be positive definite."""


@dataclass(frozen=True, slots=True, eq=False)
class RiskEstimate:
    """
    A risk model, the condition number of its covariance, and the indexes it could not cover.

    `missing` are those whose series does not reach through the whole window.
    """

    model: RiskModel
    condition: float
    missing: tuple[str, ...]


def estimate_risk(history: History, series: Mapping[str, str]) -> RiskEstimate:
    """
    Estimate the sample covariance of weekly total returns, times 52 for a year.

    A week ends on Friday and counts at its last observation; a week that is not over on the day
    of the snapshot is left out. The window is the ten years before that day. An index without an
    observation in each of its weeks is left out and named.

    Args:
        history: The series.
        series: Index to the column of the spliced indexes or of the adjusted closes.

    Returns:
        The estimate, indexes in alphabetical order; the covariance has shape (n, n), per year.

    Raises:
        MarketDataError: If nothing is covered, or the covariance is not safely positive definite.
    """
    levels = _weekly_levels(history, series)
    covered = tuple(name for name in sorted(series) if levels[name].notna().all())
    returns = levels[list(covered)].pct_change().iloc[1:].to_numpy()
    if not covered or len(returns) <= len(covered):
        what = f"{len(returns)} weeks of {len(covered)} indexes do not make a covariance"
        raise refused(what, "choose a later date, or add longer series")
    covariance = annual_covariance(returns)
    condition = float(np.linalg.cond(covariance))
    if not condition < WORST_CONDITION:
        what = f"the covariance of {', '.join(covered)} is not safely positive definite"
        raise refused(what, "look for two indexes with the same series, or one that never moves")
    model = RiskModel(
        indexes=covered,
        covariance=covariance,
        estimator="sample",
        start=levels.index[0].date(),
        end=levels.index[-1].date(),
        weeks=len(returns),
    )
    missing = tuple(name for name in sorted(series) if name not in covered)
    return RiskEstimate(model, condition, missing)


def annual_covariance(returns: Array) -> Array:
    """
    Take the sample covariance of weekly returns, shape (weeks, n), as a year's, shape (n, n).

    Example:
        Returns of +1 % and -1 % in turn have a weekly variance of 0.0002 with two observations.

        >>> annual_covariance(np.array([[0.01], [-0.01]])).round(6).tolist()
        [[0.0104]]
    """
    deviations = returns - returns.mean(axis=0)
    weekly = deviations.T @ deviations / (len(returns) - 1)
    return np.asarray((weekly + weekly.T) / 2 * WEEKS_PER_YEAR, dtype=np.float64)


def _weekly_levels(history: History, series: Mapping[str, str]) -> pd.DataFrame:
    """Take each index at the end of every week of the window and of the one before it."""
    as_of = pd.Timestamp(history.as_of)
    begin = as_of - pd.DateOffset(years=YEARS)
    columns = {name: _level(history, column) for name, column in sorted(series.items())}
    recent = pd.DataFrame(columns).loc[begin - pd.Timedelta(days=14) :]
    weekly = recent.resample(WEEK).last()
    weekly = weekly[weekly.index <= as_of]
    base = weekly.index[weekly.index <= begin]
    return weekly.loc[base[-1] :] if len(base) else weekly.reindex([begin, *weekly.index])


def _level(history: History, column: str) -> pd.Series[float]:
    """Find a total return series: of an index if there is one, else of a fund."""
    frame = history.spliced if column in history.spliced else history.adjusted
    return frame[column] if column in frame else pd.Series(np.nan, frame.index)
