"""Probabilities within so many nats."""

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.model.nats import divergence, reach


@given(p=st.floats(0.01, 0.99), radius=st.floats(1e-6, 0.5))
def test_both_ends_stand_on_the_radius_or_on_certainty(p, radius):
    for end, beyond in zip(reach(p, radius), (0.0, 1.0), strict=True):
        assert end == beyond or divergence(end, p) == pytest.approx(radius, rel=1e-6)
        assert end != beyond or divergence(beyond, p) <= radius


def test_certainty_is_as_far_as_the_logarithm_of_the_probability():
    """KL of a sure thing from p is -ln p; just inside that radius it is not reached."""
    assert reach(0.25, -log(0.25) + 1e-9)[1] == 1.0
    assert reach(0.25, -log(0.25) - 1e-3)[1] < 1.0


@pytest.mark.parametrize("p", [0.0, 1.0])
def test_what_is_certain_or_impossible_stays_so(p):
    assert reach(p, 0.5) == (p, p)


@given(p=st.floats(0.01, 0.99))
def test_no_radius_is_no_room(p):
    assert reach(p, 0.0) == pytest.approx((p, p), abs=1e-6)
