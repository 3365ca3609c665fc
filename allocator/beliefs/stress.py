"""Risk in a scenario: the same indexes, more volatile and more alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.scenario import Stress


def stressed(covariance: Array, equity: Array, stress: Stress) -> Array:
    """
    Stress a covariance.

    Volatilities are multiplied. Correlations between equity indexes move part of the way to one
    and all others the same part of the way to zero: the mixture of the correlation matrix with
    one that has a block of ones for equities, so it stays positive definite.

    Args:
        covariance: Annual covariance, shape (J, J).
        equity: One for each equity index, shape (J,).
        stress: The multiple of volatility and the part of the way, in [0, 1).

    Returns:
        The stressed covariance, shape (J, J).
    """
    deviation = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(deviation, deviation)
    alike = np.where(np.outer(equity, equity) > 0, 1.0, np.eye(len(equity)))
    moved = (1 - stress.correlation) * correlation + stress.correlation * alike
    scale = stress.volatility * deviation
    risk: Array = moved * np.outer(scale, scale)
    return risk
