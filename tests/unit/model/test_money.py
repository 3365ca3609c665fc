"""Money in cents."""

from decimal import Decimal

import pytest

from allocator.model.money import market_value, to_cents


@pytest.mark.parametrize(
    ("amount", "cents"),
    [("0.005", "0.01"), ("0.015", "0.02"), ("0.0049", "0.00"), ("-0.005", "-0.01"), ("3", "3.00")],
)
def test_half_a_cent_goes_away_from_zero(amount, cents):
    assert str(to_cents(Decimal(amount))) == cents


def test_a_value_is_shares_times_price_to_the_cent():
    """1.5 shares at 0.33 are 49.5 cents."""
    assert market_value(Decimal("1.5"), Decimal("0.33")) == Decimal("0.50")
