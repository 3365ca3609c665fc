"""Stress by hand: two equities of volatility 20 % and 10 %, and a bond of 5 %."""

import numpy as np
import pytest

from allocator.beliefs.stress import stressed
from allocator.model.scenario import Stress

DEVIATION = np.array([0.20, 0.10, 0.05])
CORRELATION = np.array([[1.0, 0.6, -0.2], [0.6, 1.0, 0.4], [-0.2, 0.4, 1.0]])
COVARIANCE = CORRELATION * np.outer(DEVIATION, DEVIATION)
EQUITY = np.array([1.0, 1.0, 0.0])


def test_a_stress_of_nothing_is_the_identity():
    assert stressed(COVARIANCE, EQUITY, Stress(1.0, 0.0)) == pytest.approx(COVARIANCE, rel=1e-15)


def test_volatilities_are_multiplied_and_correlations_stay():
    """At twice the volatility every covariance is four times as large."""
    assert stressed(COVARIANCE, EQUITY, Stress(2.0, 0.0)) == pytest.approx(4 * COVARIANCE)


def test_equities_move_half_way_to_one_and_everything_else_half_way_to_zero():
    found = stressed(COVARIANCE, EQUITY, Stress(1.0, 0.5))
    half_way = np.array([[1.0, 0.8, -0.1], [0.8, 1.0, 0.2], [-0.1, 0.2, 1.0]])
    assert found == pytest.approx(half_way * np.outer(DEVIATION, DEVIATION))


def test_two_indexes_that_are_not_equity_move_apart_too():
    found = stressed(COVARIANCE, np.zeros(3), Stress(1.0, 0.5))
    assert found[0, 1] == pytest.approx(0.3 * 0.20 * 0.10)


@pytest.mark.parametrize("part", [0.0, 0.5, 0.99, 0.999999])
def test_a_stressed_covariance_stays_symmetric_and_positive_definite(part):
    found = stressed(COVARIANCE, EQUITY, Stress(1.7, part))
    assert (found == found.T).all()
    assert np.linalg.eigvalsh(found).min() > 0
