"""What a caller hands to the mathematics, refused in the caller's words."""

import numpy as np
import pytest

from allocator.beliefs.black_litterman import black_litterman
from allocator.beliefs.checks import array_of, number_of
from allocator.beliefs.idzorek import idzorek_omega
from allocator.errors import InputError


def test_a_complex_number_is_not_read_by_its_real_part():
    with pytest.raises(InputError, match="not a number"):
        array_of([1 + 2j, 3.0], "prior_mean", 2)


@pytest.mark.parametrize("tau", ["x", None, True, 0, -1.0, float("nan"), float("inf")])
def test_a_tau_that_is_no_positive_number_is_refused(tau):
    with pytest.raises(InputError, match="tau"):
        black_litterman([0.05], [[0.04]], [[1]], [0.06], [[0.01]], tau=tau)


@pytest.mark.parametrize("confidence", [0.0, 1e-320, 1e-13])
def test_a_confidence_beyond_counting_is_none(confidence):
    with pytest.raises(InputError, match="a view without confidence is no view"):
        idzorek_omega([[0.04]], [[1]], [confidence])


def test_numpys_numbers_are_numbers():
    assert number_of(np.float32(0.5), "level", 0.0, 1.0, "") == 0.5
