"""Weighted means and covariances; with equal weights they are the sample's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from allocator.model.arrays import Array


def freedom(weights: Array) -> float:
    """
    Divide by this, not by the sum of the weights, for an unbiased covariance.

    It is V1 - V2 / V1, where V1 is the sum of the weights and V2 of their squares: for returns
    that are independent and of one distribution, deviations from the weighted mean then have the
    true covariance on average. For n weights of 1 it is n - 1. pandas corrects `ewm().cov()` alike.

    Example:
        >>> freedom(np.ones(10)), round(freedom(np.array([1.0, 0.5])), 4)
        (9.0, 0.6667)
    """
    total = float(weights.sum())
    return total - float(weights @ weights) / total


def weighted_covariance(returns: Array, weights: Array) -> Array:
    """
    Take the unbiased weighted covariance of returns, shape (weeks, n), per week, shape (n, n).

    Example:
        Returns of +1 % and -1 % in turn have a variance of 0.0002 with two observations.

        >>> weighted_covariance(np.array([[0.01], [-0.01]]), np.ones(2)).round(6).tolist()
        [[0.0002]]
    """
    deviations = returns - weights @ returns / weights.sum()
    return np.asarray((deviations.T * weights) @ deviations / freedom(weights), dtype=np.float64)
