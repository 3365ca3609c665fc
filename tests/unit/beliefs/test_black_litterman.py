"""What the blend refuses, and in which words."""

import numpy as np
import pytest

from allocator import black_litterman, he_litterman_omega
from allocator.errors import InputError

S = np.diag([0.04, 0.09])
GOOD = {
    "prior_mean": [0.06, 0.09],
    "covariance": S,
    "picks": [[1, 0]],
    "views": [0.1],
    "view_covariance": [[0.002]],
    "tau": 0.05,
}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"prior_mean": [0.06, np.nan]}, "prior_mean: holds an entry that is not finite"),
        ({"views": ["a"]}, "views: holds something that is not a number"),
        ({"prior_mean": ["a", 1]}, "prior_mean: holds something that is not a number"),
        ({"covariance": [[0.04]]}, r"covariance: has shape \(1, 1\), expected \(2, 2\)"),
        ({"covariance": [[0.04, 0.01], [0, 0.09]]}, "covariance: is not symmetric"),
        ({"covariance": [[0.04, 0.1], [0.1, 0.09]]}, "covariance: is not a covariance"),
        ({"picks": [[0, 0]]}, r"picks\[0\]: picks no asset"),
        ({"picks": [[1], [1, 2]]}, "picks: holds something that is not a number, or rows"),
        ({"views": [0.1, 0.2]}, r"views: has shape \(2,\), expected \(1,\)"),
        ({"view_covariance": [[-0.002]]}, "view_covariance: is not a covariance"),
        ({"tau": 0.0}, "tau: is 0.0, expected a positive number"),
        ({"tau": np.inf}, "tau: is inf"),
    ],
)
def test_what_cannot_be_blended_is_refused_by_name(wrong, message):
    with pytest.raises(InputError, match=message):
        black_litterman(**{**GOOD, **wrong})


def test_certain_views_that_nearly_repeat_each_other_are_refused_not_inverted():
    P = [[1, -1 / 3], [3, -1 + 1e-15]]
    with pytest.raises(InputError, match="repeat or contradict"):
        black_litterman([0, 0], S, P, [0.1, 0.2], np.zeros((2, 2)))


def test_a_certain_view_beside_an_uncertain_one_holds_exactly():
    mean, M = black_litterman([0, 0], S, np.eye(2), [0.1, 0.2], np.diag([0, 0.01]))
    assert mean[0] == pytest.approx(0.1, abs=1e-15)
    assert M[0, 0] == pytest.approx(0, abs=1e-15)


def test_nothing_of_the_callers_is_changed():
    prior = np.array([0.06, 0.09])
    mean, _ = black_litterman(prior, S, np.zeros((0, 2)), [], np.zeros((0, 0)))
    mean[0] = 1
    assert prior.tolist() == [0.06, 0.09]


def test_the_mean_does_not_depend_on_tau_where_views_are_doubted_as_the_prior_is():
    means = [
        black_litterman([0.06, 0.09], S, [[1, -1]], [0.1], he_litterman_omega(S, [[1, -1]], t), t)
        for t in (0.01, 1.0)
    ]
    assert means[0][0] == pytest.approx(means[1][0], abs=1e-14)
