"""Confidence in a view, in percent, as its variance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.beliefs.black_litterman import he_litterman_omega
from allocator.beliefs.checks import array_of, refusal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from allocator.model.arrays import Array


LEAST = 1e-12
"""A confidence of so little or less would be a variance beyond counting."""


def idzorek_omega(
    covariance: ArrayLike, picks: ArrayLike, confidences: ArrayLike, tau: float = 0.05
) -> Array:
    """
    Turn confidences into the variances of views: omega = ((1 - C) / C) tau p S p'.

    A confidence C is the part of the way that this view alone moves the weights, from the market
    to where full confidence would put them. Idzorek finds the variance by least squares [1]_;
    this closed form is the solution [2]_. C = 1 is certainty, variance zero; C = 1/2 is
    `he_litterman_omega`. C = 0 would be an infinite variance, a view that says nothing, and is
    refused: leave such a view out.

    Args:
        covariance: S, annual covariance of returns, shape (n, n).
        picks: P, one row per view, shape (k, n).
        confidences: C, one per view, shape (k,), fractions above 0 and at most 1.
        tau: Scale of the uncertainty of the prior mean, the one given to `black_litterman`.

    Returns:
        Omega, diagonal, shape (k, k).

    Raises:
        InputError: If a confidence is outside (0, 1], shapes disagree, S is no covariance, or tau
            is not positive.

    References:
        .. [1] T. Idzorek (2005), "A Step-by-Step Guide to the Black-Litterman Model", steps 1 to 6.
        .. [2] J. Walters (2014), "The Black-Litterman Model in Detail", SSRN 1314585.

    Example:
        >>> idzorek_omega([[0.04]], [[1]], [0.2]).round(6).tolist()
        [[0.008]]
    """
    as_prior = he_litterman_omega(covariance, picks, tau)
    C = array_of(confidences, "confidences", len(as_prior))
    for view, confidence in enumerate(C):
        if not LEAST < confidence <= 1:
            raise refusal(f"confidences[{view}]", *_outside(confidence))
    omega: Array = np.diag((1 - C) / C * np.diag(as_prior))
    return omega


def _outside(confidence: float) -> tuple[str, str]:
    """Say what is wrong with a confidence and what was probably meant."""
    if 0 <= confidence <= LEAST:
        return f"is {confidence:g}: a view without confidence is no view", "leave the view out"
    return f"is {confidence:g}, expected above 0 and at most 1", "write 0.25 for 25 %"
