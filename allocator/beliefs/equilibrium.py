"""The prior: the returns at which the neutral mix is exactly what one would want to hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.model.arrays import Array


def equilibrium(neutral: Array, covariance: Array, risk_aversion: float, fees: Array) -> Array:
    """
    Reverse-optimise expected excess returns from a mix.

    Pi = delta S b (He and Litterman 1999, section 2), plus the fee of the cheapest fund on each
    index: who holds the mix holds it net of fees. S is the covariance that the optimiser will
    weigh when there are no views, the uncertainty of the mean included; so without views the
    optimum is b itself, not b / (1 + tau) as with the plain covariance.

    Args:
        neutral: The mix b, shape (J,), as fractions; the rest is cash.
        covariance: Annual covariance S, shape (J, J).
        risk_aversion: delta.
        fees: Lowest expense ratio on each index, shape (J,), fractions per year.

    Returns:
        Expected returns over cash before fees, shape (J,), fractions per year.

    Example:
        >>> import numpy as np
        >>> b, S = np.array([0.6, 0.4]), np.diag([0.04, 0.09])
        >>> equilibrium(b, S, 2.5, np.zeros(2)).round(4).tolist()
        [0.06, 0.09]
    """
    return risk_aversion * covariance @ neutral + fees
