"""Entropy pooling: what it meets, what it refuses and in which words."""

import numpy as np
import pytest

from allocator import Correlation, CVaR, Variance, entropy_pooling
from allocator.beliefs.entropy_dual import pooled
from allocator.beliefs.entropy_room import Row
from allocator.beliefs.entropy_statistics import conditional_value_at_risk
from allocator.errors import CertificationError, InputError

FACES = np.arange(1.0, 7.0)
FAIR = np.full(6, 1 / 6)
LEVEL = 0.9


@pytest.fixture(scope="module")
def market():
    rng = np.random.default_rng(3)
    x, y = rng.standard_t(5, size=(2, 300)) * 0.1
    return x + 0.02, 0.5 * x + y, np.full(300, 1 / 300)


def cvar(values, q, level=LEVEL):
    """The mean of the worst tenth, counted out scenario by scenario."""
    left, total = 1 - level, 0.0
    for t in np.argsort(values):
        part = min(q[t], left)
        total, left = total - part * values[t], left - part
    return total / (1 - level)


@pytest.mark.parametrize("bound", [0.05, 0.12, 0.3, 0.45])
@pytest.mark.parametrize("how", ["equalities", "at_most", "at_least"])
def test_views_on_cvar_are_met(market, how, bound):
    x, _, p = market
    found = entropy_pooling(p, **{how: [(CVaR(x, LEVEL), bound)]})
    before, after = cvar(x, p), cvar(x, found.probabilities)
    binds = how == "equalities" or (how == "at_most") == (before > bound)
    assert after == pytest.approx(bound if binds else before, abs=1e-8)
    assert (found.divergence > 1e-6) == binds
    assert (found.multipliers[f"{how}[0]"] != 0) == binds


@pytest.mark.parametrize("bound", [0.05, 0.12, 0.16])
def test_no_threshold_gives_a_nearer_answer_than_the_one_found(market, bound):
    x, _, p = market
    found = entropy_pooling(p, at_most=[(CVaR(x, LEVEL), bound)])
    rivals = [
        pooled(p, [Row(np.maximum(-x - e, 0), (1 - LEVEL) * (bound - e), equality=False)])
        for e in np.unique(-x[-x < bound])
    ]
    best = min(rival.divergence for rival in rivals if rival)
    assert found.divergence == pytest.approx(best, abs=1e-12)


def test_views_on_two_tails_a_mean_a_variance_and_a_correlation_hold_at_once(market):
    x, y, p = market
    q = entropy_pooling(
        p,
        equalities=[(x, 0.03), (CVaR(y, LEVEL), 0.3)],
        at_most=[(Variance(x), 0.012), (CVaR(x, LEVEL), 0.17)],
        at_least=[(Correlation(x, y), 0.6)],
    ).probabilities
    spread = np.cov(x, y, aweights=q, ddof=0)
    assert q @ x == pytest.approx(0.03, abs=1e-9)
    assert spread[0, 0] <= 0.012 + 1e-9
    assert spread[0, 1] / np.sqrt(spread[0, 0] * spread[1, 1]) >= 0.6 - 1e-9
    assert cvar(y, q) == pytest.approx(0.3, abs=1e-8)
    assert cvar(x, q) <= 0.17 + 1e-8


def test_conditional_value_at_risk_counts_part_of_a_scenario():
    losses = np.array([1.0, 5.0, 3.0, 2.0])
    found = conditional_value_at_risk(losses, np.array([0.3, 0.06, 0.1, 0.54]), 0.9)
    assert found == pytest.approx((0.06 * 5 + 0.04 * 3) / 0.1)


def test_a_mean_moves_under_a_view_on_variance_unless_it_is_held(market):
    """Held where the views on means leave it: here at the prior's, as nothing else is said."""
    x, _, p = market
    found = entropy_pooling(p, equalities=[(Variance(x), 0.03)])
    assert found.probabilities @ x == pytest.approx(p @ x, abs=1e-10)


@pytest.mark.parametrize("target", [1.001, 1.5, 3.5, 5.9, 5.999])
def test_the_multiplier_is_what_a_unit_of_the_bound_costs(target):
    up, down = (entropy_pooling(FAIR, [(FACES, target + h)]).divergence for h in (1e-5, -1e-5))
    found = entropy_pooling(FAIR, at_least=[(FACES, target)], at_most=[(FACES, target)])
    assert sum(found.multipliers.values()) == pytest.approx((up - down) / 2e-5, rel=1e-3, abs=1e-8)


def test_views_that_repeat_each_other_agree():
    once = entropy_pooling(FAIR, [(FACES, 4.5)])
    often = entropy_pooling(FAIR, [(FACES, 4.5), (FACES, 4.5), (2 * FACES, 9.0)])
    assert often.probabilities == pytest.approx(once.probabilities, abs=1e-9)


@pytest.mark.parametrize(
    ("views", "message"),
    [
        (
            {"equalities": [(FACES, 4.5), (FACES, 6.0)]},
            r"equalities\[1\]: no probabilities give an expectation equal to 6: it goes from 1 to 6",
        ),
        (
            {"at_least": [(FACES, 7)]},
            r"at_least\[0\]: no probabilities give an expectation of at least 7: it goes from 1 to 6",
        ),
        (
            {"equalities": [(FACES, 4.5), (FACES > 3, 0.5)], "at_most": [(FACES, 4.0)]},
            r"equalities\[0\], at_most\[0\]: these views contradict one another",
        ),
        (
            {"equalities": [(FACES < 2, 0.5), (FACES > 5, 0.5)]},
            r"equalities\[0\], equalities\[1\]: these views contradict one another",
        ),
        (
            {"equalities": [(Variance(FACES), 9.0)]},
            r"equalities\[0\]: no probabilities give a variance equal to 9: it goes, with .* from 0.25",
        ),
        (
            {"at_least": [(CVaR(FACES), 0.0)]},
            r"at_least\[0\]: no probabilities give a 95 % CVaR of at least 0: losses go from -6 to -1",
        ),
        (
            {"equalities": [(FACES, 5.9)], "at_least": [(CVaR(FACES, 0.5), -3.0)]},
            r"equalities\[0\], at_least\[0\]: these views contradict one another",
        ),
        (
            {"equalities": [(FACES, 1.1)], "at_most": [(CVaR(FACES, 0.5), -3.0)]},
            r"at_most\[0\]: a 50 % CVaR of at most -3 was found at no threshold together",
        ),
        ({"at_most": [(np.full(6, 2.0), 1.0)]}, r"at_most\[0\]: no probabilities give"),
    ],
)
def test_views_that_no_probabilities_satisfy_are_named(views, message):
    with pytest.raises(InputError, match=message):
        entropy_pooling(FAIR, **views)


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ((FACES[:5], 4.5), r"equalities\[0\]: has shape \(5,\), expected \(6,\)"),
        ((FACES, np.nan), r"equalities\[0\]: holds an entry that is not finite"),
        (FACES, r"equalities\[0\]: is not a pair of scenario values and a bound"),
        (3.0, r"equalities\[0\]: is not a pair"),
        ((Variance(FACES), 0.0), r"a variance is positive, not 0"),
        ((Correlation(FACES, FACES**2), 1.0), "a correlation lies between -1 and 1, not at 1"),
        ((Correlation(FACES, FAIR), 0.5), "a quantity that never varies has no correlation"),
        ((CVaR(FACES, 95), 1.0), "is 95, expected between 0 and 1"),
    ],
)
def test_a_malformed_view_is_refused_by_place(pair, message):
    with pytest.raises(InputError, match=message):
        entropy_pooling(FAIR, equalities=[pair])


@pytest.mark.parametrize(
    ("p", "message"),
    [
        ([0.5, 0.6], "probabilities: sums to 1.1, not to 1"),
        ([1.5, -0.5], "probabilities: has no entry, or a negative one"),
        ([], "probabilities: has no entry"),
        ([np.nan, 1], "probabilities: holds an entry that is not finite"),
    ],
)
def test_what_is_no_prior_is_refused(p, message):
    with pytest.raises(InputError, match=message):
        entropy_pooling(p)


def test_an_answer_that_cannot_be_certified_is_not_given(monkeypatch):
    monkeypatch.setattr("allocator.beliefs.entropy_dual._NEWTON_STEPS", 1)
    with pytest.raises(CertificationError, match="the views are missed by"):
        entropy_pooling(FAIR, [(FACES, 4.5)])


def test_a_constant_that_is_at_its_bound_says_nothing():
    found = entropy_pooling(FAIR, equalities=[(np.ones(6), 1.0)])
    assert found.probabilities == pytest.approx(FAIR, abs=1e-15)
    assert found.multipliers == {"equalities[0]": 0.0}


def test_the_posterior_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        entropy_pooling(FAIR).probabilities[0] = 1


def test_of_two_capped_tails_no_pair_of_thresholds_gives_a_nearer_answer():
    """Against all pairs, in either order."""
    rng = np.random.default_rng(8)
    x, y = rng.standard_t(5, size=(2, 24))
    y = 0.8 * x + 0.6 * y
    p = np.full(24, 1 / 24)
    caps = [(CVaR(x, 0.7), 0.7 * cvar(x, p, 0.7)), (CVaR(y, 0.7), 0.6 * cvar(y, p, 0.7))]

    def ceiling(values, cap, threshold):
        return Row(np.maximum(-values - threshold, 0), 0.3 * (cap - threshold), equality=False)

    answers = [
        pooled(p, [ceiling(x, caps[0][1], e), ceiling(y, caps[1][1], f)])
        for e in -x[-x < caps[0][1]]
        for f in -y[-y < caps[1][1]]
    ]
    best = min(answer.divergence for answer in answers if answer)
    for order in (caps, caps[::-1]):
        assert entropy_pooling(p, at_most=order).divergence == pytest.approx(best, abs=1e-10)


def test_two_correlations_that_exclude_each_other_are_named():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(2, 50))
    views = {"at_least": [(Correlation(x, y), 0.5)], "at_most": [(Correlation(x, y), 0.2)]}
    with pytest.raises(InputError, match=r"a correlation of at most 0.2; .*of at least 0.5"):
        entropy_pooling(np.full(50, 0.02), **views)
