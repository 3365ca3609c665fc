"""The prior by reverse optimisation, by hand."""

import numpy as np
import pytest

from allocator.beliefs.equilibrium import equilibrium


def test_the_prior_is_aversion_times_covariance_times_the_mix_plus_the_fee():
    """3 * (.04*.5 + .01*.25, .01*.5 + .02*.25) + (10, 20 bp) = (6.75, 3.0) % + (.1, .2) %."""
    S = np.array([[0.04, 0.01], [0.01, 0.02]])
    found = equilibrium(np.array([0.5, 0.25]), S, 3.0, np.array([0.0010, 0.0020]))
    assert found == pytest.approx([0.0685, 0.032])


def test_a_mix_of_cash_alone_expects_nothing_but_fees():
    assert equilibrium(np.zeros(1), np.eye(1), 2.5, np.array([0.001])) == pytest.approx([0.001])
