"""Confidences as variances."""

import numpy as np
import pytest

from allocator import he_litterman_omega, idzorek_omega
from allocator.errors import InputError

S = np.array([[0.04, 0.01], [0.01, 0.09]])
P = [[1, 0], [1, -1]]


def test_full_confidence_is_no_variance():
    assert idzorek_omega(S, P, [1, 1]).tolist() == np.zeros((2, 2)).tolist()


def test_half_confidence_is_the_doubt_of_the_prior():
    assert idzorek_omega(S, P, [0.5, 0.5], 0.025) == pytest.approx(he_litterman_omega(S, P, 0.025))


def test_off_the_diagonal_views_are_independent():
    found = idzorek_omega(S, P, [0.2, 0.8], 0.1)
    assert found == pytest.approx(np.diag([4 * 0.1 * 0.04, 0.25 * 0.1 * 0.11]))


@pytest.mark.parametrize(
    ("confidence", "message"),
    [
        (0, r"confidences\[1\]: is 0: a view without confidence is no view\n.*leave the view out"),
        (25, r"confidences\[1\]: is 25, expected above 0 and at most 1\n.*write 0.25 for 25 %"),
        (-0.1, r"confidences\[1\]: is -0.1"),
        (np.nan, "confidences: holds an entry that is not finite"),
    ],
)
def test_what_is_no_confidence_is_refused(confidence, message):
    with pytest.raises(InputError, match=message):
        idzorek_omega(S, P, [1, confidence])
