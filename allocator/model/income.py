"""What the tax on dividends and interest takes, by where a fund lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.assets import Fund
    from allocator.model.household import Household
    from allocator.model.standing import Standing
    from allocator.model.tax import TaxRates


def income_tax(household: Household) -> Array:
    """
    Charge each position the yearly tax on its income, shape (P,), as a fraction of its value.

    Funds on one index own the same payers: where several are known, their mean is charged, so that
    the chance of two dates of payment is no reason to prefer one. A sheltered account pays none.

    Args:
        household: Its positions and the rates of its day.
    """
    by_kind = _by_kind(household)
    charged: Array = household.taxed * np.array(
        [by_kind[_kind(position.fund)] for position in household.positions]
    )
    return charged


def cash_tax(household: Household) -> Array:
    """Charge the cash of each account the yearly tax on its interest, shape (A,), as a fraction."""
    rate = household.cash_yield * household.day.rates.interest
    taxed = [float(not account.type.is_sheltered) for account in household.accounts]
    charged: Array = rate * np.array(taxed)
    return charged


def yearly_tax(household: Household, standing: Standing) -> float:
    """Add up the tax on a year's income of a portfolio, cash included; a fraction of its value."""
    funds = float(income_tax(household) @ standing.weights)
    return funds + float(cash_tax(household) @ standing.cash)


def location_charge(household: Household) -> Array:
    """
    Charge each position for the kind of account it lies in, shape (P,), as a fraction a year.

    What the tax on its income is beyond that on cash, where it lies, less what it would be in the
    household's mean account, by value. So it matters where something is held, and not that it is:
    the neutral mix is what the investor wants to hold, taxes and all, and returns are
    reverse-optimised from it.

    Args:
        household: Its positions, accounts and the rates of its day.
    """
    rates = household.day.rates
    if not rates.any:
        return np.zeros(len(household.positions))
    on_cash = household.cash_yield * rates.interest
    everywhere = _by_kind(household)
    beyond = np.array([everywhere[_kind(p.fund)] - on_cash for p in household.positions])
    inside = household.account_matrix @ household.weights + household.cash
    sheltered = np.array([account.type.is_sheltered for account in household.accounts])
    taxable = float(inside[~sheltered].sum())
    charged: Array = (household.taxed - taxable) * beyond
    return charged


def _by_kind(household: Household) -> dict[tuple[str, float], float]:
    """Tax a year's income of each kind of fund; what pays nothing that is known pays no tax."""
    found: dict[tuple[str, float], list[float]] = {}
    for fund in {position.fund.symbol: position.fund for position in household.positions}.values():
        known = [] if fund.income is None else [_tax(fund, household.day.rates)]
        found.setdefault(_kind(fund), []).extend(known)
    return {kind: float(np.mean(taxes)) if taxes else 0.0 for kind, taxes in found.items()}


def _kind(fund: Fund) -> tuple[str, float]:
    """Tell funds apart by what they own."""
    return fund.index, fund.multiple


def _tax(fund: Fund, rates: TaxRates) -> float:
    """Tax a year's distributions of a dollar in a fund."""
    if fund.income is None:
        return 0.0
    ordinary = max(0.0, 1 - fund.income.qualified - fund.income.exempt)
    taxed = fund.income.qualified * rates.dividends + ordinary * rates.interest
    return fund.income.rate * taxed
