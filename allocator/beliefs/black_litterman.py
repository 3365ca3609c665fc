"""The Black-Litterman blend of a prior with views."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from allocator.model.arrays import Array


def black_litterman(
    prior_mean: ArrayLike,
    covariance: ArrayLike,
    picks: ArrayLike,
    views: ArrayLike,
    view_covariance: ArrayLike,
    tau: float = 0.05,
) -> tuple[Array, Array]:
    """
    Blend views P mu = Q + noise into a prior mu ~ N(Pi, tau S).

    mean = Pi + tau S P' (P tau S P' + Omega)^-1 (Q - P Pi), and the covariance of the mean
    M = tau S - tau S P' (P tau S P' + Omega)^-1 P tau S [1]_. This form equals the better known
    one with inverses of S and Omega, and also holds for certain views (Omega = 0).

    Args:
        prior_mean: Pi, shape (n,), fractions per year.
        covariance: S, annual covariance of returns, shape (n, n).
        picks: P, one row per view, shape (k, n).
        views: Q, shape (k,), fractions per year.
        view_covariance: Omega, shape (k, k).
        tau: Scale of the uncertainty of the prior mean.

    Returns:
        The posterior mean, shape (n,), and the covariance of that mean, M, shape (n, n).

    Raises:
        ValueError: If shapes disagree, or two certain views contradict or repeat each other.

    References:
        .. [1] G. He and R. Litterman (1999), "The Intuition Behind Black-Litterman Model
           Portfolios", Goldman Sachs, equations 8 to 10.

    Example:
        One view on the first of two assets, as certain as the prior, is met halfway.

        >>> S = np.diag([0.04, 0.09])
        >>> mean, M = black_litterman([0.06, 0.09], S, [[1, 0]], [0.10], [[0.002]])
        >>> mean.round(6).tolist(), np.diag(M).round(6).tolist()
        ([0.08, 0.09], [0.001, 0.0045])
    """
    Pi, S = np.asarray(prior_mean, float), np.asarray(covariance, float)
    P, Q = np.asarray(picks, float), np.asarray(views, float)
    Omega = np.asarray(view_covariance, float)
    n, k = len(Pi), len(Q)
    if S.shape != (n, n) or P.shape != (k, n) or Omega.shape != (k, k):
        message = f"shapes disagree: S {S.shape}, P {P.shape}, Omega {Omega.shape}, n={n}, k={k}"
        raise ValueError(message)
    if k == 0:
        return Pi.copy(), tau * S
    spread = tau * S @ P.T
    try:
        gain = np.linalg.solve(P @ spread + Omega, spread.T).T
    except np.linalg.LinAlgError:
        message = "two certain views repeat or contradict each other"
        raise ValueError(message) from None
    uncertainty = tau * S - gain @ spread.T
    return Pi + gain @ (Q - P @ Pi), (uncertainty + uncertainty.T) / 2
