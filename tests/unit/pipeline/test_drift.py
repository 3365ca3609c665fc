from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.model.policy import DriftBand
from allocator.pipeline.drift import Drift, drift_of, is_in_band
from tests.situations import brief


def target(weights, cash):
    """A solution, as far as drift looks at it."""
    return SimpleNamespace(weights=np.array(weights), cash=np.array(cash))


@pytest.fixture(scope="module")
def held():
    return brief()


def moved(held, **points):
    """Today's weights with some funds off by so much, cash taking the rest."""
    weights = held.household.weights.copy()
    for position, each in enumerate(held.household.positions):
        weights[position] += points.get(each.fund.symbol, 0.0)
    return target(weights, held.household.cash - sum(points.values()))


def with_band(held, band):
    policy = replace(held.policy, trading=replace(held.policy.trading, drift_band=band))
    return replace(held, policy=policy)


def test_drift_is_measured_on_indexes_and_cash(held):
    """VOO and SPY are one index: what one is over and the other under is no drift."""
    drift = drift_of(held, moved(held, VOO=0.03, SPY=-0.01, AGG=0.01))
    assert drift.absolute == pytest.approx(0.02)
    assert drift.half_sum == pytest.approx((0.02 + 0.01 + 0.03) / 2)


def test_an_index_that_is_to_be_sold_out_has_drifted_without_bound(held):
    household = held.household
    gone = {
        each.fund.symbol: -float(household.weights[p])
        for p, each in enumerate(household.positions)
        if each.fund.symbol == "QQQ"
    }
    assert drift_of(held, moved(held, **gone)).relative == float("inf")


def test_no_trade_is_no_drift(held):
    assert drift_of(held, moved(held)) == Drift(0.0, 0.0, 0.0)


@pytest.mark.parametrize("name", ["absolute", "relative", "half_sum"])
@given(size=st.floats(0.001, 0.05))
def test_a_band_ends_where_the_drift_begins(held, name, size):
    solution = moved(held, VOO=size)
    measured = getattr(drift_of(held, solution), name)
    assert is_in_band(with_band(held, DriftBand(**{name: measured})), solution)
    assert not is_in_band(with_band(held, DriftBand(**{name: measured * 0.999})), solution)


def test_five_and_twenty_five_must_both_hold(held):
    solution = moved(held, IWN=0.02)
    drift = drift_of(held, solution)
    assert drift.relative > 0.25
    assert drift.absolute < 0.05
    assert not is_in_band(with_band(held, DriftBand(absolute=0.05, relative=0.25)), solution)
    assert is_in_band(with_band(held, DriftBand(absolute=0.05)), solution)


def test_without_a_band_nothing_is_left_alone(held):
    assert not is_in_band(held, moved(held))
