"""Which lots go first."""

from decimal import Decimal

import pytest

from allocator.trades.tax.lot_orders import first_in_first_out, highest_cost_first
from tests.lot_sales import lot, selling, shares


def test_first_in_first_out_goes_by_date_and_undated_lots_count_as_oldest():
    held = (lot(2025, 5, 1), lot(2020, 5, 1), lot(None, 5, 1))
    assert first_in_first_out(selling(*held, shares=7)) == shares(0, 2, 5)


def test_highest_cost_goes_first_and_unknown_cost_last():
    held = (lot(2020, 5, None), lot(2021, 5, 20), lot(2022, 5, 30))
    assert highest_cost_first(selling(*held, shares=12)) == shares(2, 5, 5)


@pytest.mark.parametrize("order", [first_in_first_out, highest_cost_first])
def test_lots_that_are_kept_are_left_alone(order):
    held = (lot(2020, 5, 50, kept="until long-term"), lot(2021, 5, 20))
    assert order(selling(*held, shares=5)) == shares(0, 5)


@pytest.mark.parametrize("order", [first_in_first_out, highest_cost_first])
def test_lots_that_do_not_make_up_the_shares_sold_are_refused(order):
    held = (lot(2020, 5, 50, kept="its loss would not count"), lot(2021, 5, 20))
    with pytest.raises(ValueError, match="7 shares are sold, but only 5 of them out of lots"):
        order(selling(*held, shares=7))


def test_lots_may_fall_short_by_what_rounding_takes():
    held = lot(2020, "4.999999999999999999", 50)
    assert first_in_first_out(selling(held, shares=5)) == (Decimal("4.999999999999999999"),)
