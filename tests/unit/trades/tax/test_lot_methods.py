"""Lots by hand: which are sold, what they realise, and the tax on it."""

from datetime import date
from decimal import Decimal

import pytest

from allocator.model.lots import TaxLot
from allocator.model.tax import NO_TAX, TaxRates, TaxRules, Term
from allocator.trades.tax.lot_choice import choose
from allocator.trades.tax.lot_methods import LotMethod, compare_methods
from allocator.trades.tax.lot_orders import first_in_first_out, highest_cost_first
from allocator.trades.tax.lot_sales import Selling, TaxYear, gains, sell, sell_at_average_cost

RATES = TaxRates(short_term=0.4, long_term=0.2, interest=0.4)


def lot(year, shares, cost, term=Term.LONG, kept=""):
    return TaxLot(
        Decimal(shares),
        None if cost is None else Decimal(cost),
        None if year is None else date(year, 3, 2),
        term,
        kept,
    )


def selling(*lots, shares, price=100, step="1"):
    return Selling(lots, Decimal(shares), Decimal(shares) * price, Decimal(step))


def year(rates=RATES, put_off=0.0, **rules):
    return TaxYear(rates, TaxRules(put_off=put_off, **rules))


def shares(*counts):
    return tuple(map(Decimal, counts))


MIXED = (
    lot(2023, 10, 60),
    lot(2024, 10, 90),
    lot(2026, 10, 80, Term.SHORT),
    lot(2026, 10, 130, Term.SHORT),
)


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


def test_proceeds_are_divided_to_the_cent():
    """100 dollars for three lots of one share: 33.33, 33.34 and 33.33."""
    given = Selling(
        (lot(2020, 1, 10), lot(2021, 1, 10), lot(2022, 1, 10)), Decimal(3), Decimal(100)
    )
    sold = sell(given, shares(1, 1, 1))
    assert [str(sale.gain) for sale in sold] == ["23.33", "23.34", "23.33"]


def test_average_cost_keeps_the_holding_periods_of_first_in_first_out():
    """Ten shares at 60 and ten at 90 cost 75 each on average."""
    given = selling(lot(2023, 10, 60), lot(2026, 10, 90, Term.SHORT), shares=12)
    sold = sell_at_average_cost(given, first_in_first_out(given))
    assert [(s.cost_basis, s.gain, s.term) for s in sold] == [
        (750, 250, Term.LONG),
        (150, 50, Term.SHORT),
    ]


def test_average_cost_is_not_known_where_that_of_a_lot_is_not():
    given = selling(lot(2023, 10, 60), lot(2024, 10, None), shares=5)
    (sold,) = sell_at_average_cost(given, first_in_first_out(given))
    assert (sold.cost_basis, sold.gain) == (None, None)
    assert gains((sold,)) == (0, 0)


def test_all_methods_side_by_side():
    """
    Ten of forty shares at 100.

    FIFO: long +400, taxed 80. HIFO and the least tax: short -300, saving 120 at 40 %. Average cost
    90 each: long +100, taxed 20.
    """
    fifo, hifo, least, average = compare_methods((selling(*MIXED, shares=10),), year())
    assert (fifo.method, fifo.short, fifo.long, fifo.tax) == (LotMethod.FIFO, 0, 400, 80)
    assert (hifo.short, hifo.long, hifo.tax) == (-300, 0, -120)
    assert (least.sales, least.tax) == (hifo.sales, -120)
    assert (average.short, average.long, average.tax) == (0, 100, 20)


def test_highest_cost_is_not_the_least_tax():
    """HIFO takes a short-term gain of 200, taxed 80; a long-term one of 300 is taxed 60."""
    held = (lot(2023, 10, 70), lot(2026, 10, 80, Term.SHORT))
    _, hifo, least, _ = compare_methods((selling(*held, shares=10),), year())
    assert (hifo.tax, least.tax) == (80, 60)


def test_a_short_term_loss_of_the_year_makes_the_short_term_gain_cheaper():
    """
    A short-term gain of 200 or a long-term one of 300, after a short-term loss of 200.

    That loss cancelled a long-term gain of 200: with the short-term gain 200 are taxed, 40; with the
    long-term one 300, 60. Alone it saved 80: they are given up, against 80 and 20 more.
    """
    held = (lot(2023, 10, 70), lot(2026, 10, 80, Term.SHORT))
    given = (selling(*held, shares=10),)
    *_, least, _ = compare_methods(
        given, year(realised_short=Decimal(-200), realised_long=Decimal(200))
    )
    assert (least.short, least.tax) == (200, 40)
    fifo, _, least, _ = compare_methods(given, year(realised_short=Decimal(-200)))
    assert (least.short, least.tax) == (200, 80)
    assert fifo.tax == 100


def test_losses_beyond_3000_save_no_more_this_year():
    held = (lot(2023, 100, 100), lot(2024, 100, 40), lot(2025, 100, 150))
    *_, least, _ = compare_methods((selling(*held, shares=100),), year())
    assert least.tax == -1200
    assert least.long <= -3000


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
    """All sales are weighed together: five shares with a gain of 50 meet a loss of 250 elsewhere."""
    gain = selling(lot(2023, 10, 50), lot(2024, 10, 100), shares=10)
    loss = selling(lot(2023, 5, 150), shares=5)
    first, second = choose((gain, loss), year(NOTHING_DEDUCTED, put_off=0.5))
    assert [each.shares for each in first] == [5, 5]
    assert gains(first + second) == (0, 0)


def test_where_a_loss_is_just_met_whole_shares_are_named():
    """33 1/3 shares of gain 30 would meet a loss of 1,000; 33 leave 1 to pay later, 34 cost 2 more."""
    held = (lot(2023, 100, 70), lot(2024, 100, 100))
    before = year(NOTHING_DEDUCTED, put_off=0.5, realised_long=Decimal(-1000))
    (sold,) = choose((selling(*held, shares=100),), before)
    assert [each.shares for each in sold] == [33, 67]
