"""The mean of the worst 5 % of outcomes: three ways to say it agree, and tangents are valid cuts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from allocator.model.limits import TAIL_PART, conditional_value_at_risk
from allocator.model.program import Tail, tail_mean

finite = st.floats(-2, 2).map(lambda value: round(value, 6))
losses = st.integers(1, 70).flatmap(lambda size: arrays(np.float64, size, elements=finite))


@given(losses)
def test_it_is_the_mean_of_the_worst_twentieth_of_twenty_copies(given_):
    """Of twenty copies of S losses the worst 5 % are S of them, a whole number."""
    worst = np.sort(np.repeat(given_, 20))[::-1][: len(given_)]
    assert conditional_value_at_risk(given_) == pytest.approx(worst.mean(), abs=1e-12)


@given(losses)
def test_judge_and_lawyer_measure_the_same(given_):
    assert tail_mean(given_, TAIL_PART) == pytest.approx(
        conditional_value_at_risk(given_), abs=1e-12
    )


@given(losses)
def test_it_is_the_least_of_the_program_of_rockafellar_and_uryasev(given_):
    """Over a of a + sum max(0, loss - a) / (0.05 S), which has its minimum at some loss."""
    ways = [a + np.maximum(given_ - a, 0).sum() / (0.05 * len(given_)) for a in given_]
    assert conditional_value_at_risk(given_) == pytest.approx(min(ways), abs=1e-12)


@given(st.integers(0, 2**32 - 1), st.integers(5, 80), st.floats(0.0, 0.3))
def test_a_tangent_cuts_off_its_point_and_nothing_that_is_allowed(seed, size, bound):
    rng = np.random.default_rng(seed)
    tail = Tail("cvar", rng.normal(size=(size, 3)), rng.normal(size=size) / 10, bound, 0.05)
    points = rng.normal(size=(40, 3)) * rng.choice([0.01, 0.1, 1.0], (40, 1))
    allowed = [t for t in points if tail.value(t) <= bound]
    for t in points:
        cut = tail.tangent(t)
        assert (cut is None) == (tail.value(t) <= bound + 1e-10)
        if cut is not None:
            line, most = cut
            assert line @ t > most
            assert all(line @ other <= most + 1e-12 for other in allowed)
