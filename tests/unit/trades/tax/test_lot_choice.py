"""Lots chosen by hand, over all sales together."""

from datetime import date
from decimal import Decimal

from allocator.model.tax import NO_TAX, TaxRates, Term
from allocator.trades.tax.lot_choice import choose, total_gains
from allocator.trades.tax.lot_orders import first_in_first_out
from allocator.trades.tax.lot_sales import gains, sell
from tests.lot_sales import MIXED, lot, selling, year


def test_a_gain_put_off_weighs_against_tax_now():
    """
    A short-term gain of 100 now costs 40; a long-term one of 300 costs 60 now and 60 less later.

    If the tax falls due soon anyway (`put_off` 1) the long-term gain costs nothing on balance.
    """
    held = (lot(2023, 10, 70), lot(2026, 10, 90, Term.SHORT))
    given = (selling(*held, shares=10),)
    assert choose(given, year(put_off=0.0))[0][0].term is Term.SHORT
    fifo_first = (selling(*reversed(held), shares=10),)
    assert choose(fifo_first, year(put_off=1.0))[0][0].term is Term.LONG


def test_without_tax_the_lots_are_those_of_first_in_first_out():
    (sold,) = choose((selling(*MIXED, shares=15),), year(NO_TAX, 0.5))
    assert [(s.acquired, s.shares) for s in sold] == [(date(2023, 3, 2), 10), (date(2024, 3, 2), 5)]


NOTHING_DEDUCTED = TaxRates(short_term=0.4, long_term=0.2, interest=0.0)
"""A loss saves nothing now, and half of 20 % later: gains up to the loss are best."""


def test_losses_of_one_position_cancel_gains_of_another():
    """All sales are weighed together: five shares at a gain of 50 meet a loss of 250 elsewhere."""
    gain = selling(lot(2023, 10, 50), lot(2024, 10, 100), shares=10)
    loss = selling(lot(2023, 5, 150), shares=5)
    first, second = choose((gain, loss), year(NOTHING_DEDUCTED, put_off=0.5))
    assert [each.shares for each in first] == [5, 5]
    assert gains(first + second) == (0, 0)


def test_where_a_loss_is_just_met_whole_shares_are_named():
    """33 1/3 shares of gain 30 would meet a loss of 1,000; 33 leave 10 of it, 34 gain 20 more."""
    held = (lot(2023, 100, 70), lot(2024, 100, 100))
    before = year(NOTHING_DEDUCTED, put_off=0.5, realised_long=Decimal(-1000))
    (sold,) = choose((selling(*held, shares=100),), before)
    assert [each.shares for each in sold] == [33, 67]


def test_gains_of_several_sales_are_summed():
    first, second = selling(*MIXED, shares=15), selling(lot(2026, 5, 90, Term.SHORT), shares=5)
    sold = tuple(sell(each, first_in_first_out(each)) for each in (first, second))
    assert total_gains(sold) == (50, 10 * 40 + 5 * 10)


def test_a_lot_that_is_kept_is_not_sold_for_less_tax():
    held = (lot(2023, 10, 60), lot(2026, 10, 130, Term.SHORT, kept="its kin are bought"))
    ((sold,),) = choose((selling(*held, shares=10),), year())
    assert (sold.gain, sold.term) == (400, Term.LONG)
