"""What the tax on dividends and interest takes, by where a fund lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.assets import Fund
    from allocator.model.household import Household
    from allocator.model.tax import TaxRates


def income_tax(household: Household) -> Array:
    """
    Charge each position the yearly tax on its income, shape (P,), as a fraction of its value.

    Funds on one index own the same payers: where several are known, their mean is charged, so that
    the chance of two dates of payment is no reason to prefer one. A sheltered account pays none.

    Args:
        household: Its positions and the rates of its day.
    """
    rates = household.day.rates
    by_index: dict[tuple[str, float], list[float]] = {}
    for fund in {position.fund.symbol: position.fund for position in household.positions}.values():
        if fund.income is not None:
            by_index.setdefault(_kind(fund), []).append(_tax(fund, rates))
    own = [by_index.get(_kind(position.fund), [0.0]) for position in household.positions]
    charged: Array = household.taxed * np.array([float(np.mean(each)) for each in own])
    return charged


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
