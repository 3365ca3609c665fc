"""The five pieces of the tax on gains, against a second way of netting them, in cents."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.model.netting import netting_of
from allocator.model.tax import TaxRates, TaxRules
from allocator.model.trading_day import TradingDay
from allocator.trades.tax.netting import net
from tests.situations import AS_OF, brief

RATES = TaxRates(short_term=0.37, long_term=0.2, dividends=0.2, interest=0.32)
VALUE = brief().household.value

gains = st.integers(-20_000, 20_000).map(Decimal)
carried = st.integers(0, 10_000).map(Decimal)
rates = st.floats(0, 0.5).map(lambda rate: round(rate, 3))


def netting(rules=None, rates=RATES):
    household = replace(brief().household, day=TradingDay(AS_OF, rates=rates))
    return netting_of(household, rules or TaxRules(put_off=0.0))


def fraction(dollars):
    return float(dollars / VALUE)


@given(short=gains, long=gains, before=st.tuples(gains, gains), carry=st.tuples(carried, carried))
def test_without_a_price_on_later_years_it_is_the_tax_of_a_return(short, long, before, carry):
    """Schedule D worked through in Decimal: what is due with the sales, less what is without."""
    rules = TaxRules(
        realised_short=before[0],
        realised_long=before[1],
        carried_short=carry[0],
        carried_long=carry[1],
        put_off=0.0,
    )
    due = [
        net(before[0] + s - carry[0], before[1] + lo - carry[1], RATES).due
        for s, lo in ((short, long), (Decimal(0), Decimal(0)))
    ]
    found = netting(rules).tax(fraction(short), fraction(long))
    assert found * float(VALUE) == pytest.approx(float(due[0] - due[1]), abs=1e-6)


@given(short=gains, long=gains, put_off=st.floats(0, 1))
def test_a_loss_carried_on_weighs_what_is_put_off(short, long, put_off):
    """The losses that are left at the end of the year save tax later, at the long-term rate."""
    outcome = net(short, long, RATES)
    left = outcome.carried_short + outcome.carried_long
    later = put_off * RATES.long_term
    expected = float(outcome.due) - later * float(left)
    found = netting(TaxRules(put_off=put_off)).tax(fraction(short), fraction(long))
    assert found * float(VALUE) == pytest.approx(expected, abs=1e-6)


@given(
    short=st.floats(-0.3, 0.3),
    long=st.floats(-0.3, 0.3),
    each=st.tuples(rates, rates, rates),
    put_off=st.floats(0, 1),
)
def test_some_piece_holds_everywhere_and_all_that_hold_agree(short, long, each, put_off):
    """So that at an edge it does not matter to which side a point is counted."""
    stated = TaxRates(each[0], each[1], each[1], each[2])
    if not stated.any:
        return
    pieces = netting(TaxRules(put_off=put_off), stated).pieces
    limit = fraction(stated.loss_limit)
    on_edges = [(short, long), (short, 0.0), (0.0, long), (short, -short), (short, -short - limit)]
    for point in on_edges:
        holding = [piece for piece in pieces if piece.breach(*point) <= 1e-12]
        taxes = [piece.tax(*point) for piece in holding]
        assert holding
        assert max(taxes) - min(taxes) <= 1e-9


@given(short=gains, long=gains)
def test_what_counts_is_the_tax_less_what_is_put_off_no_longer(short, long):
    found = netting(TaxRules(put_off=0.25))
    both = fraction(short), fraction(long)
    assert found.counted(*both) == pytest.approx(found.tax(*both) - 0.25 * 0.2 * sum(both))


def test_three_thousand_dollars_of_loss_are_deducted_from_income():
    """IRC section 1211(b): 3,000 at 32 % are saved, the fourth thousand is carried on."""
    found = netting()
    assert found.tax(fraction(-3000), 0.0) * float(VALUE) == pytest.approx(-960.0)
    assert found.tax(fraction(-4000), 0.0) * float(VALUE) == pytest.approx(-960.0)


def test_a_long_term_loss_cancels_a_short_term_gain_at_the_short_term_rate():
    """1,000 at 37 % less 400 of it."""
    found = netting()
    assert found.tax(fraction(1000), fraction(-400)) * float(VALUE) == pytest.approx(222.0)


def test_where_nothing_is_taxed_there_is_nothing_to_net():
    assert netting_of(brief().household, TaxRules()) is None
