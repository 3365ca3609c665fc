import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from allocator.errors import MarketDataError
from allocator.market.covariance import Estimator, RiskSettings, estimate_risk
from allocator.market.covariance.estimate import WORST_CONDITION, lift
from allocator.market.layout import laid_out
from allocator.model.arrays import frozen_covariance

SAMPLE = RiskSettings()
OWN = (SAMPLE, RiskSettings(Estimator.EWMA, half_life_weeks=26))


@pytest.fixture
def whole(levels):
    return levels.drop(columns="Bond B")


def test_the_covariance_is_that_of_weekly_returns_times_52(whole, classes, as_of):
    estimate = estimate_risk(whole, classes, as_of, SAMPLE)
    model = estimate.model
    returns = whole.sort_index(axis=1).pct_change().iloc[1:]

    assert model.indexes == ("Bond A", "Stock A", "Stock B")
    assert model.weeks == len(returns) == 522
    assert model.covariance == pytest.approx(52 * np.cov(returns.T.to_numpy()), rel=1e-12)
    assert (str(model.start), str(model.end)) == ("2015-06-19", "2025-06-20")
    assert (model.estimator, model.completions) == ("sample", ())
    assert (dict(estimate.missing), estimate.lifted) == ({}, 0.0)
    assert model.condition == pytest.approx(np.linalg.cond(model.covariance))


def test_the_settings_decide_the_window_and_the_estimator(whole, classes, as_of):
    chosen = RiskSettings(Estimator.EWMA, years=5, half_life_weeks=26)
    model = estimate_risk(whole, classes, as_of, chosen).model
    returns = whole.sort_index(axis=1).pct_change().iloc[-261:]
    by_pandas = returns.ewm(halflife=26).cov().loc[returns.index[-1]]

    assert (model.weeks, str(model.start)) == (261, "2020-06-19")
    assert model.estimator == "ewma, half-life 26 weeks"
    assert model.covariance == pytest.approx(52 * by_pandas.to_numpy(), rel=1e-10)


def test_a_short_index_is_completed_and_told_of(levels, classes, as_of):
    estimate = estimate_risk(levels, classes, as_of, SAMPLE)
    (done,) = estimate.model.completions
    assert estimate.model.indexes == ("Bond A", "Bond B", "Stock A", "Stock B")
    assert (done.index, done.nearest, done.side) == ("Bond B", "Bond A", "before")
    assert (done.filled, done.weeks) == (322, 522)


@pytest.mark.parametrize("chosen", OWN)
def test_completing_one_index_leaves_the_others_as_they_are(levels, whole, classes, as_of, chosen):
    among = tuple(sorted(whole))
    with_it, without = (
        estimate_risk(frame, classes, as_of, chosen).model.among(among) for frame in (levels, whole)
    )
    assert with_it == pytest.approx(without, rel=1e-12)


def test_ewma_completes_by_recent_weeks(levels, classes, as_of):
    """The bond that begins late has nearly all of the weight: it is nearly its own covariance."""
    model = estimate_risk(levels, classes, as_of, OWN[1]).model
    returns = levels.sort_index(axis=1)[["Bond A", "Bond B"]].pct_change().iloc[-200:]
    own = 52 * returns.ewm(halflife=26).cov().loc[returns.index[-1]].to_numpy()
    assert model.among(("Bond A", "Bond B")) == pytest.approx(own, rel=0.01)


def test_what_cannot_be_covered_is_named_with_the_reason(levels, classes, as_of):
    levels["Bond B"] = np.nan
    levels["Gold"] = 5.0
    estimate = estimate_risk(levels, classes, as_of, SAMPLE)
    assert estimate.model.indexes == ("Bond A", "Stock A", "Stock B")
    assert estimate.missing == {
        "Bond B": "has no weekly returns in the window",
        "Gold": "never varies in the window",
    }


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(order=st.permutations(range(4)), chosen=st.sampled_from(OWN))
def test_the_order_of_columns_changes_no_bit(levels, classes, as_of, order, chosen):
    straight = estimate_risk(levels, classes, as_of, chosen).model
    mixed = estimate_risk(levels.iloc[:, order], classes, as_of, chosen).model
    assert mixed.covariance.tolist() == straight.covariance.tolist()
    assert (mixed.indexes, mixed.condition) == (straight.indexes, straight.condition)
    assert mixed.completions == straight.completions


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(values=st.lists(st.floats(0.01, 1e6), min_size=4, max_size=4), days=st.integers(1, 400))
def test_the_future_changes_no_bit(levels, classes, as_of, values, days):
    later = pd.DataFrame([values], [pd.Timestamp(as_of) + pd.Timedelta(days=days)], levels.columns)
    now = estimate_risk(levels, classes, as_of, SAMPLE).model
    then = estimate_risk(pd.concat([levels, later]), classes, as_of, SAMPLE).model
    assert then.covariance.tolist() == now.covariance.tolist()
    assert then.completions == now.completions


@pytest.mark.parametrize("chosen", OWN)
def test_the_covariance_is_symmetric_to_the_bit(levels, classes, as_of, chosen):
    found = estimate_risk(levels, classes, as_of, chosen).model.covariance
    assert found.tolist() == found.T.tolist()


def test_twins_are_told_apart_by_a_hair_and_it_is_said(whole, classes, as_of):
    """Two indexes with one series: 2e-4 of volatility at most, and not a bit of covariance."""
    twins = whole.assign(Gold=whole["Stock A"])
    estimate = estimate_risk(twins, classes, as_of, SAMPLE)
    alone = estimate_risk(whole, classes, as_of, SAMPLE)
    found, expected = (e.model.among(("Stock A", "Stock B")) for e in (estimate, alone))

    assert 0 < estimate.lifted < np.linalg.eigvalsh(estimate.model.covariance)[-1] / 9e6
    assert found - expected == pytest.approx(estimate.lifted * np.eye(2), rel=1e-3, abs=1e-14)
    assert estimate.model.condition == pytest.approx(WORST_CONDITION, rel=1e-6)


def test_eight_digits_of_what_was_lifted_are_still_positive_definite(whole, classes, as_of):
    """As a snapshot keeps them; without the lift they are not."""
    twins = whole.assign(Gold=whole["Stock A"], **{"Bond B": 0.5 * whole["Stock A"]})
    found = estimate_risk(twins, classes, as_of, SAMPLE)
    rounded = np.array([[float(f"{value:.7e}") for value in row] for row in found.model.covariance])
    frozen_covariance(rounded, 5)
    with pytest.raises(ValueError, match="positive definite"):
        frozen_covariance(found.model.covariance - found.lifted * np.eye(5), 5)


def test_what_is_safe_is_not_touched():
    safe = np.diag([1.0, 1.01 / WORST_CONDITION])
    assert lift(safe) == (pytest.approx(safe, rel=0), 0.0)
    raised, added = lift(np.diag([1.0, 0.5 / WORST_CONDITION]))
    assert added == pytest.approx(0.5 / WORST_CONDITION, rel=1e-6)
    assert np.diag(raised) == pytest.approx([1.0, 1 / WORST_CONDITION], rel=1e-6)


def test_if_no_index_has_every_week_each_reason_is_given(levels, classes, as_of):
    levels.iloc[0] = np.nan
    levels["Gold"] = np.nan
    with pytest.raises(MarketDataError) as caught:
        estimate_risk(levels, classes, as_of, SAMPLE)
    (problem,) = caught.value.problems
    assert problem.message == (
        "no covariance can be made of 522 weeks and 4 indexes, 0 of which have all"
    )
    assert "Gold has no weekly returns in the window" in problem.remedy


def test_one_index_makes_no_covariance(levels, classes, as_of):
    with pytest.raises(MarketDataError, match="522 weeks and 1 indexes"):
        estimate_risk(levels[["Stock A"]], classes, as_of, SAMPLE)


def test_more_indexes_than_weeks_make_no_covariance(whole, classes, as_of):
    rng = np.random.default_rng(4)
    walks = 100 * np.exp(np.cumsum(0.01 * rng.standard_normal((len(whole), 53)), axis=0))
    many = pd.DataFrame(walks, whole.index, [f"Index {n}" for n in range(53)])
    alike = dict.fromkeys(many, classes["Stock A"])
    year = RiskSettings(years=1)
    with pytest.raises(MarketDataError, match="52 weeks and 53 indexes"):
        estimate_risk(many, alike, as_of, year)
    with pytest.raises(MarketDataError, match="52 weeks and 52 indexes"):
        estimate_risk(many.iloc[:, :52], alike, as_of, year)
    enough = estimate_risk(many.iloc[:, :51], alike, as_of, year)
    assert len(enough.model.indexes) == 51
    assert enough.lifted == 0


def test_no_levels_at_all_are_an_error_in_words(levels, classes, as_of):
    with pytest.raises(MarketDataError, match="522 weeks and 0 indexes"):
        estimate_risk(levels.iloc[:0], classes, as_of, SAMPLE)


def test_the_model_can_be_written(levels, classes, as_of):
    """Nothing in it is a numpy number, which JSON would refuse."""
    model = estimate_risk(levels, classes, as_of, SAMPLE).model
    assert {type(getattr(model.completions[0], key)) for key in ("beta", "r_squared")} == {float}
    assert type(model.condition) is float
    assert type(model.completions[0].filled) is int
    assert laid_out({"condition": model.condition})
