"""The Black-Litterman blend of a prior with views, and He and Litterman's doubt about views."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.beliefs.checks import (
    ROUNDING,
    array_of,
    covariance_of,
    length_of,
    picks_of,
    refusal,
    scale_of,
)

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

    Omega is `he_litterman_omega`, `idzorek_omega`, or one's own. To find weights, He and Litterman
    optimise with S + M, so that without views they hold the market divided by 1 + tau; Idzorek
    optimises with S, so that without views he holds the market.

    Args:
        prior_mean: Pi, shape (n,), fractions per year.
        covariance: S, annual covariance of returns, shape (n, n).
        picks: P, one row per view, shape (k, n).
        views: Q, shape (k,), fractions per year.
        view_covariance: Omega, shape (k, k), may be singular or zero.
        tau: Scale of the uncertainty of the prior mean, positive.

    Returns:
        The posterior mean, shape (n,), and the covariance of that mean, M, shape (n, n).

    Raises:
        InputError: If shapes disagree, an entry is not finite, S or Omega is no covariance, tau
            is not positive, a view picks nothing, or certain views contradict or repeat others.

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
    Pi = array_of(prior_mean, "prior_mean", length_of(prior_mean, "prior_mean"))
    S = covariance_of(covariance, "covariance", len(Pi))
    P = picks_of(picks, len(Pi))
    Q = array_of(views, "views", len(P))
    Omega = covariance_of(view_covariance, "view_covariance", len(P))
    tau = scale_of(tau)
    gain, uncertainty = gain_of(S, P, Omega, tau)
    return Pi + gain @ (Q - P @ Pi), uncertainty


def gain_of(S: Array, P: Array, Omega: Array, tau: float) -> tuple[Array, Array]:
    """
    Find what a surprise in each view adds to the mean, of arrays that are known to be sound.

    Args:
        S: Annual covariance of returns, shape (n, n).
        P: Picks, shape (k, n).
        Omega: Covariance of the views, shape (k, k).
        tau: Scale of the uncertainty of the prior mean.

    Returns:
        The gain K = tau S P' (P tau S P' + Omega)^-1, shape (n, k): the posterior mean is
        Pi + K (Q - P Pi); and the covariance of that mean, shape (n, n).

    Raises:
        InputError: If certain views contradict or repeat others.
    """
    if len(P) == 0:
        return np.zeros((len(S), 0)), tau * S
    spread = tau * S @ P.T
    doubt = P @ spread + Omega
    _check_distinct(doubt)
    gain = np.asarray(np.linalg.solve(doubt, spread.T).T, dtype=np.float64)
    uncertainty = tau * S - gain @ spread.T
    return gain, (uncertainty + uncertainty.T) / 2


def he_litterman_omega(covariance: ArrayLike, picks: ArrayLike, tau: float = 0.05) -> Array:
    """
    Doubt each view as much as the prior doubts it: Omega = tau diag(P S P').

    He and Litterman's choice (1999: omega / tau = p S p'), also Idzorek's where no
    confidences are stated (2005, Table 6). The posterior mean then does not depend on tau.

    Args:
        covariance: S, annual covariance of returns, shape (n, n).
        picks: P, one row per view, shape (k, n).
        tau: Scale of the uncertainty of the prior mean, the one given to `black_litterman`.

    Returns:
        Omega, diagonal, shape (k, k).

    Raises:
        InputError: If shapes disagree, S is no covariance, or tau is not positive.

    Example:
        >>> he_litterman_omega(np.diag([0.04, 0.09]), [[1, -1]]).round(6).tolist()
        [[0.0065]]
    """
    P = picks_of(picks, length_of(covariance, "covariance"))
    S = covariance_of(covariance, "covariance", P.shape[1])
    omega: Array = np.diag(scale_of(tau) * np.einsum("ki,ij,kj->k", P, S, P))
    return omega


def _check_distinct(doubt: Array) -> None:
    """Refuse certain views that say twice what the others say, or two things of it."""
    size = np.sqrt(np.diag(doubt))
    if size.all() and np.linalg.eigvalsh(doubt / np.outer(size, size))[0] > ROUNDING:
        return
    message = "two certain views repeat or contradict each other, or one is about no risk at all"
    raise refusal("view_covariance", message, "drop one of them, or give each some uncertainty")
