"""What a caller hands to the mathematics, checked once and refused in the caller's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import InputError, Problem

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from allocator.model.arrays import Array

ROUNDING = 1e-10
"""What an eigenvalue or a difference may owe to rounding, relative to the largest entry."""

NO_ARRAY = (
    "holds something that is not a number, or rows of unequal length",
    "give a number for each entry",
)


def array_of(values: ArrayLike, name: str, *shape: int) -> Array:
    """
    Copy `values` into a float array of the given shape, every entry finite.

    Raises:
        InputError: If it holds something else; `name` is the place.
    """
    array = _floats(values, name)
    if array.size == 0 and np.prod(shape) == 0:
        array = array.reshape(shape)
    if array.shape != shape:
        message = f"has shape {array.shape}, expected {shape}"
        raise refusal(
            name, message, "one entry per asset, view or scenario, as many as the others have"
        )
    if not np.isfinite(array).all():
        raise refusal(name, "holds an entry that is not finite", "give a number for each entry")
    return array


def length_of(values: ArrayLike, name: str) -> int:
    """
    Count the entries of a vector or the rows of a matrix.

    Raises:
        InputError: If it is neither; `name` is the place.
    """
    return len(np.atleast_1d(_floats(values, name)))


def _floats(values: ArrayLike, name: str) -> Array:
    """Copy into floats; numpy would drop the imaginary part of a complex number with a warning."""
    try:
        if not np.iscomplexobj(values):
            return np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        pass
    raise refusal(name, *NO_ARRAY)


def covariance_of(values: ArrayLike, name: str, size: int) -> Array:
    """
    Copy `values` into a covariance of shape (size, size): symmetric, no negative variance.

    Raises:
        InputError: If it is none; `name` is the place.
    """
    matrix = array_of(values, name, size, size)
    if size == 0:
        return matrix
    allowed = ROUNDING * float(np.abs(matrix).max())
    if np.abs(matrix - matrix.T).max() > allowed:
        raise refusal(name, "is not symmetric", "entry (i, j) must equal entry (j, i)")
    if np.linalg.eigvalsh(matrix)[0] < -allowed:
        message = "is not a covariance: some combination of its rows has a negative variance"
        raise refusal(name, message, "estimate all its entries from the same observations")
    return matrix


def picks_of(values: ArrayLike, assets: int, name: str = "picks") -> Array:
    """
    Copy `values` into a matrix of views on so many assets, shape (k, assets), no row of zeros.

    Raises:
        InputError: If it is none; `name` is the place.
    """
    picks = array_of(values, name, length_of(values, name), assets)
    for row, pick in enumerate(picks):
        if not pick.any():
            raise refusal(f"{name}[{row}]", "picks no asset", "give an asset a weight, or drop it")
    return picks


def scale_of(tau: float) -> float:
    """
    Take tau, the scale of the prior's uncertainty.

    Raises:
        InputError: If it is not a positive number.
    """
    return number_of(tau, "tau", 0.0, np.inf, "0.05 is usual")


def number_of(value: float, name: str, low: float, high: float, remedy: str) -> float:
    """
    Take a number between two others, neither of them included.

    Raises:
        InputError: If it is none; `name` is the place.
    """
    is_number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if not (is_number and low < float(value) < high):
        bounds = "a positive number" if np.isinf(high) else f"between {low:g} and {high:g}"
        raise refusal(name, f"is {value!r}, expected {bounds}", remedy)
    return float(value)


def refusal(place: str, message: str, remedy: str = "") -> InputError:
    """Make the error that says what is wrong at one place."""
    return InputError(Problem(place, message, remedy))
