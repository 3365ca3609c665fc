"""What sales out of lots realise, to the cent, and the tax of their year."""

from datetime import date
from decimal import Decimal

from allocator.model.tax import Term
from allocator.trades.tax.lot_orders import first_in_first_out
from allocator.trades.tax.lot_sales import Selling, gains, sell, sell_at_average_cost
from tests.lot_sales import lot, selling, shares, year


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


def test_a_lot_of_which_nothing_is_sold_makes_no_sale():
    given = selling(lot(2023, 10, 60), lot(2024, 10, 90), shares=4)
    (sold,) = sell(given, shares(0, 4))
    assert (sold.acquired, sold.shares, sold.cost_basis, sold.gain) == (
        date(2024, 3, 2),
        4,
        360,
        40,
    )


def test_gains_are_summed_by_character_and_those_of_neither_count_for_none():
    held = (lot(2023, 1, 60), lot(2026, 1, 130, Term.SHORT), lot(2024, 1, 50, None))
    assert gains(sell(selling(*held, shares=3), shares(1, 1, 1))) == (-30, 40)


def test_the_tax_of_a_sale_is_what_it_adds_to_that_of_the_year():
    """After a long-term loss of 500 a gain of 700 is taxed on 200, and gives up a deduction."""
    before = year(realised_long=Decimal(-500))
    assert before.tax(Decimal(0), Decimal(700)) == 200 * Decimal("0.2") + 500 * Decimal("0.4")


def test_a_loss_carried_on_counts_as_much_as_a_tax_put_off():
    """
    At a weight of one half: 5,000 of loss, of which 3,000 are deducted at 40 %.

    2,000 are carried on, worth 10 % each; the loss itself gives up the 10 % that it would have
    saved later.
    """
    counted = year(put_off=0.5).counted(Decimal(0), Decimal(-5000))
    assert counted == -1200 + 500 - 200
