"""
The named covariance estimators against second ones: pandas, skfolio, and formulas written again.

Returns have a mean, unequal volatilities and a common factor, so that each of these would show.
"""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.market.covariance.estimators import GERBER_THRESHOLD, weekly_covariance
from allocator.market.covariance.settings import Estimator, RiskSettings


@pytest.fixture(scope="module")
def drawn():
    rng = np.random.default_rng(6)
    common, own = rng.standard_normal((300, 1)), rng.standard_normal((300, 6))
    return 0.003 + (common + 0.7 * own) * np.array([0.01, 0.012, 0.02, 0.02, 0.03, 0.05])


def estimated(returns, name, **options):
    return weekly_covariance(returns, RiskSettings(name, **options))[0]


@pytest.mark.parametrize("half_life", [4, 26, 52.0, 1000])
def test_ewma_is_that_of_pandas(drawn, half_life):
    by_pandas = pd.DataFrame(drawn).ewm(halflife=half_life).cov().loc[len(drawn) - 1]
    found = estimated(drawn, Estimator.EWMA, half_life_weeks=half_life)
    assert found == pytest.approx(by_pandas.to_numpy(), rel=1e-10)


def test_ledoit_wolf_is_what_the_paper_says(drawn):
    """
    Ledoit and Wolf (2004), lemmas 3.2 to 3.4, sums spelled out, norms divided by the dimension.

    S* = (b2/d2) m I + (a2/d2) S with m the mean variance, d2 = |S - m I|^2, b2 the mean squared
    distance of one week's outer product from S, divided by the weeks, and a2 = d2 - b2.
    """
    n, p = drawn.shape
    deviations = drawn - drawn.mean(axis=0)
    S = deviations.T @ deviations / n
    m = np.trace(S) / p
    d2 = ((S - m * np.eye(p)) ** 2).sum() / p
    b2 = sum(((np.outer(week, week) - S) ** 2).sum() / p for week in deviations) / n**2
    expected = b2 / d2 * m * np.eye(p) + (1 - b2 / d2) * S

    found, label = weekly_covariance(drawn, RiskSettings(Estimator.LEDOIT_WOLF))
    assert found == pytest.approx(expected, rel=1e-10)
    assert label == f"ledoit_wolf, shrinkage {b2 / d2:.3g}"


def test_ledoit_wolf_is_that_of_skfolio(drawn):
    from skfolio.moments import LedoitWolf

    peer = LedoitWolf().fit(pd.DataFrame(drawn)).covariance_
    assert estimated(drawn, Estimator.LEDOIT_WOLF) == pytest.approx(peer, rel=1e-10)


def gerber(returns):
    """
    Count the weeks in which both move a lot, alike or against each other (Gerber et al. 2022).

    g = (UU + DD - UD - DU) / (T - NN), N being a move below the threshold; then volatilities.
    """
    deviation = returns.std(axis=0)
    up = (returns >= GERBER_THRESHOLD * deviation).astype(float)
    down = (returns <= -GERBER_THRESHOLD * deviation).astype(float)
    still = 1 - up - down
    same, against = up.T @ up + down.T @ down, up.T @ down + down.T @ up
    return (same - against) / (len(returns) - still.T @ still) * np.outer(deviation, deviation)


def test_gerber_is_what_the_paper_says(drawn):
    found, label = weekly_covariance(drawn, RiskSettings(Estimator.GERBER))
    assert found == pytest.approx(gerber(drawn), rel=1e-12)
    assert label == "gerber, threshold 0.5"


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_gerber_is_positive_semidefinite(seed):
    """
    Always, by Schur's product theorem, so that nothing has to be lifted but for twins.

    Its numerator is a Gram matrix of -1, 0 and 1. Its denominator counts the union of two sets of
    weeks, a conditionally negative definite kernel, whose reciprocal is positive semidefinite.
    """
    rng = np.random.default_rng(seed)
    returns = rng.standard_t(2, (12, 6)) * rng.uniform(0.1, 3, 6)
    smallest, *_, largest = np.linalg.eigvalsh(estimated(returns, Estimator.GERBER))
    assert smallest > -1e-12 * largest


def test_denoising_evens_out_what_the_common_factor_leaves(drawn):
    """
    Lopez de Prado (2020), 2.5.1, written again for one factor, which is what there is here.

    The eigenvalues of the correlations after the first are replaced by their mean, the diagonal is
    made one again, and variances are those of the sample.
    """
    sample = np.cov(drawn.T)
    deviation = np.sqrt(np.diag(sample))
    values, vectors = np.linalg.eigh(sample / np.outer(deviation, deviation))
    values[:-1] = values[:-1].mean()
    even = vectors @ np.diag(values) @ vectors.T
    scale = deviation / np.sqrt(np.diag(even))

    found = estimated(drawn, Estimator.DENOISED)
    assert found == pytest.approx(even * np.outer(scale, scale), rel=1e-9)
    assert np.diag(found) == pytest.approx(np.diag(sample))


def test_where_no_eigenvalue_is_noise_nothing_is_changed():
    """As of these three independent series: the largest that noise would have is below them all."""
    drawn = np.random.default_rng(1).standard_normal((60, 3))
    assert estimated(drawn, Estimator.DENOISED) == pytest.approx(np.cov(drawn.T), rel=1e-12)


@pytest.mark.parametrize("name", list(Estimator))
def test_every_estimator_is_symmetric_to_the_bit_and_the_same_twice(drawn, name):
    found = estimated(drawn, name)
    assert found.tolist() == found.T.tolist() == estimated(drawn, name).tolist()


@pytest.mark.parametrize("name", list(Estimator))
def test_two_indexes_are_enough(drawn, name):
    assert np.all(np.linalg.eigvalsh(estimated(drawn[:, :2], name)) > 0)


QUIETLY = """
import sys
import numpy as np
from allocator.market.covariance import Estimator, RiskSettings
from allocator.market.covariance.estimators import weekly_covariance
drawn = np.random.default_rng(1).standard_normal((60, 3))
for name in ("sample", "ewma"):
    weekly_covariance(drawn, RiskSettings(Estimator(name)))
assert not {"sklearn", "riskfolio"} & set(sys.modules)
for name in ("ledoit_wolf", "gerber", "denoised"):
    weekly_covariance(drawn, RiskSettings(Estimator(name)))
assert {"sklearn", "riskfolio"} <= set(sys.modules)
"""


def test_the_libraries_are_loaded_only_when_named_and_say_nothing():
    run = subprocess.run(
        [sys.executable, "-W", "always", "-c", QUIETLY], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
