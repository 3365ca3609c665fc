"""The tax on dividends and interest, and what it charges for where something lies."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from allocator.model.assets import Income
from allocator.model.income import cash_tax, income_tax, location_charge, yearly_tax
from allocator.model.portfolio import Account, AccountType
from allocator.model.standing import Standing
from allocator.model.tax import TaxRates
from allocator.model.trading_day import TradingDay
from tests.situations import brief, holding, portfolio

DAY = TradingDay(date(2025, 12, 24), rates=TaxRates(0.32, 0.15, 0.15, 0.32))
PAYS = {
    "AGG": Income(0.04, 0.0, 0.0, DAY.on, "made up"),
    "VOO": Income(0.012, 1.0, 0.0, DAY.on, "made up"),
    "SPY": Income(0.008, 1.0, 0.0, DAY.on, "made up"),
    "IWM": Income(0.01, 0.7, 0.1, DAY.on, "made up"),
}


def household(second=AccountType.ROTH, day=DAY):
    """Two accounts of equal value: AGG and VOO in one, VOO, SPY and IWM in the other."""
    held = portfolio(
        {},
        "0",
        holding("AGG", 30, "one", price=1),
        holding("VOO", 20, "one", price=1),
        holding("VOO", 20, "two", price=1),
        holding("SPY", 20, "two", price=1),
        holding("IWM", 10, "two", price=1),
        accounts=(
            Account("one", AccountType.TAXABLE, Decimal(0)),
            Account("two", second, Decimal(0)),
        ),
    )
    made = brief(held, scenarios=()).household
    positions = tuple(
        replace(each, fund=replace(each.fund, income=PAYS.get(each.fund.symbol)))
        for each in made.positions
    )
    return replace(made, positions=positions, day=day, cash_yield=0.05)


def by_place(made, charged):
    names = [account.name for account in made.accounts]
    return {
        (names[position.account], position.fund.symbol): figure
        for position, figure in zip(made.positions, charged, strict=True)
        if position.shares
    }


def test_income_is_taxed_by_its_kind_where_it_is_taxed():
    """AGG 4 % x 32 %; S&P 500 funds the mean of 1.2 % and .8 %, x 15 %."""
    made = household()
    found = by_place(made, income_tax(made))
    assert found["one", "AGG"] == pytest.approx(0.0128)
    assert found["one", "VOO"] == pytest.approx(0.0015)
    assert {found["two", symbol] for symbol in ("VOO", "SPY", "IWM")} == {0.0}


def test_what_is_neither_qualified_nor_exempt_is_interest():
    """1 % x (.7 x 15 % + .2 x 32 %)."""
    made = household(second=AccountType.TAXABLE)
    assert by_place(made, income_tax(made))["two", "IWM"] == pytest.approx(0.00169)


def test_cash_is_taxed_as_interest_outside_sheltered_accounts():
    made = household()
    types = [account.type for account in made.accounts]
    expected = [0.0 if kind is AccountType.ROTH else 0.016 for kind in types]
    assert list(cash_tax(made)) == pytest.approx(expected)


def test_moving_something_for_something_else_is_charged_the_tax_that_it_changes():
    """AGG into the Roth for VOO out of it: what the law taxes changes by as much as the charge."""
    made = household()
    charge = by_place(made, location_charge(made))
    swapped = charge["one", "VOO"] + charge_of_agg_in_roth(made) - charge["one", "AGG"]
    swapped -= charge["two", "VOO"]
    assert swapped == pytest.approx(0.0015 - 0.0128)


def charge_of_agg_in_roth(made):
    """The household's taxed half, times what AGG is taxed beyond cash, is credited in the other."""
    half = float(made.weights[[p.account == 0 for p in made.positions]].sum())
    types = [account.type for account in made.accounts]
    taxable = half if types[0] is AccountType.TAXABLE else 1 - half
    return (0 - taxable) * (0.0128 - 0.016)


@pytest.mark.parametrize("second", [AccountType.TAXABLE, AccountType.UNKNOWN])
def test_where_all_accounts_are_of_one_kind_nothing_is_charged(second):
    assert np.abs(location_charge(household(second=second))).max() < 1e-15


def test_without_rates_nothing_is_charged():
    made = household(day=TradingDay(DAY.on))
    assert not location_charge(made).any()


def test_the_year_s_tax_is_that_of_funds_and_cash():
    made = household()
    cash = np.array([0.1 if a.type is AccountType.TAXABLE else 0.5 for a in made.accounts])
    found = yearly_tax(made, Standing(made.weights, cash))
    assert found == pytest.approx(0.3 * 0.0128 + 0.2 * 0.0015 + 0.1 * 0.016)
