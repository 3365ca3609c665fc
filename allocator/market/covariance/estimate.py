"""From levels to a risk model: weekly returns, completed, estimated, safely positive definite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.errors import MarketDataError, Problem
from allocator.market.covariance.completion import complete
from allocator.market.covariance.estimators import week_weights, weekly_covariance
from allocator.market.covariance.weeks import WEEKS_PER_YEAR, unusable, weekly_returns
from allocator.model.snapshot import RiskModel

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from allocator.market.covariance.settings import RiskSettings
    from allocator.model.arrays import Array
    from allocator.model.assets import AssetClass

WORST_CONDITION = 1e7
"""Beyond this the eight digits that a snapshot keeps would no longer be positive definite."""


@dataclass(frozen=True, slots=True, eq=False)
class RiskEstimate:
    """
    A risk model, and what it could not do.

    Attributes:
        model: The model; its completions say which indexes do not span the window.
        missing: The indexes that it does not cover, each with the reason.
        returns: The weekly returns it was made from, before any were filled in: one row a week,
            one column an index, NaN where it has none.
        lifted: What was added to the variance of every index, per year, to make the covariance
            safely positive definite; 0 where nothing had to be.
    """

    model: RiskModel
    missing: Mapping[str, str]
    returns: pd.DataFrame
    lifted: float


def estimate_risk(
    levels: pd.DataFrame,
    asset_classes: Mapping[str, AssetClass],
    as_of: date,
    settings: RiskSettings,
) -> RiskEstimate:
    """
    Estimate the annual covariance of total returns: that of weekly returns, times 52.

    Args:
        levels: Total return levels, one row a day up to `as_of`, days in order, one column an
            index; positive, NaN where there is none.
        asset_classes: The class of each column.
        as_of: The day of the snapshot.
        settings: The estimator and its window.

    Returns:
        The estimate, indexes in alphabetical order; it does not depend on the order of columns.

    Raises:
        MarketDataError: If too little is covered, or the estimator needs a library that is not
            installed.
    """
    everything = weekly_returns(levels, as_of, settings.years)
    missing = unusable(everything)
    returns = everything.drop(columns=list(missing))
    _check_enough(returns, missing)
    completed = complete(returns, asset_classes, week_weights(settings, len(returns)))
    weekly, label = weekly_covariance(completed.returns, settings)
    covariance, lifted = lift(weekly * WEEKS_PER_YEAR)
    smallest, largest = _extremes(covariance)
    model = RiskModel(
        indexes=tuple(str(name) for name in returns.columns),
        covariance=covariance,
        estimator=label,
        start=(returns.index[0] - pd.Timedelta(weeks=1)).date(),
        end=returns.index[-1].date(),
        weeks=len(returns),
        condition=largest / smallest,
        completions=completed.completions,
    )
    return RiskEstimate(model, missing, returns, lifted)


def lift(covariance: Array) -> tuple[Array, float]:
    """
    Raise every variance alike, by as little as makes the condition number `WORST_CONDITION`.

    Covariances stay as they are. Two indexes with one series, or more indexes than independent
    returns, need it; the amount is at most a ten-millionth of the largest eigenvalue.

    Returns:
        The covariance, shape (n, n), and what was added to its diagonal, 0 where nothing was.

    Example:
        Twins with a volatility of 20 % have eigenvalues 0.08 and 0.

        >>> raised, added = lift(np.full((2, 2), 0.04))
        >>> f"{added:.3g} {np.linalg.cond(raised):.3g}"
        '8e-09 1e+07'
    """
    smallest, largest = _extremes(covariance)
    added = (largest - WORST_CONDITION * smallest) / (WORST_CONDITION - 1)
    if added <= 0:
        return covariance, 0.0
    return covariance + added * np.eye(len(covariance)), added


def _extremes(covariance: Array) -> tuple[float, float]:
    """Find the smallest and the largest eigenvalue."""
    eigenvalues = np.linalg.eigvalsh(covariance)
    return float(eigenvalues[0]), float(eigenvalues[-1])


def _check_enough(returns: pd.DataFrame, missing: Mapping[str, str]) -> None:
    """Refuse what is no sample of a covariance, with the reason of every index that is missing."""
    weeks, count = returns.shape
    whole = int(returns.notna().all().sum())
    if count >= 2 and whole and weeks > count:
        return
    message = (
        f"no covariance can be made of {weeks} weeks and {count} indexes, {whole} of which have all"
    )
    reasons = "".join(f"\n    {name} {reason}" for name, reason in missing.items())
    remedy = "choose a later date or fewer years, or add longer series"
    raise MarketDataError(Problem("market data", message, remedy + reasons))
