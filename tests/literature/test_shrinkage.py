"""
A view with its sampling error against a prior: the normal-normal update, and small samples.

Mean 9.2 points and standard error 5.2 (six resumptions of easing) against a prior of mean zero, for
four prior deviations; worked out apart: weight, posterior mean and posterior deviation.
"""

from math import sqrt

import numpy as np
import pytest

from allocator.beliefs.black_litterman import black_litterman
from allocator.beliefs.student import interval
from allocator.model.views import Episode, Evidence
from tests.situations import AS_OF


@pytest.mark.parametrize(
    ("prior", "weight", "mean", "deviation"),
    [
        (2, 0.128, 1.18, 1.87),
        (3, 0.248, 2.28, 2.60),
        (4, 0.369, 3.40, 3.18),
        (5, 0.478, 4.40, 3.61),
    ],
)
def test_black_litterman_is_the_normal_update(prior, weight, mean, deviation):
    """se is 5.23 to two decimals: the printed weights have it so."""
    error = 12.8 / sqrt(6)
    found, left = black_litterman([0.0], [[prior**2]], [[1.0]], [9.2], [[error**2]], tau=1.0)
    assert found[0] / 9.2 == pytest.approx(weight, abs=0.0015)
    assert found[0] == pytest.approx(mean, abs=0.015)
    assert sqrt(left[0, 0]) == pytest.approx(deviation, abs=0.006)


@pytest.mark.parametrize(("n", "half"), [(3, 29.8), (4, 19.1), (5, 14.9), (6, 12.6), (8, 10.0)])
def test_how_wide_an_interval_is_by_the_number_of_cases(n, half):
    """With a standard deviation of 12 points: t(0.975, n - 1) 12 / sqrt(n)."""
    spread = np.array([1.0, -1.0] + [0.0] * (n - 2))
    spread *= 0.12 / spread.std(ddof=1)
    episodes = tuple(Episode(AS_OF, AS_OF, float(each), 0.0) for each in spread)
    low, high = interval(Evidence("", episodes, 0.0, ""))
    assert 100 * (high - low) / 2 == pytest.approx(half, abs=0.06)
