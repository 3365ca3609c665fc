from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from allocator.market.rotation.calls import RECENT, USUAL, call_volume, z_scores
from allocator.market.series import Kind
from allocator.model.signals import State
from tests.made_series import made_series


def volumes(market, values, name="IWM call volume", ends=None):
    """Volumes of the last sessions of a market."""
    days = market.duel.small.index[: ends or len(market.duel.small)][-len(values) :]
    return made_series(Kind.VOLUME, name, values, days.to_numpy(dtype="M8[D]"), source="calls")


def picked(*series):
    return {(each.key.kind, each.key.name): each for each in series}


@pytest.fixture
def market(watch, walk):
    return watch(walk(1500))


def test_z_is_that_of_numpy_without_the_sessions_it_judges():
    rng = np.random.default_rng(1)
    values = rng.lognormal(12, 0.3, 400)
    days = pd.bdate_range("2001-01-01", periods=400)
    found = z_scores(pd.Series(values, days))
    assert found.index[0] == days[RECENT + USUAL - 1]
    for at in (254, 300, 399):
        recent, usual = values[at - 4 : at + 1], values[at - 254 : at - 4]
        expected = (recent.mean() - usual.mean()) / usual.std(ddof=1)
        assert found[days[at]] == pytest.approx(expected)


def test_volumes_that_do_not_vary_have_no_z():
    days = pd.bdate_range("2001-01-01", periods=300)
    assert z_scores(pd.Series(1e6, days)).empty


def test_without_volumes_there_is_no_signal(market):
    assert call_volume(market, {}) is None
    other = made_series(Kind.VALUATION, "P/E", [1.0])
    assert call_volume(market, picked(other)) is None


def test_it_is_on_while_the_mean_is_two_deviations_above(market):
    usual = [90.0, 110.0] * 400
    values = [*usual, *[200.0] * 8]
    found = call_volume(market, picked(volumes(market, values)))
    days = market.duel.small.index
    assert found.key == "call-volume"
    assert found.since == days[-7].date()
    assert found.seen.startswith(f"IWM call volume: on {days[-1].date()} z +")
    quiet = call_volume(market, picked(volumes(market, usual)))
    assert quiet.state is State.OFF
    assert quiet.seen.endswith("z +0.2")


def test_what_followed_begins_where_it_came_on(market):
    """Of ten loud sessions amid quiet ones the first already lifts the mean of five by 30."""
    values = np.array([90.0, 110.0] * 600)
    values[500:510] = 250.0
    series = volumes(market, values)
    found = call_volume(market, picked(series))
    assert [each.start for each in found.evidence.episodes] == [series.days[500].astype(object)]
    assert found.evidence.baseline_mean == 0.01
    assert found.evidence.source == market.duel.source
    assert found.read_from.startswith("volume/IWM call volume (calls), ")


def test_old_volumes_say_nothing_of_today(market):
    values = [*[90.0, 110.0] * 400, *[200.0] * 8]
    series = volumes(market, values, ends=len(market.duel.small) - 6)
    assert market.as_of - series.last > timedelta(days=7)
    found = call_volume(market, picked(series))
    assert found.state is State.UNKNOWN
    assert found.unknown_because == f"volumes end on {series.last}, too early to tell"


def test_too_few_volumes_are_said_to_be(market):
    found = call_volume(market, picked(volumes(market, np.arange(1.0, 255.0))))
    assert (found.state, found.evidence.n) == (State.UNKNOWN, 0)
    assert f"254 numbers to {market.last}" in found.seen
    assert found.unknown_because == "a z-score takes 255 numbers that vary"
    assert "z +" in call_volume(market, picked(volumes(market, np.arange(1.0, 256.0)))).seen


def test_of_several_the_one_that_reaches_furthest_counts(market):
    old = volumes(market, np.arange(1.0, 600.0), "RUT call volume", ends=1400)
    new = volumes(market, np.arange(1.0, 300.0), "IWM call volume")
    for given in (picked(old, new), picked(new, old)):
        assert call_volume(market, given).seen.startswith("IWM call volume")
