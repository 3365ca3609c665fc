"""The same views through skfolio's entropy pooling give the same probabilities."""

import numpy as np
import pandas as pd
import pytest

from allocator import Correlation, CVaR, Variance, entropy_pooling


@pytest.fixture(scope="module")
def drawn():
    rng = np.random.default_rng(5)
    common, own = rng.standard_t(6, (600, 1)), rng.standard_t(6, (600, 2))
    return 0.0005 + 0.01 * (common + own)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ({"mean_views": ["A == 0.002", "B >= 0.001"]}, "means"),
        ({"mean_views": ["A == 0.002"], "variance_views": ["B == 0.0004"]}, "variance"),
        ({"mean_views": ["A == 0.002"], "correlation_views": ["(A,B) == 0.2"]}, "correlation"),
        ({"cvar_views": ["A == 0.05"]}, "larger tail"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_skfolio_finds_the_same_probabilities(drawn, theirs, ours):
    """Its tolerances are loose (thresholds to 1e-4), so the divergence may only be larger."""
    from skfolio.prior import EntropyPooling

    peer = EntropyPooling(**theirs).fit(pd.DataFrame(drawn, columns=["A", "B"]))
    a, b = drawn.T
    found = entropy_pooling(
        np.full(600, 1 / 600),
        **{
            "means": {"equalities": [(a, 0.002)], "at_least": [(b, 0.001)]},
            "variance": {"equalities": [(a, 0.002), (Variance(b), 0.0004)]},
            "correlation": {"equalities": [(a, 0.002), (Correlation(a, b), 0.2)]},
            "larger tail": {"equalities": [(CVaR(a), 0.05)]},
        }[ours],
    )
    weights = peer.return_distribution_.sample_weight
    assert found.probabilities == pytest.approx(weights, abs=2e-5)
    assert found.divergence == pytest.approx(peer.relative_entropy_, rel=2e-3)
    assert found.effective_scenarios == pytest.approx(peer.effective_number_of_scenarios_, rel=1e-3)
