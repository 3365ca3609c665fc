"""What a sample says, worked by hand and against a printed table of Student's t."""

import pytest

from allocator.beliefs.student import in_words, interval, leaves_out
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


def test_an_interval_leaves_out_what_is_beyond_its_ends_and_not_the_ends():
    found = evidence((10.0, 11.0, 12.0))
    low, high = interval(found)
    assert [leaves_out(found, value) for value in (low - 1e-9, low, high, high + 1e-9)] == [
        True,
        False,
        False,
        True,
    ]
    assert leaves_out(found)
    assert not leaves_out(evidence((1.0, -2.0, 4.0)))


@pytest.mark.parametrize("few", [(), (10.0,)])
def test_without_an_interval_nothing_is_left_out(few):
    assert not leaves_out(evidence(few), -99.0)


def test_the_evidence_is_put_in_words_with_all_its_figures():
    """1, 2, 4, 9: mean 4, error sqrt(38/12) = 1.78, t(0.975, 3) = 3.182, all positive."""
    assert in_words(evidence((1.0, 2.0, 4.0, 9.0))) == (
        "n=4, mean +4.0 points, standard error 1.8, 95% interval -1.7 to +9.7, small led 4 of 4"
    )


def test_words_claim_no_interval_where_there_is_none():
    assert in_words(evidence((2.0,))) == "n=1, mean +2.0 points, small led 1 of 1"
    assert in_words(evidence(())) == "no episode"
