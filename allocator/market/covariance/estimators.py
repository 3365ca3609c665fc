"""The estimators by name, per week; the two libraries are imported only when they are named."""

from __future__ import annotations

import importlib
import warnings
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.errors import MarketDataError, Problem
from allocator.market.covariance.moments import weighted_covariance
from allocator.market.covariance.settings import Estimator, RiskSettings

if TYPE_CHECKING:
    from types import ModuleType

    from allocator.model.arrays import Array

GERBER_THRESHOLD = 0.5
"""Moves below half a standard deviation count as none: the default of riskfolio-lib."""


def week_weights(settings: RiskSettings, weeks: int) -> Array:
    """
    Weigh each week, the last one with 1, shape (weeks,).

    For `ewma` a week of age k weighs 2^(-k / half-life): the decay of RiskMetrics (J.P. Morgan and
    Reuters 1996, "RiskMetrics Technical Document", section 5.2), there written lambda^k. For the
    others all weigh the same.

    Example:
        >>> week_weights(RiskSettings(Estimator.EWMA, half_life_weeks=2), 5).round(4).tolist()
        [0.25, 0.3536, 0.5, 0.7071, 1.0]
    """
    if settings.estimator is not Estimator.EWMA:
        return np.ones(weeks)
    return np.asarray(0.5 ** (np.arange(weeks)[::-1] / settings.half_life_weeks))


def weekly_covariance(returns: Array, settings: RiskSettings) -> tuple[Array, str]:
    """
    Estimate the covariance of weekly returns.

    * `sample`: deviations from the mean, divided by one less than the weeks.
    * `ewma`: the same with the weights of `week_weights`. RiskMetrics sets the mean to zero and
      divides by the sum of the weights; over weeks the mean is not nothing, so it is taken off,
      and the bias from that is corrected (`moments.freedom`).
    * `ledoit_wolf`: O. Ledoit and M. Wolf (2004), "A Well-Conditioned Estimator for
      Large-Dimensional Covariance Matrices", Journal of Multivariate Analysis 88, as scikit-learn
      has it; divided by the weeks.
    * `gerber`: S. Gerber et al. (2022), "The Gerber Statistic: A Robust Co-Movement Measure for
      Portfolio Optimization", Journal of Portfolio Management 48(3), as riskfolio-lib has it (its
      gerber1): the statistic replaces the correlations; moves are not taken from their mean, and
      variances are divided by the weeks.
    * `denoised`: M. Lopez de Prado (2020), "Machine Learning for Asset Managers", section 2.5.1,
      as riskfolio-lib has it (fixed): of the sample correlations, eigenvalues below the largest
      that noise would have by Marchenko and Pastur are replaced by their mean.

    Args:
        returns: Weekly returns, shape (weeks, n), n at least 2, nothing missing.
        settings: Which estimator.

    Returns:
        The covariance per week, shape (n, n), symmetric to the bit, and the estimator with its
        parameters in words.

    Raises:
        MarketDataError: If the library that the estimator needs is not installed.
    """
    name = settings.estimator
    label = str(name)
    if name is Estimator.LEDOIT_WOLF:
        covariance, shrinkage = _library("sklearn.covariance", name).ledoit_wolf(returns)
        label = f"{name}, shrinkage {shrinkage:.3g}"
    elif name is Estimator.GERBER:
        covariance = _riskfolio(returns, name, method="gerber1", threshold=GERBER_THRESHOLD)
        label = f"{name}, threshold {GERBER_THRESHOLD:g}"
    elif name is Estimator.DENOISED:
        covariance = _riskfolio(returns, name, method="fixed")
    else:
        covariance = weighted_covariance(returns, week_weights(settings, len(returns)))
        if name is Estimator.EWMA:
            label = f"{name}, half-life {settings.half_life_weeks:g} weeks"
    return np.asarray((covariance + covariance.T) / 2, dtype=np.float64), label


def _riskfolio(returns: Array, name: Estimator, **options: str | float) -> Array:
    """Ask riskfolio-lib, which wants a frame and gives one."""
    library = _library("riskfolio", name)
    with np.errstate(invalid="ignore"):  # where nothing is noise it takes the mean of nothing
        found = library.covar_matrix(pd.DataFrame(returns), **options)
    return np.asarray(found, dtype=np.float64)


def _library(module: str, name: Estimator) -> ModuleType:
    """Import a module of the extra; what its own dependencies warn of is not for our users."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(module)
    except ImportError as error:
        message = f"estimator {name} needs a library that is not installed ({error})"
        remedy = 'pip install "allocator[risk]", or choose sample or ewma'
        raise MarketDataError(Problem("risk model", message, remedy)) from None
