"""Methods by hand, and the tax on what each sells."""

from decimal import Decimal

from allocator.model.tax import Term
from allocator.trades.tax.lot_methods import LotMethod, compare_methods
from tests.lot_sales import MIXED, lot, selling, year


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

    That loss cancelled a long-term gain of 200: with the short-term gain 200 are taxed, 40; with
    the long-term one 300, 60. Alone it saved 80: they are given up, against 80 and 20 more.
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
