"""A year's gains and losses by hand."""

from decimal import Decimal

import pytest

from allocator.model.tax import NO_TAX, TaxRates
from allocator.trades.tax.netting import net

RATES = TaxRates(short_term=0.32, long_term=0.15, interest=0.35)


def netted(short, long, carried_short=0, carried_long=0, rates=RATES):
    return net(*map(Decimal, (short, long)), rates, Decimal(carried_short), Decimal(carried_long))


@pytest.mark.parametrize(
    ("short", "long", "tax"),
    [
        (1000, 2000, "620.00"),
        (-1000, 3000, "300.00"),
        (3000, -1000, "640.00"),
        (1000, -1000, "0.00"),
        (-1000, 0, "-350.00"),
        (1000, -2500, "-525.00"),
        (-5000, -5000, "-1050.00"),
        ("33.33", "0.05", "10.67"),
    ],
)
def test_the_tax_by_hand(short, long, tax):
    """A short-term loss of 1,000 cancels as much of 3,000: 15 % of 2,000; 0.6731 + 10 cents."""
    assert str(netted(short, long).tax) == tax


def test_a_loss_beyond_3000_keeps_its_character():
    """
    The Capital Loss Carryover Worksheet of Schedule D, from memory of its lines.

    The $3,000 use up short-term losses first: of 2,000 short and 4,000 long, 3,000 long are left.
    """
    found = netted(-2000, -4000)
    assert (found.deducted, found.carried_short, found.carried_long) == (3000, 0, 3000)
    found = netted(-8000, -500)
    assert (found.carried_short, found.carried_long) == (5000, 500)


def test_publication_550s_couple_deducts_3000_and_carries_4000():
    """
    Bob and Gloria of IRS Publication 550 lost $7,000, here all long-term; from memory of it.

    With $2,000 lost they would have deducted all of it.
    """
    found = netted(0, -7000)
    assert (found.deducted, found.carried_long) == (3000, 4000)
    found = netted(0, -2000)
    assert (found.deducted, found.carried_long) == (2000, 0)


def test_losses_brought_forward_cancel_their_own_character_first():
    found = netted(5000, 5000, carried_short=1000, carried_long=7000)
    assert (found.short, found.long) == (2000, 0)
    assert found.tax == 640


def test_what_is_carried_on_can_be_brought_forward():
    """Two years of the couple: 4,000 forward against gains of 1,000 leaves a deduction of 3,000."""
    first = netted(0, -7000)
    second = netted(1000, 0, first.carried_short, first.carried_long)
    assert (second.deducted, second.carried_long) == (3000, 0)


def test_with_all_rates_zero_nothing_is_due():
    assert netted(10_000, -50_000, rates=NO_TAX).tax == 0
