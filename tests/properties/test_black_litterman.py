"""What holds of the blend whatever the numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator import black_litterman
from allocator.errors import InputError

seeds = st.integers(0, 2**32 - 1)


def draw(seed, n=4, k=2):
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(n, n)) * 0.1
    covariance = root @ root.T + 0.01 * np.eye(n)
    prior = rng.normal(size=n) * 0.05
    P = rng.normal(size=(k, n))
    Q = rng.normal(size=k) * 0.05
    Omega = np.diag(rng.uniform(1e-4, 1e-2, size=k))
    return prior, covariance, P, Q, Omega


@given(seeds)
def test_both_published_forms_agree(seed):
    """Equation 8 of He and Litterman, with inverses, against the form that needs none."""
    prior, S, P, Q, Omega = draw(seed)
    precision = np.linalg.inv(0.05 * S) + P.T @ np.linalg.inv(Omega) @ P
    mean = np.linalg.solve(
        precision, np.linalg.inv(0.05 * S) @ prior + P.T @ np.linalg.inv(Omega) @ Q
    )
    found, uncertainty = black_litterman(prior, S, P, Q, Omega)
    assert found == pytest.approx(mean, abs=1e-9)
    assert uncertainty == pytest.approx(np.linalg.inv(precision), abs=1e-9)


@given(seeds)
def test_views_at_the_priors_own_value_change_nothing(seed):
    prior, S, P, _, Omega = draw(seed)
    mean, _ = black_litterman(prior, S, P, P @ prior, Omega)
    assert mean == pytest.approx(prior, abs=1e-12)


@given(seeds)
def test_the_order_of_views_is_irrelevant(seed):
    prior, S, P, Q, Omega = draw(seed)
    forward, _ = black_litterman(prior, S, P, Q, Omega)
    backward, _ = black_litterman(prior, S, P[::-1], Q[::-1], Omega[::-1, ::-1])
    assert backward == pytest.approx(forward, abs=1e-12)


@given(seeds, st.floats(0.1, 10))
def test_stating_a_view_in_other_units_changes_nothing(seed, k):
    prior, S, P, Q, Omega = draw(seed)
    plain, _ = black_litterman(prior, S, P, Q, Omega)
    scaled, _ = black_litterman(prior, S, k * P, k * Q, k**2 * Omega)
    assert scaled == pytest.approx(plain, abs=1e-10)


@given(seeds)
def test_an_ever_less_certain_view_returns_the_prior(seed):
    prior, S, P, Q, _ = draw(seed)
    mean, uncertainty = black_litterman(prior, S, P, Q, np.eye(2) * 1e12)
    assert mean == pytest.approx(prior, abs=1e-9)
    assert uncertainty == pytest.approx(0.05 * S, abs=1e-9)


@given(seeds)
def test_the_shift_is_linear_in_the_view(seed):
    """The exact attribution to drivers rests on this."""
    prior, S, P, Q, Omega = draw(seed)
    whole, _ = black_litterman(0 * prior, S, P, Q, Omega)
    parts = [black_litterman(0 * prior, S, P, part, Omega)[0] for part in (0.3 * Q, 0.7 * Q)]
    assert sum(parts) == pytest.approx(whole, abs=1e-12)


def test_without_views_the_prior_stands():
    mean, uncertainty = black_litterman(
        [0.05, 0.02], np.eye(2), np.zeros((0, 2)), [], np.zeros((0, 0)), tau=0.1
    )
    assert mean.tolist() == [0.05, 0.02]
    assert uncertainty == pytest.approx(0.1 * np.eye(2))


def test_shapes_that_disagree_are_refused():
    with pytest.raises(InputError, match=r"picks: has shape \(1, 3\), expected \(1, 2\)"):
        black_litterman([0.05, 0.02], np.eye(2), [[1, 0, 0]], [0.1], [[0.1]])


def test_two_certain_views_on_one_thing_are_refused():
    with pytest.raises(InputError, match="repeat or contradict"):
        black_litterman([0.0, 0.0], np.eye(2), [[1, 0], [1, 0]], [0.1, 0.2], np.zeros((2, 2)))
