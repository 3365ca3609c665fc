"""What holds of entropy pooling whatever the numbers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import rel_entr

from allocator import CVaR, Variance, entropy_pooling

seeds = st.integers(0, 2**32 - 1)
T = 40


def draw(seed):
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.ones(T))
    x = rng.standard_t(4, size=(2, T))
    reachable = 0.5 * p + 0.5 * rng.dirichlet(np.ones(T))
    return p, x, reachable, rng


@given(seeds)
def test_without_views_the_prior_stands(seed):
    p, *_ = draw(seed)
    found = entropy_pooling(p)
    assert found.probabilities == pytest.approx(p, abs=1e-15)
    assert found.divergence == pytest.approx(0, abs=1e-15)
    assert found.effective_scenarios == pytest.approx(np.exp(-p @ np.log(p)))


@settings(deadline=None)
@given(seeds)
def test_no_probabilities_that_satisfy_the_views_are_nearer(seed):
    """Rivals are blends of the posterior with others moved to satisfy the same views."""
    p, x, reachable, rng = draw(seed)
    found = entropy_pooling(p, [(x[0], reachable @ x[0])], [(x[1], reachable @ x[1])])
    q = found.probabilities
    assert q @ x[0] == pytest.approx(reachable @ x[0], abs=1e-8)
    assert q @ x[1] <= reachable @ x[1] + 1e-8
    assert q.min() >= 0
    assert q.sum() == pytest.approx(1, abs=1e-14)
    for part in rng.uniform(size=20):
        rival = (1 - part) * q + part * reachable
        assert rel_entr(rival, p).sum() >= found.divergence - 1e-9


@settings(deadline=None, max_examples=30)
@given(seeds)
def test_the_order_of_views_is_irrelevant(seed):
    p, x, reachable, _ = draw(seed)
    mean = reachable @ x[0]
    views = [
        (x[0], mean),
        (x[1], reachable @ x[1]),
        (Variance(x[0]), reachable @ (x[0] - mean) ** 2),
    ]
    forward = entropy_pooling(p, views)
    backward = entropy_pooling(p, views[::-1])
    assert backward.probabilities == pytest.approx(forward.probabilities, abs=1e-8)


@settings(deadline=None)
@given(seeds)
def test_an_inequality_that_already_holds_changes_nothing(seed):
    p, x, reachable, _ = draw(seed)
    views = [(x[0], reachable @ x[0])]
    plain = entropy_pooling(p, views)
    there = plain.probabilities @ x[1]
    more = entropy_pooling(p, views, [(x[1], there + 0.1)], [(CVaR(x[1], 0.8), -9.0)])
    assert more.probabilities == pytest.approx(plain.probabilities, abs=1e-8)
    assert more.multipliers["at_most[0]"] == pytest.approx(0, abs=1e-8)
    assert more.multipliers["at_least[0]"] == 0


@settings(deadline=None)
@given(seeds, st.floats(1e-6, 1e6))
def test_the_unit_of_a_view_is_irrelevant(seed, unit):
    p, x, reachable, _ = draw(seed)
    plain = entropy_pooling(p, [(x[0], reachable @ x[0])])
    scaled = entropy_pooling(p, [(unit * x[0], unit * (reachable @ x[0]))])
    assert scaled.probabilities == pytest.approx(plain.probabilities, abs=1e-9)


@settings(deadline=None)
@given(seeds)
def test_a_scenario_without_probability_stays_without(seed):
    p, x, _, _ = draw(seed)
    p[:5] = 0
    p /= p.sum()
    x[0, 0] = 1e9
    target = 0.7 * (p @ x[0]) + 0.3 * np.median(x[0, 5:])
    found = entropy_pooling(p, [(x[0], target)])
    alone = entropy_pooling(p[5:], [(x[0, 5:], target)])
    assert found.probabilities[:5].tolist() == [0] * 5
    assert found.probabilities[5:] == pytest.approx(alone.probabilities, abs=1e-12)
