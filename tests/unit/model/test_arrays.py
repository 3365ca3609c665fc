"""Arrays that may be shared: copied, checked, read-only."""

import numpy as np
import pytest

from allocator.model.arrays import frozen, frozen_covariance


def test_an_array_is_a_copy():
    mine = np.array([1.0, 2.0])
    theirs = frozen(mine, 2)
    mine[0] = 9.0
    assert theirs.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("made", [frozen([1.0], 1), frozen_covariance([[1.0]], 1)])
def test_an_array_is_read_only(made):
    with pytest.raises(ValueError, match="read-only"):
        made[0] = 2.0


def test_whole_numbers_become_floats():
    assert frozen([1, 2], 2).dtype == np.float64


@pytest.mark.parametrize("values", [[1.0, 2.0, 3.0], [[1.0, 2.0]], 1.0])
def test_another_shape_is_refused(values):
    with pytest.raises(ValueError, match="shape"):
        frozen(values, 2)


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_refused(odd):
    with pytest.raises(ValueError, match="finite"):
        frozen([0.0, odd], 2)
    with pytest.raises(ValueError, match="finite"):
        frozen_covariance([[1.0, odd], [odd, 1.0]], 2)


def test_an_asymmetric_covariance_is_refused():
    with pytest.raises(ValueError, match="symmetric"):
        frozen_covariance([[1.0, 0.2], [0.2001, 1.0]], 2)


@pytest.mark.parametrize("correlation", [1.0, 1.01, -1.01])
def test_an_indefinite_or_singular_covariance_is_refused(correlation):
    with pytest.raises(ValueError, match="positive definite"):
        frozen_covariance([[1.0, correlation], [correlation, 1.0]], 2)


def test_a_covariance_of_another_size_is_refused():
    with pytest.raises(ValueError, match="shape"):
        frozen_covariance(np.eye(3), 2)
