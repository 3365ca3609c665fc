"""
Wash sales, IRC section 1091: the vectors that were collected for this project, by hand.

Buy 100 at 50, sell 100 at 40, buy 60 at 42 thirty days later: 600 of the loss of 1,000 are
disallowed, and the new shares count as bought at 52.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from allocator.trades.tax.wash_sales import Purchase, Sale, wash_sales

SOLD = date(2026, 3, 16)
FIRST = SOLD - timedelta(days=200)


def bought(days, shares, price, *, sheltered=False):
    """A purchase so many days after the sale."""
    return Purchase(SOLD + timedelta(days=days), Decimal(shares), Decimal(price), sheltered)


def loss_of_1000(*others, shares=100):
    """Buy 100 at 50 two hundred days before, and sell them at 40."""
    sale = Sale(SOLD, Decimal(shares), Decimal(40), 0)
    (outcome,) = wash_sales((bought(-200, 100, 50), *others), (sale,))
    return outcome


def test_a_partial_purchase_thirty_days_later():
    outcome = loss_of_1000(bought(30, 60, 42))
    assert (outcome.disallowed, outcome.allowed) == (600, -400)
    (replacement,) = outcome.replacements
    assert (replacement.shares, replacement.basis) == (60, 3120)
    assert not replacement.lost


@pytest.mark.parametrize(
    ("days", "disallowed"), [(30, 600), (31, 0), (-30, 600), (-31, 0), (0, 600)]
)
def test_thirty_days_count_both_ways_and_the_thirty_first_does_not(days, disallowed):
    assert loss_of_1000(bought(days, 60, 42)).disallowed == disallowed


def test_the_days_the_sold_shares_were_held_are_added():
    """Held for 200 days; bought back 30 days later they count as held since 200 days before that."""
    (replacement,) = loss_of_1000(bought(30, 60, 42)).replacements
    assert replacement.held_since == FIRST + timedelta(days=30)


def test_in_an_ira_the_loss_is_gone_for_good():
    """Rev. Rul. 2008-5: neither the basis nor the days held are carried over."""
    outcome = loss_of_1000(bought(10, 100, 42, sheltered=True))
    (replacement,) = outcome.replacements
    assert outcome.allowed == 0
    assert replacement.lost
    assert replacement.basis == 4200
    assert replacement.held_since == SOLD + timedelta(days=10)


def test_the_earliest_purchases_replace_first():
    outcome = loss_of_1000(bought(20, 70, 43), bought(-5, 50, 41))
    assert [(r.purchase, r.shares, r.basis) for r in outcome.replacements] == [
        (2, 50, 50 * 51),
        (1, 50, 50 * 53),
    ]


def test_no_more_shares_are_replaced_than_were_sold():
    outcome = loss_of_1000(bought(5, 500, 40), shares=30)
    assert (outcome.gain, outcome.disallowed) == (-300, 300)
    assert outcome.replacements[0].shares == 30


def test_what_is_left_of_the_lot_itself_is_no_replacement():
    """Rev. Rul. 56-602: part of one purchase sold at a loss within 30 days only reduces it."""
    lot = Purchase(SOLD - timedelta(days=10), Decimal(100), Decimal(50))
    (outcome,) = wash_sales((lot,), (Sale(SOLD, Decimal(60), Decimal(40), 0),))
    assert outcome.disallowed == 0
