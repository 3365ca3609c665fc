import sys

import numpy as np
import pytest

from allocator.errors import MarketDataError
from allocator.market.covariance.estimators import week_weights, weekly_covariance
from allocator.market.covariance.moments import freedom, weighted_covariance
from allocator.market.covariance.settings import Estimator, RiskSettings


@pytest.fixture
def drawn():
    rng = np.random.default_rng(2)
    return 0.01 + 0.02 * (rng.standard_normal((300, 1)) + rng.standard_normal((300, 5)))


def estimated(returns, name, **options):
    return weekly_covariance(returns, RiskSettings(name, **options))


def test_the_sample_covariance_is_numpys(drawn):
    found, label = estimated(drawn, Estimator.SAMPLE)
    assert found == pytest.approx(np.cov(drawn.T), rel=1e-12)
    assert label == "sample"


def test_a_half_life_halves_and_the_last_week_counts_in_full():
    weights = week_weights(RiskSettings(Estimator.EWMA, half_life_weeks=13), 27)
    assert weights[[-1, -14, -27]] == pytest.approx([1, 0.5, 0.25])


@pytest.mark.parametrize("name", [e for e in Estimator if e is not Estimator.EWMA])
def test_only_ewma_weighs_weeks_apart(name):
    assert week_weights(RiskSettings(name, half_life_weeks=13), 3).tolist() == [1, 1, 1]


def test_ewma_names_its_half_life(drawn):
    assert estimated(drawn, Estimator.EWMA)[1] == "ewma, half-life 52 weeks"
    assert estimated(drawn, Estimator.EWMA, half_life_weeks=6.5)[1] == "ewma, half-life 6.5 weeks"


def test_recent_weeks_count_more(drawn):
    drawn[-52:] *= 3
    calm, now = (estimated(drawn, name)[0] for name in (Estimator.SAMPLE, Estimator.EWMA))
    assert np.all(np.diag(now) > 1.5 * np.diag(calm))


def test_weighted_covariances_are_right_on_average():
    """Deviations from a weighted mean lose what `freedom` gives back: 4000 samples of variance 1."""
    weights = 0.5 ** (np.arange(40)[::-1] / 4)
    rng = np.random.default_rng(8)
    found = [
        weighted_covariance(sample, weights)[0, 0] for sample in rng.normal(5, 1, (4000, 40, 1))
    ]
    assert np.mean(found) == pytest.approx(1, abs=3 * np.std(found) / np.sqrt(4000))
    assert freedom(weights) < 0.95 * weights.sum()  # or the correction would not show


def test_the_scale_of_weights_does_not_matter(drawn):
    weights = np.linspace(0.1, 1, 300)
    one, two = weighted_covariance(drawn, weights), weighted_covariance(drawn, 7 * weights)
    assert two == pytest.approx(one, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "module"),
    [
        (Estimator.LEDOIT_WOLF, "sklearn.covariance"),
        (Estimator.GERBER, "riskfolio"),
        (Estimator.DENOISED, "riskfolio"),
    ],
)
def test_without_the_library_the_message_says_what_to_install(monkeypatch, drawn, name, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MarketDataError) as caught:
        estimated(drawn, name)
    (problem,) = caught.value.problems
    assert problem.message.startswith(f"estimator {name} needs a library that is not installed")
    assert module in problem.message
    assert problem.remedy.startswith('pip install "allocator[risk]"')


@pytest.mark.parametrize("name", [Estimator.SAMPLE, Estimator.EWMA])
def test_our_own_estimators_need_no_library(monkeypatch, drawn, name):
    for module in ("sklearn", "riskfolio"):
        monkeypatch.setitem(sys.modules, module, None)
    assert estimated(drawn, name)[0].shape == (5, 5)
