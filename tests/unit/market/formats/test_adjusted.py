"""Closes of a made-up fund, as traded and adjusted as Yahoo does, and what can be told of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.market.formats.adjusted import is_adjustment, kind_by_numbers
from allocator.market.series import Kind

N = 600
DAYS = np.busday_offset("2015-01-02", np.arange(N), roll="forward")


def fund(seed=0, level=150.0, paid=1.2, every=63, split=1):
    """
    Draw a fund that pays `paid` every `every` days.

    Returns:
        Closes in cents, opens, closes adjusted by 1 - D/P as 32-bit floats, distributions.
    """
    rng = np.random.default_rng(seed)
    pays = np.zeros(N)
    pays[every::every] = paid
    close = np.empty(N)
    opens = np.empty(N)
    price = level
    for at in range(N):
        opens[at] = price * np.exp(rng.normal(0, 0.004)) - pays[at]
        price = round(opens[at] * np.exp(rng.normal(0, 0.008)), 2)
        close[at] = price
    factor = np.ones(N)
    for at in np.flatnonzero(pays):
        factor[:at] *= 1 - pays[at] / close[at - 1]
    as_float32 = (close / split).astype("f4").astype("f8")
    adjusted = (close * factor / split).astype("f4").astype("f8")
    return as_float32, opens / split, adjusted, pays / split, factor


@pytest.mark.parametrize("split", [1, 2, 3, 5, 8, 10])
@pytest.mark.parametrize("seed", range(5))
def test_closes_as_traded_and_adjusted_ones_are_told_apart(seed, split):
    """Also where a later split has divided both."""
    close, opens, adjusted, paid, factor = fund(seed, split=split)
    assert kind_by_numbers(DAYS, close, opens, paid) is Kind.CLOSE
    assert kind_by_numbers(DAYS, adjusted, opens * factor, paid) is Kind.ADJUSTED


@given(st.integers(0, 10**6), st.floats(20, 600), st.floats(0.1, 2.0), st.sampled_from([21, 63]))
@settings(max_examples=40, deadline=None)
def test_neither_is_ever_taken_for_the_other(seed, level, paid, every):
    close, opens, adjusted, pays, factor = fund(seed, level, paid, every)
    assert kind_by_numbers(DAYS, close, opens, pays) in (Kind.CLOSE, None)
    assert kind_by_numbers(DAYS, adjusted, opens * factor, pays) in (Kind.ADJUSTED, None)
    assert kind_by_numbers(DAYS, adjusted, adjusted, pays * 0) in (Kind.ADJUSTED, None)


def test_adjusted_closes_rounded_to_cents_are_not_taken_for_traded_ones():
    """The second witness: prices do not open lower on ex-dates."""
    _, opens, adjusted, paid, factor = fund(every=21)
    assert kind_by_numbers(DAYS, adjusted.round(2), opens * factor, paid) is None


def test_without_ex_dates_the_last_closes_must_be_as_traded():
    """An adjusted series ends in prices of trades; an index has none anywhere."""
    _, _, adjusted, paid, _ = fund()
    nothing = paid * 0
    assert kind_by_numbers(DAYS, adjusted, adjusted, nothing) is Kind.ADJUSTED
    assert kind_by_numbers(DAYS[:500], adjusted[:500], adjusted[:500], nothing[:500]) is None
    index = 1000 * np.exp(np.cumsum(np.random.default_rng(1).normal(0, 0.01, N)))
    assert kind_by_numbers(DAYS, index, index, nothing) is None


def test_sixty_fourths_were_prices_of_trades_before_2001():
    days = np.busday_offset("1998-01-02", np.arange(N), roll="forward")
    close, opens, _, paid, _ = fund()
    old = np.round(close * 64) / 64
    assert kind_by_numbers(days, old, opens, paid) is Kind.CLOSE
    assert kind_by_numbers(DAYS, old, opens, paid) is None


def test_a_few_closes_say_nothing():
    close, opens, _, paid, _ = fund()
    assert kind_by_numbers(DAYS[:4], close[:4], opens[:4], paid[:4]) is None
    assert kind_by_numbers(DAYS[:0], close[:0], opens[:0], paid[:0]) is None


def test_the_ratio_of_adjusted_and_close_gives_the_adjusted_one_away():
    close, _, adjusted, _, _ = fund()
    assert is_adjustment(adjusted, close)
    assert not is_adjustment(close, adjusted)
    assert not is_adjustment(close, close)
    assert not is_adjustment(close * np.linspace(0.9, 1, N), close)
    assert not is_adjustment(np.r_[0.0, adjusted[1:]], close)
    assert not is_adjustment(adjusted[:4], close[:4])
