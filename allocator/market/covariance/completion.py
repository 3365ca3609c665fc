"""
Series shorter than the window, completed by regression on their nearest index.

Over the weeks that both have, y = a + b x + e. In the weeks that y lacks it follows a + b x; its
own residuals are scaled up so that their variance over the window is what it is over its own
weeks. With one short and one long series the sample covariance of the result is

    var(y) = b^2 var(x) + var(e),  cov(x, y) = b var(x),

with var(x) of the whole window and b, var(e) of the common weeks: the maximum likelihood estimate
of Stambaugh (1997, "Analyzing Investments Whose Histories Differ in Length", Journal of Financial
Economics 45, proposition 1), with unbiased variances in place of his. As it is the covariance of
actual columns of numbers, it is positive semidefinite however many series are short.

He regresses on every longer index. One regressor can be shown to a reader and needs few weeks. The
price: residuals keep only part of their correlation with other indexes, the square root of the
share of weeks that are their own where the other index has them all. docs/risk.md measures it.

A regression that explains less than a quarter is not used: b = 0, and the index's own weeks stand
for all. Between classes of assets even the sign of b changes with the times, and a weak fit carried
over ten years made correlations worse than none did (docs/risk.md).

The intercept serves the fit alone. It moves all weeks of y alike, and no mean leaves here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from allocator.market.covariance.moments import freedom, weighted_covariance
from allocator.market.covariance.weeks import WEEKS_PER_YEAR
from allocator.model.snapshot import Completion

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from allocator.market.series import Flags
    from allocator.model.arrays import Array
    from allocator.model.assets import AssetClass

LEAST_R_SQUARED = 0.25
"""With 104 weeks the standard error of a slope is then at most 17 % of it: 1 / sqrt(102 / 3)."""


@dataclass(frozen=True, slots=True, eq=False)
class Completed:
    """Returns without gaps, shape (weeks, n), and how the gaps were filled, by name of index."""

    returns: Array
    completions: tuple[Completion, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    """A regression over the own weeks of a series; its variance is per week and unbiased."""

    intercept: float
    slope: float
    r_squared: float
    residuals: Array
    variance: float


def complete(
    returns: pd.DataFrame, asset_classes: Mapping[str, AssetClass], weights: Array
) -> Completed:
    """
    Fill the weeks that indexes lack.

    The nearest index is the one that explains most of the variance (the first by name of equals)
    among those of the same asset class that have every week of the window; else of the same class,
    having all the weeks of this index and more, and then itself completed before; else of any.

    Args:
        returns: Weekly returns, shape (weeks, n), columns in alphabetical order; NaN is missing.
            At least one column has every week, and each varies over the weeks that it has.
        asset_classes: Of each column.
        weights: Of each week in regressions and variances, shape (weeks,), positive.

    Returns:
        The completed returns. Columns that have every week are as they were, to the bit.
    """
    observed = returns.to_numpy(dtype=np.float64)
    there = ~np.isnan(observed)
    names = [str(name) for name in returns.columns]
    classes = [asset_classes[name] for name in names]
    filled, made = observed.copy(), {}
    longest_first = np.argsort(-there.sum(axis=0), kind="stable")
    for column in (int(c) for c in longest_first if not there[:, c].all()):
        own = there[:, column]
        near, fit = _nearest(column, observed, classes, weights)
        scale = math.sqrt(freedom(weights) / freedom(weights[own]))
        filled[:, column] = fit.intercept + fit.slope * filled[:, near]
        filled[own, column] += scale * fit.residuals
        made[names[column]] = Completion(
            index=names[column],
            nearest=names[near],
            side=_side(own),
            filled=int((~own).sum()),
            weeks=len(own),
            beta=fit.slope,
            r_squared=fit.r_squared,
            residual_volatility=math.sqrt(fit.variance * WEEKS_PER_YEAR),
        )
    return Completed(filled, tuple(made[name] for name in sorted(made)))


def _nearest(
    column: int, observed: Array, classes: list[AssetClass], weights: Array
) -> tuple[int, _Fit]:
    """Find the index to follow, and the regression on it."""
    there = ~np.isnan(observed)
    own = there[:, column]
    longer = [
        other
        for other in range(len(classes))
        if there[own, other].all() and there[:, other].sum() > own.sum()
    ]
    alike = [other for other in longer if classes[other] == classes[column]]
    whole = [other for other in alike if there[:, other].all()]
    fits = {
        other: _regression(observed[own, column], observed[own, other], weights[own])
        for other in whole or alike or longer
    }
    near = max(fits, key=lambda other: fits[other].r_squared)
    return near, fits[near]


def _regression(y: Array, x: Array, weights: Array) -> _Fit:
    """Regress y on x with an intercept; the slope is 0 if that explains too little."""
    (varying, joint), (_, own) = weighted_covariance(np.column_stack([x, y]), weights)
    explained = min(1.0, float(joint**2 / (varying * own))) if varying > 0 else 0.0
    slope = float(joint / varying) if explained >= LEAST_R_SQUARED else 0.0
    line = y - slope * x
    intercept = float(weights @ line / weights.sum())
    residuals = line - intercept
    variance = float(weights @ residuals**2 / freedom(weights))
    return _Fit(intercept, slope, explained, residuals, variance)


def _side(own: Flags) -> str:
    """Tell where the weeks are missing, by flags of those that are there."""
    first, last = np.flatnonzero(own)[[0, -1]]
    if not own[first:last].all():
        return "within"
    if first > 0 and last < len(own) - 1:
        return "both"
    return "before" if first > 0 else "after"
