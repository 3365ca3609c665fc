"""What a sample says, worked by hand and against a printed table of Student's t."""

import pytest

from allocator.beliefs.student import interval
from tests.situations import evidence


def test_the_figures_are_those_of_student():
    """Mean 2, s = sqrt(2.5), se = sqrt(0.5); t(0.975, 4) = 2.776445 (any printed table)."""
    found = evidence((0.0, 100.0, 200.0, 300.0, 400.0), 0.5)
    assert found.mean == pytest.approx(2)
    assert found.standard_deviation == pytest.approx(2.5**0.5)
    assert found.standard_error == pytest.approx(0.5**0.5)
    assert found.t_statistic == pytest.approx(2 / 0.5**0.5)
    reach = 2.776445 * 0.5**0.5
    assert interval(found) == pytest.approx((2 - reach, 2 + reach), abs=1e-6)
    assert (found.n, found.positive, found.baseline_mean) == (5, 4, 0.5)


def test_small_samples_claim_nothing_they_cannot():
    none = evidence(())
    assert none.mean is none.standard_deviation is interval(none) is None
    one = evidence((10.0,))
    assert one.mean == pytest.approx(0.1)
    assert one.standard_deviation is one.standard_error is interval(one) is one.t_statistic is None
    assert evidence((0.0, 0.0)).t_statistic is None
