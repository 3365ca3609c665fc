"""What a choice of lots can realise."""

from datetime import date
from decimal import Decimal

import pytest

from allocator.model.lots import TaxLot
from allocator.model.tax import Term
from allocator.trades.tax.lot_polygon import Polygon, _exchanges
from allocator.trades.tax.lot_sales import Selling

DAY = date(2024, 5, 6)


def shares(*counts):
    return tuple(map(Decimal, counts))


@pytest.fixture
def triangle():
    """Ten shares out of three lots at 10: short -30, long +20 or nothing."""
    lots = (
        TaxLot(Decimal(10), Decimal(13), DAY, Term.SHORT),
        TaxLot(Decimal(10), Decimal(8), DAY, Term.LONG),
        TaxLot(Decimal(10), Decimal(10), DAY, Term.LONG),
    )
    return Polygon.of((Selling(lots, Decimal(10), Decimal(100), Decimal("0.5")),))


def test_moves_lead_from_one_choice_to_another_whichever_side_is_larger():
    for start, target in ((shares(6, 0, 0), shares(0, 4, 2)), (shares(1, 5, 0), shares(0, 0, 6))):
        now = list(start)
        for given, taken, amount in _exchanges(list(start), target):
            now[given] -= amount
            now[taken] += amount
        assert tuple(now) == target


@pytest.mark.parametrize(
    ("short", "long", "chosen"),
    [(1, 0, (10, 0, 0)), (1, -2, (0, 10, 0)), (-1, 1, (0, 0, 10))],
)
def test_corners_are_found_by_their_direction(triangle, short, long, chosen):
    assert triangle.lowest(short, long) == (shares(*chosen),)


def test_a_line_crosses_the_edge_on_either_side(triangle):
    """Short -15: half of the first lot, with the second on one side and the third on the other."""
    on_one, on_other = (set(triangle.crossing((1.0, 0.0), -15.0, side)) for side in (1.0, -1.0))
    assert (shares(5, 5, 0),) in on_other
    assert (shares(5, 0, 5),) in on_one


def test_a_crossing_between_steps_is_rounded_both_ways(triangle):
    """Short -14 is 4 2/3 shares of the first lot: 4.5 and 5."""
    found = {choice[0][0] for choice in triangle.crossing((1.0, 0.0), -14.0, 1.0)}
    assert found == {Decimal("4.5"), Decimal(5)}


def test_a_line_that_misses_the_polygon_crosses_nothing(triangle):
    assert list(triangle.crossing((1.0, 0.0), 5.0, 1.0)) == []
