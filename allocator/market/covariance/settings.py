"""How risk is estimated, by name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Estimator(StrEnum):
    """How a covariance is made of weekly returns."""

    SAMPLE = "sample"
    """The sample covariance."""
    LEDOIT_WOLF = "ledoit_wolf"
    """Shrunk towards a multiple of the identity (Ledoit and Wolf 2004)."""
    EWMA = "ewma"
    """Recent weeks weigh more, exponentially (RiskMetrics 1996)."""
    GERBER = "gerber"
    """Correlations count large moves in common only (Gerber et al. 2022)."""
    DENOISED = "denoised"
    """Eigenvalues that noise explains are made equal (Lopez de Prado 2020)."""


@dataclass(frozen=True, slots=True)
class RiskSettings:
    """
    What the user may choose of the risk model.

    Attributes:
        estimator: How the covariance is made.
        years: Length of the window that ends with the last week before the snapshot; at least 3.
        half_life_weeks: For `ewma` alone: a week this much older weighs half as much; 4 to 1000.
            One year is what Barra takes for volatilities over long horizons (USE4L, 252 trading
            days: Menchero, Orr and Wang 2011, tables 4.1 and 5.1).
    """

    estimator: Estimator = Estimator.SAMPLE
    years: int = 10
    half_life_weeks: float = 52.0
