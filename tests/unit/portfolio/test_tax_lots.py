"""Lots as tax sees them: their character, and which are kept."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from allocator.model.policy import Limits, Policy, Trading
from allocator.model.portfolio import AccountType, Lot
from allocator.model.tax import TaxRules, Term, Undated
from allocator.model.trading_day import SaleFees, TradingDay
from allocator.portfolio.tax_lots import sale_costs, tax_lots

DAY = TradingDay(date(2025, 12, 24))
PRICE = Decimal(100)
TAXED = Policy(tax=TaxRules(short_term=0.3, long_term=0.15))
LAST_YEAR = date(2024, 12, 23)


def seen(lot, policy=TAXED, kind=AccountType.TAXABLE):
    (found,) = tax_lots((lot,), PRICE, kind, policy, DAY)
    return found


def lot(cost="900", acquired=LAST_YEAR):
    return Lot(Decimal(10), None if cost is None else Decimal(cost), acquired)


def test_a_lot_costs_its_basis_by_the_share_and_turns_long_term_after_a_year():
    assert seen(lot()).cost_per_share == 90
    assert seen(lot()).term is Term.LONG
    assert seen(lot(acquired=date(2024, 12, 24))).term is Term.SHORT


@pytest.mark.parametrize("kind", [AccountType.TRADITIONAL, AccountType.ROTH, AccountType.HSA])
def test_in_a_sheltered_account_a_lot_has_no_character_and_none_is_kept(kind):
    found = seen(lot(None), kind=kind)
    assert (found.term, found.cost_per_share, found.kept) == (None, None, "")


@pytest.mark.parametrize(
    "policy", [TAXED, Policy(limits=Limits(net_gains=Decimal(0)))], ids=["taxed", "capped"]
)
def test_a_lot_whose_cost_is_not_known_is_kept_where_its_gain_counts(policy):
    assert seen(lot(None), policy).kept == "its cost is not known"


def test_a_lot_whose_cost_is_not_known_may_be_sold_where_no_gain_counts():
    assert not seen(lot(None), Policy()).kept


@pytest.mark.parametrize(
    ("cost", "undated", "term"),
    [
        ("900", Undated.DEARER, Term.SHORT),
        ("1100", Undated.DEARER, Term.LONG),
        ("900", Undated.LONG, Term.LONG),
        ("1100", Undated.LONG, Term.LONG),
    ],
)
def test_a_lot_without_a_date_counts_the_dearer_way_unless_the_policy_says_long(
    cost, undated, term
):
    policy = replace(TAXED, tax=replace(TAXED.tax, undated=undated))
    assert seen(lot(cost, None), policy).term is term


@pytest.mark.parametrize(("days", "waits"), [(10, False), (11, True)])
def test_a_gain_that_soon_turns_long_term_is_waited_for(days, waits):
    """Bought on 3 January: long-term from 4 January of the next year, 11 days on."""
    policy = replace(TAXED, tax=replace(TAXED.tax, wait_days=days))
    assert bool(seen(lot(acquired=date(2025, 1, 3)), policy).kept) is waits


def test_a_loss_is_not_waited_for():
    policy = replace(TAXED, tax=replace(TAXED.tax, wait_days=300))
    assert not seen(lot("1100", date(2025, 6, 2)), policy).kept


def test_a_sale_costs_at_most_what_its_smallest_trade_would():
    """$100: 5 bp, 2.06 cents of fees and 1 of commission a share, .02 a share on $250 at 8.03."""
    day = replace(DAY, fees=SaleFees(section_31=Decimal("0.0002"), taf_per_share=Decimal("0.0006")))
    trading = Trading(commission=Decimal("8.00"), commission_per_share=Decimal("0.01"))
    by_trade = Decimal("8.03") / Decimal("2.5")
    found = sale_costs(PRICE, "IWM", trading, day)
    assert found == Decimal("0.05") + Decimal("0.02") + Decimal("0.0106") + by_trade


def test_a_trade_of_less_than_a_share_is_not_thought_of():
    """At $1,000 a share and a least trade of $250 the commission falls on one share."""
    trading = Trading(cost_bps=0.0, commission=Decimal(5))
    assert sale_costs(Decimal(1000), "IWM", trading, DAY) == Decimal("5.03")
