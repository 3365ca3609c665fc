"""Arrays that may be shared: copied in, checked and frozen when a value is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]


def frozen(values: ArrayLike, *shape: int) -> Array:
    """
    Copy `values` into a read-only float array of the given shape.

    Raises:
        ValueError: If the shape differs or an entry is not finite.
    """
    array = np.array(values, dtype=np.float64)
    if array.shape != shape:
        message = f"expected an array of shape {shape}, got {array.shape}"
        raise ValueError(message)
    if not np.isfinite(array).all():
        message = "expected finite numbers only"
        raise ValueError(message)
    array.flags.writeable = False
    return array


def frozen_covariance(values: ArrayLike, size: int) -> Array:
    """
    Copy `values` into a read-only covariance matrix of shape (size, size).

    Raises:
        ValueError: If it is not symmetric and positive definite.
    """
    matrix = frozen(values, size, size)
    if np.abs(matrix - matrix.T).max(initial=0.0) > 1e-12:
        message = "expected a symmetric covariance"
        raise ValueError(message)
    try:
        np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        message = "expected a positive definite covariance"
        raise ValueError(message) from None
    return matrix
