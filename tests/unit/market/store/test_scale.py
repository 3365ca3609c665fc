from fractions import Fraction

import numpy as np
import pytest

from allocator.market.series import Kind
from allocator.market.store.scale import (
    SPLITS,
    common_factor,
    may_revise,
    may_scale,
    same,
    split_of,
    steps,
)

PER_SHARE = (Kind.CLOSE, Kind.DISTRIBUTION)
OTHERS = [kind for kind in Kind if kind not in {Kind.ADJUSTED, *PER_SHARE}]


def test_what_yahoo_sends_twice_is_one_number():
    """The three closes of one day that yfinance issue 1871 lists, from ten requests."""
    closes = np.array([71.69662475585938, 71.6966552734375, 71.69664764404297])
    assert same(closes[:1], closes).all()


def test_the_smallest_distribution_is_no_noise():
    """BIL paid 0.2 cents on 91.76 dollars on 2009-11-02: earlier closes are scaled by 1 - 2.2e-5."""
    closes = np.array([91.7, 91.75])
    assert not same(closes, closes * (1 - 0.002 / 91.76)).any()


def test_the_tolerance_has_a_place():
    assert same(np.array([100.0, -100.0]), np.array([100.00049, -100.00049])).all()
    assert not same(np.array([100.0, -100.0]), np.array([100.00051, -100.00051])).any()
    assert same(np.zeros(1), np.zeros(1)).all()
    assert not same(np.zeros(1), np.array([1e-9])).any()


@pytest.mark.parametrize("factor", [0.987123, 0.25, 1.02, 0.2498])
def test_adjusted_closes_may_have_any_factor(prices, factor):
    noise = 1 + 4e-7 * np.sin(np.arange(100))
    found = common_factor(Kind.ADJUSTED, prices, factor * prices * noise)
    assert found == pytest.approx(factor, rel=1e-6)
    assert may_scale(Kind.ADJUSTED, found)


@pytest.mark.parametrize("kind", PER_SHARE)
@pytest.mark.parametrize("split", [2, 3, 20, Fraction(3, 2), Fraction(1, 2), Fraction(1, 10)])
def test_closes_and_distributions_may_have_the_factor_of_a_split(prices, kind, split):
    found = common_factor(kind, prices, prices / float(split))
    assert split_of(found) == split
    assert may_scale(kind, found)


@pytest.mark.parametrize("kind", PER_SHARE)
@pytest.mark.parametrize("factor", [0.99, 1.01, 0.01, 100.0, 0.2498, 1.1])
def test_they_may_not_have_that_of_a_distribution_or_of_pence(prices, kind, factor):
    found = common_factor(kind, prices, factor * prices)
    assert found == pytest.approx(factor, rel=1e-12)
    assert not may_scale(kind, found)


@pytest.mark.parametrize("kind", OTHERS)
def test_no_other_kind_may_be_scaled(kind):
    assert not any(may_scale(kind, float(1 / split)) for split in SPLITS)


def test_a_split_may_be_rounded_anew(prices):
    """Closes to four decimals, distributions to six, each as before and after three for one."""
    closes = prices.round(4)
    assert common_factor(Kind.CLOSE, closes, (closes / 3).round(4)) == 1 / 3
    paid = np.array([0.002, 0.37, 1.25])
    assert common_factor(Kind.DISTRIBUTION, paid, (paid / 3).round(6)) == 1 / 3
    assert common_factor(Kind.DISTRIBUTION, paid, (paid / 3).round(4)) is None
    assert common_factor(Kind.CLOSE, closes, (closes / 3).round(2)) is None


def test_one_number_off_leaves_no_factor(prices):
    for kind in (Kind.ADJUSTED, Kind.CLOSE):
        scaled = prices / 2
        scaled[40] *= 1.0001
        assert common_factor(kind, prices, scaled) is None


def test_no_factor_is_seen_in_one_number_or_none_or_between_signs():
    assert common_factor(Kind.ADJUSTED, np.ones(1), np.full(1, 0.5)) is None
    assert common_factor(Kind.ADJUSTED, np.ones(0), np.ones(0)) is None
    assert common_factor(Kind.RATE, np.array([1.0, 0.0]), np.array([2.0, 0.0])) is None
    assert common_factor(Kind.RATE, np.array([1.0, 1.0]), np.array([-2.0, -2.0])) is None


def test_an_economic_index_may_be_revised_on_any_base():
    """Consumption prices before and after a change of base, some months revised by up to 4 %."""
    before = np.array([100.0, 101.0, 102.0, 103.0])
    after = before / 1.12 * np.array([1.0, 1.0, 1.001, 1.04])
    assert may_revise(Kind.MACRO, before, after)
    assert not may_revise(Kind.MACRO, before, after * np.array([1, 1, 1, 1.02]))
    assert not may_revise(Kind.MACRO, before, after * np.array([1, 1, 1, 0]))


def test_a_return_may_be_revised_by_a_point_and_earnings_by_a_tenth():
    assert may_revise(Kind.RETURN, np.array([0.1, -2.0]), np.array([-0.9, -1.01]))
    assert not may_revise(Kind.RETURN, np.array([0.1, -2.0]), np.array([0.1, -0.99]))
    assert may_revise(Kind.VALUATION, np.array([200.0, 210.0]), np.array([200.0, 230.0]))
    assert not may_revise(Kind.VALUATION, np.array([200.0, 210.0]), np.array([200.0, 0.0]))
    assert not may_revise(Kind.VALUATION, np.array([200.0, 0.0]), np.array([200.0, 210.0]))


@pytest.mark.parametrize(
    "kind", [kind for kind in Kind if kind not in {Kind.MACRO, Kind.RETURN, Kind.VALUATION}]
)
def test_a_published_fact_is_not_revised(kind):
    assert not may_revise(kind, np.array([1.0, 2.0]), np.array([1.0, 2.00001]))


def test_stretches_have_their_factors(prices):
    factors = np.repeat([0.97, 0.98, 1.0], [30, 30, 40])
    found = steps(prices, prices * factors)
    assert [row for row, _ in found] == [29, 59, 99]
    assert [factor for _, factor in found] == pytest.approx([0.97, 0.98, 1.0])


def test_a_number_off_or_many_are_no_stretches(prices):
    single, noisy = np.ones(100), 1 + 1e-4 * np.arange(100)
    single[50] = 1.01
    assert steps(prices, prices * single) == ()
    assert steps(prices, prices * noisy) == ()
    assert steps(prices, prices) == ()
