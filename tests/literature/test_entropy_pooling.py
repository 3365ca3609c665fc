"""
Entropy pooling where the answer is known.

Jaynes' die: lambda and probabilities derived from his equation, four
decimals agree with a public program (ikoryakovskiy/machine_learning, maxent.py). Meucci (2008),
"Fully Flexible Views: Theory and Practice", Risk 21(10): the posterior of a normal market is normal.
"""

import numpy as np
import pytest

from allocator import Correlation, Variance, entropy_pooling

FACES = np.arange(1.0, 7.0)
FAIR = np.full(6, 1 / 6)


def test_jaynes_die():
    loaded = entropy_pooling(FAIR, equalities=[(FACES, 4.5)])
    assert loaded.probabilities == pytest.approx(
        [0.05435317, 0.07877155, 0.11415998, 0.16544680, 0.23977444, 0.34749407], abs=1e-8
    )
    assert loaded.divergence == pytest.approx(0.1781783711, abs=1e-10)
    assert loaded.effective_scenarios == pytest.approx(5.02075890, abs=1e-8)
    assert loaded.multipliers["equalities[0]"] == pytest.approx(0.3710489381, abs=1e-9)


def test_a_normal_mean_costs_the_squared_shift_over_twice_the_variance():
    returns = np.linspace(0.05 - 9 * 0.2, 0.05 + 9 * 0.2, 4001)
    p = np.exp(-((returns - 0.05) ** 2) / (2 * 0.2**2))
    found = entropy_pooling(p / p.sum(), equalities=[(returns, 0.08)])
    assert found.divergence == pytest.approx(0.01125, abs=1e-10)


@pytest.fixture(scope="module")
def normal():
    """Two returns on a grid eight deviations wide."""
    mean, S = np.array([0.05, 0.03]), np.array([[0.04, 0.018], [0.018, 0.0225]])
    axes = [m + s * np.linspace(-8, 8, 161) for m, s in zip(mean, np.sqrt(np.diag(S)), strict=True)]
    grid = np.stack(np.meshgrid(*axes, indexing="ij")).reshape(2, -1)
    apart = grid - mean[:, None]
    p = np.exp(-0.5 * np.einsum("it,ij,jt->t", apart, np.linalg.inv(S), apart))
    return mean, S, grid, p / p.sum()


def moments(grid, q):
    mean = grid @ q
    apart = grid - mean[:, None]
    return mean, (apart * q) @ apart.T


def meucci(mean, S, Q, views, G, covariance):
    """The posterior under E[Q x] = views, Cov[G x] = covariance."""
    across = np.linalg.inv(G @ S @ G.T)
    return (
        mean + S @ Q.T @ np.linalg.solve(Q @ S @ Q.T, views - Q @ mean),
        S + S @ G.T @ (across @ covariance @ across - across) @ G @ S,
    )


@pytest.mark.parametrize(("on_mean", "on_variance"), [(0, 0), (0, 1), (1, 0)])
def test_views_on_a_mean_and_a_variance_give_meuccis_normal(normal, on_mean, on_variance):
    mean, S, grid, p = normal
    Q, G = np.eye(2)[[on_mean]], np.eye(2)[[on_variance]]
    expected = meucci(mean, S, Q, np.array([0.08]), G, np.array([[0.03]]))
    views = [(grid[on_mean], 0.08), (Variance(grid[on_variance]), 0.03)]
    found = moments(grid, entropy_pooling(p, equalities=views).probabilities)
    assert found[0] == pytest.approx(expected[0], abs=1e-6)
    assert found[1] == pytest.approx(expected[1], abs=1e-6)


def test_views_on_a_whole_covariance_give_meuccis_normal(normal):
    mean, S, grid, p = normal
    covariance = np.array([[0.05, 0.3 * np.sqrt(0.05 * 0.02)], [0.3 * np.sqrt(0.05 * 0.02), 0.02]])
    expected = meucci(mean, S, np.eye(2)[[0]], np.array([0.07]), np.eye(2), covariance)
    views = [
        (Correlation(*grid), 0.3),
        (Variance(grid[0]), 0.05),
        (grid[0], 0.07),
        (Variance(grid[1]), 0.02),
    ]
    found = entropy_pooling(p, equalities=views)
    posterior = moments(grid, found.probabilities)
    assert posterior[0] == pytest.approx(expected[0], abs=1e-6)
    assert posterior[1] == pytest.approx(covariance, abs=1e-6)
    shift = expected[0] - mean
    kl = np.trace(np.linalg.solve(S, covariance)) - 2 + shift @ np.linalg.solve(S, shift)
    kl = (kl + np.log(np.linalg.det(S) / np.linalg.det(covariance))) / 2
    assert found.divergence == pytest.approx(kl, abs=1e-6)
