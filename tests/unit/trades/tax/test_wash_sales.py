"""Wash sales in a row."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from allocator.trades.tax.wash_sales import Purchase, Sale, wash_sales

START = date(2026, 1, 5)


def bought(day, shares, price, *, sheltered=False):
    return Purchase(START + timedelta(days=day), Decimal(shares), Decimal(price), sheltered)


def sold(day, shares, price, lot):
    return Sale(START + timedelta(days=day), Decimal(shares), Decimal(price), lot)


def test_a_gain_is_never_disallowed():
    (outcome,) = wash_sales((bought(0, 10, 30), bought(40, 10, 40)), (sold(40, 10, 40, 0),))
    assert (outcome.gain, outcome.disallowed) == (100, 0)


def test_a_loss_in_a_sheltered_account_makes_no_replacement():
    purchases = bought(0, 10, 50, sheltered=True), bought(45, 10, 40)
    (outcome,) = wash_sales(purchases, (sold(40, 10, 40, 0),))
    assert outcome.replacements == ()


def test_lots_sold_on_the_same_day_replace_nothing():
    """Everything is sold: nothing is left that could take the loss over."""
    purchases = bought(0, 10, 50), bought(30, 10, 45)
    outcomes = wash_sales(purchases, (sold(40, 10, 40, 0), sold(40, 10, 40, 1)))
    assert [outcome.allowed for outcome in outcomes] == [-100, -50]


def test_of_a_lot_partly_sold_that_day_only_the_rest_replaces():
    purchases = bought(0, 10, 50), bought(30, 10, 45)
    old, _ = wash_sales(purchases, (sold(40, 10, 40, 0), sold(40, 6, 40, 1)))
    assert old.disallowed == 40


def test_a_share_replaces_one_share_only():
    purchases = bought(0, 10, 50), bought(1, 10, 50), bought(45, 10, 40)
    outcomes = wash_sales(purchases, (sold(40, 10, 40, 0), sold(50, 10, 40, 1)))
    assert [outcome.disallowed for outcome in outcomes] == [100, 0]


def test_the_disallowed_loss_counts_once_the_replacement_is_sold():
    """Bought at 50, sold at 40, back at 42, sold at 41: 11 a share, of which 10 were put off."""
    purchases = bought(0, 10, 50), bought(50, 10, 42)
    first, last = wash_sales(purchases, (sold(40, 10, 40, 0), sold(100, 10, 41, 1)))
    assert (first.allowed, last.allowed) == (0, -110)


def test_a_loss_can_be_put_off_twice():
    purchases = bought(0, 10, 50), bought(50, 10, 42), bought(110, 10, 39)
    *_, last = wash_sales(purchases, (sold(40, 10, 40, 0), sold(100, 10, 41, 1)))
    (replacement,) = last.replacements
    assert replacement.basis == 10 * (39 + 11)
    assert replacement.held_since == START + timedelta(days=110 - (40 + 50))


def test_of_a_lot_that_replaced_in_part_those_shares_are_sold_first():
    purchases = bought(0, 4, 50), bought(50, 10, 42)
    _, last = wash_sales(purchases, (sold(40, 4, 40, 0), sold(100, 4, 42, 1)))
    assert last.gain == -40


def test_outcomes_keep_the_order_of_the_sales():
    purchases = bought(0, 10, 50), bought(0, 10, 30)
    later, earlier = wash_sales(purchases, (sold(90, 10, 40, 0), sold(20, 10, 40, 1)))
    assert (later.gain, earlier.gain) == (-100, 100)


lots = st.lists(
    st.builds(
        bought, st.integers(0, 120), st.integers(1, 9), st.integers(5, 9), sheltered=st.booleans()
    ),
    min_size=1,
    max_size=6,
)


@st.composite
def trading(draw):
    """Purchases, and sales out of some of them after their day."""
    purchases = draw(lots)
    sales = []
    for number, lot in enumerate(purchases):
        left = int(lot.shares)
        while left and draw(st.booleans()):
            shares = draw(st.integers(1, left))
            left -= shares
            day = lot.day + timedelta(days=draw(st.integers(0, 90)))
            sales.append(Sale(day, Decimal(shares), Decimal(draw(st.integers(5, 9))), number))
    return tuple(purchases), tuple(sales)


@given(given_=trading())
def test_losses_are_put_off_or_gone_but_never_made_up(given_):
    """Of a closed book: what counts, less what is gone, is what was paid and received."""
    purchases, sales = given_
    outcomes = wash_sales(purchases, sales)
    taxable = [n for n, sale in enumerate(sales) if not purchases[sale.lot].sheltered]
    plain = sum(
        (sales[n].price - purchases[sales[n].lot].cost_per_share) * sales[n].shares for n in taxable
    )
    counted = sum(outcomes[n].allowed for n in taxable)
    moved = [r for n in taxable for r in outcomes[n].replacements]
    gone = sum(r.disallowed for r in moved if r.lost)
    # Of a lot part of which replaced other shares, one part may lose what the other gains.
    assert all(outcome.disallowed >= 0 for outcome in outcomes)
    kept = sum(r.disallowed for r in moved if not r.lost)
    assert plain <= counted <= plain + kept + gone


@given(given_=trading())
def test_replacements_lie_in_the_window_and_are_of_no_more_shares_than_bought(given_):
    purchases, sales = given_
    used = dict.fromkeys(range(len(purchases)), Decimal(0))
    for sale, outcome in zip(sales, wash_sales(purchases, sales), strict=True):
        assert sum(r.shares for r in outcome.replacements) <= sale.shares
        for each in outcome.replacements:
            assert abs((purchases[each.purchase].day - sale.day).days) <= 30
            assert each.purchase != sale.lot
            used[each.purchase] += each.shares
    assert all(used[n] <= lot.shares for n, lot in enumerate(purchases))
