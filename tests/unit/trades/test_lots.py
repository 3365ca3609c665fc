"""Lots of real sales: first in, first out, unless tax or a cap on gains has a say."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from allocator.model.lots import TaxLot
from allocator.model.policy import Limits, Policy
from allocator.model.portfolio import Lot
from allocator.model.tax import TaxRules, Term
from allocator.trades.ledger import list_trades
from allocator.trades.lots import SameDay, allowed_sellings
from tests.situations import brief, holding, portfolio

DEAR, CHEAP = date(2024, 5, 2), date(2020, 5, 4)


def sold(policy):
    """Ten of twenty SPY, worth $690.38 each, bought at 300 in 2020 and at 680 in 2024."""
    lots = (
        Lot(Decimal(10), Decimal(3000), CHEAP),
        Lot(Decimal(10), Decimal(6800), DEAR),
    )
    held = portfolio({"AGG": 100}, "9800", replace(holding("SPY", 1), lots=lots))
    given = brief(held, policy)
    symbols = [position.fund.symbol for position in given.household.positions]
    (trade,) = list_trades(given, tuple(Decimal(-10 * (s == "SPY")) for s in symbols))
    return trade.lots


def test_where_nothing_is_taxed_what_was_bought_first_is_sold_first():
    (lot,) = sold(Policy())
    assert lot.acquired == CHEAP


def test_where_gains_are_taxed_the_lot_with_the_least_tax_is_sold():
    (lot,) = sold(Policy(tax=TaxRules(short_term=0.3, long_term=0.15)))
    assert lot.acquired == DEAR


def test_where_the_first_lot_would_break_the_cap_on_gains_the_dearest_is_sold():
    """First in, first out realises $3,900, the other $100 and a few."""
    (lot,) = sold(Policy(limits=Limits(net_gains=Decimal(1000))))
    assert lot.acquired == DEAR
    assert lot.gain < 1000
    (kept,) = sold(Policy(limits=Limits(net_gains=Decimal(4000))))
    assert kept.acquired == CHEAP
    assert kept.gain > 3000


def test_what_was_realised_before_leaves_less_room_below_the_cap():
    rules = TaxRules(realised_short=Decimal(3500), realised_long=Decimal(-100))
    (lot,) = sold(Policy(limits=Limits(net_gains=Decimal(4000)), tax=rules))
    assert lot.acquired == DEAR


KIN, NONE = frozenset({"IVV"}), frozenset()


@pytest.mark.parametrize(
    ("day", "kept", "first"),
    [
        (SameDay(NONE, NONE), ["", "it waits", ""], NONE),
        (SameDay(NONE, KIN), ["", "", ""], frozenset({2})),
        (SameDay(KIN, NONE), ["its kin are bought", "it waits", ""], NONE),
        (SameDay(KIN, KIN), ["its kin are bought", "its kin are bought", ""], frozenset({2})),
    ],
)
def test_lots_whose_loss_would_not_count_are_kept_and_recent_ones_that_must_go_come_first(
    day, kept, first
):
    """SPY at $690.38: two lots at a loss, of which one waits for the third, which is at a gain."""
    lots = (
        TaxLot(Decimal(10), Decimal(700), DEAR, Term.LONG),
        TaxLot(Decimal(10), Decimal(700), CHEAP, Term.LONG, waits="it waits"),
        TaxLot(Decimal(5), Decimal(600), date(2025, 12, 14), Term.SHORT, recent=True),
    )
    given = brief()
    positions = tuple(
        replace(each, lots=lots, shares=Decimal(25), kin="IVV")
        if each.fund.symbol == "SPY"
        else each
        for each in given.household.positions
    )
    given = replace(given, household=replace(given.household, positions=positions))
    place = [each.fund.symbol for each in positions].index("SPY")
    found = allowed_sellings(given, {place: (Decimal(4), Decimal(2761))}, day)
    assert set(found) == {place}
    selling = found[place]
    assert (selling.shares, selling.proceeds, selling.step) == (4, 2761, positions[place].step)
    assert [lot.kept for lot in selling.lots] == kept
    assert selling.first == first
