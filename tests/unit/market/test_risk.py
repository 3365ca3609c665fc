from datetime import date

import numpy as np
import pandas as pd
import pytest

from allocator.errors import MarketDataError
from allocator.market.risk import estimate_risk

AS_OF = date(2025, 6, 25)
FRIDAYS = pd.date_range("2015-06-19", "2025-06-20", freq="W-FRI")


@pytest.fixture
def panel():
    """Returns of +1 % and -1 % in turn for A, drawn ones for B."""
    rng = np.random.default_rng(1)
    steps = np.where(np.arange(len(FRIDAYS)) % 2, 0.01, -0.01)
    return pd.DataFrame(
        {
            "A": 100 * np.cumprod(1 + steps),
            "B": 100 * np.cumprod(1 + 0.02 * rng.standard_normal(len(FRIDAYS))),
        },
        FRIDAYS,
    )


def test_the_covariance_is_that_of_weekly_returns_times_52(history_of, panel):
    model = estimate_risk(history_of(AS_OF, adjusted=panel), {"Two": "B", "One": "A"}).model
    returns = panel.pct_change().iloc[1:]

    assert model.indexes == ("One", "Two")
    assert model.weeks == len(returns) == 522
    assert model.covariance == pytest.approx(52 * np.cov(returns.T.to_numpy()), rel=1e-12)
    assert model.covariance[0, 0] == pytest.approx(52 * 0.01**2 * 522 / 521)
    assert (model.start, model.end) == (date(2015, 6, 19), date(2025, 6, 20))


def test_a_week_that_is_not_over_does_not_count(history_of, panel):
    longer = pd.concat([panel, pd.DataFrame({"A": [1.0], "B": [9.0]}, [pd.Timestamp(AS_OF)])])
    series = {"One": "A", "Two": "B"}
    before = estimate_risk(history_of(AS_OF, adjusted=panel), series).model
    after = estimate_risk(history_of(AS_OF, adjusted=longer), series).model

    assert after.covariance.tolist() == before.covariance.tolist()
    assert after.end == before.end


def test_only_the_last_observation_of_a_week_counts(history_of, panel):
    middle = panel.set_index(panel.index - pd.Timedelta(days=2)) * 7
    both = pd.concat([panel, middle]).sort_index()
    series = {"One": "A", "Two": "B"}
    assert (
        estimate_risk(history_of(AS_OF, adjusted=both), series).model.covariance.tolist()
        == estimate_risk(history_of(AS_OF, adjusted=panel), series).model.covariance.tolist()
    )


@pytest.mark.parametrize("gap", [slice(0, 1), slice(200, 201), slice(-1, None)])
def test_an_index_that_misses_a_week_is_left_out_and_named(history_of, panel, gap):
    panel.loc[panel.index[gap], "B"] = np.nan
    estimate = estimate_risk(history_of(AS_OF, adjusted=panel), {"One": "A", "Two": "B"})
    assert estimate.model.indexes == ("One",)
    assert estimate.missing == ("Two",)


def test_a_series_that_is_nowhere_is_left_out(history_of, panel):
    assert estimate_risk(history_of(AS_OF, adjusted=panel), {"I": "A", "X": "C"}).missing == ("X",)


def test_an_index_comes_before_a_fund_of_the_same_name(history_of, panel):
    history = history_of(AS_OF, adjusted=panel, spliced=panel[["A"]] ** 2)
    assert estimate_risk(history, {"One": "A"}).model.covariance[0, 0] > 52 * 0.015**2


def test_a_window_that_begins_before_the_data_covers_nothing(history_of, panel):
    with pytest.raises(MarketDataError, match="do not make a covariance"):
        estimate_risk(history_of(AS_OF, adjusted=panel.iloc[5:]), {"One": "A", "Two": "B"})


def test_twins_are_refused(history_of, panel):
    with pytest.raises(MarketDataError, match="not safely positive definite"):
        estimate_risk(history_of(AS_OF, adjusted=panel), {"One": "A", "Twin": "A"})


def test_a_series_that_never_moves_is_refused(history_of, panel):
    with pytest.raises(MarketDataError, match="not safely positive definite"):
        estimate_risk(history_of(AS_OF, adjusted=panel * 0 + 1), {"One": "A"})
