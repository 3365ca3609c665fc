import numpy as np
import pytest

from allocator.beliefs.aggregate import Aggregation, aggregate_price_earnings
from allocator.errors import InputError

PRICES, EARNINGS = np.array([300.0, 50.0, 150.0, 80.0]), np.array([20.0, -9.0, 0.0, 4.0])


def test_losses_included_is_the_harmonic_mean_weighted_by_market_value():
    """Another spelling: the yields of the companies, averaged by what each is worth."""
    found = aggregate_price_earnings(PRICES, EARNINGS)
    average = np.average(EARNINGS / PRICES, weights=PRICES)
    assert found.earnings_yield == pytest.approx(average)
    assert found.price_earnings == pytest.approx(1 / average)
    assert found.definition == "losses included"


def test_what_earns_nothing_or_loses_is_left_out_with_its_market_value():
    found = aggregate_price_earnings(PRICES, EARNINGS, "loss-makers excluded")
    assert found.price_earnings == pytest.approx(380 / 24)
    assert found.earnings_yield == pytest.approx(24 / 380)
    assert found.definition is Aggregation.LOSSES_EXCLUDED


def test_the_arithmetic_mean_is_of_the_ratios_there_are():
    found = aggregate_price_earnings(PRICES, EARNINGS, Aggregation.MEAN_OF_POSITIVE)
    assert found.price_earnings == pytest.approx((15 + 20) / 2)
    assert found.earnings_yield == pytest.approx(1 / 17.5)


@pytest.mark.parametrize(("last", "yields"), [(-15.0, 0.0), (-17.4, -2.4 / 580)])
def test_where_earnings_do_not_add_up_there_is_no_ratio_but_a_yield(last, yields):
    found = aggregate_price_earnings(PRICES, [20.0, -9.0, 4.0, last])
    assert found.price_earnings is None
    assert found.earnings_yield == pytest.approx(yields)


@pytest.mark.parametrize("scale", [1e-6, 1e9])
def test_the_unit_of_money_never_matters(scale):
    one, other = (aggregate_price_earnings(PRICES * k, EARNINGS * k) for k in (1.0, scale))
    assert other.price_earnings == pytest.approx(one.price_earnings)


@pytest.mark.parametrize(
    ("prices", "earnings", "definition", "said"),
    [
        ([], [], "losses included", "names no company"),
        ([1, 2], [1], "losses included", "earnings: has shape"),
        ([1, float("nan")], [1, 1], "losses included", "not finite"),
        ([1, 0], [1, 1], "losses included", "not positive"),
        ([1, -2], [1, 1], "losses included", "not positive"),
        ([1, 2], [-1, 0], "loss-makers excluded", "leaves out all"),
        ([1, 2], [-1, 0], "arithmetic mean of positive ratios", "leaves out all"),
        ([1, 2], [1, 1], "trailing", "'trailing' is not known"),
    ],
)
def test_what_has_no_answer_is_refused(prices, earnings, definition, said):
    with pytest.raises(InputError, match=said) as caught:
        aggregate_price_earnings(prices, earnings, definition)
    assert caught.value.problems[0].remedy
