"""The usual ways to choose lots, side by side on the same trades."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from allocator.trades.tax.lot_choice import choose, total_gains
from allocator.trades.tax.lot_orders import first_in_first_out, highest_cost_first
from allocator.trades.tax.lot_sales import TaxYear, sell, sell_at_average_cost

if TYPE_CHECKING:
    from decimal import Decimal

    from allocator.trades.tax.lot_sales import Sales, Selling


class LotMethod(StrEnum):
    """
    How lots are chosen.

    FIFO is what a broker does unless told otherwise; HIFO and the least tax need the lots to be
    named by settlement; average cost is for funds, and an election for the account.
    """

    FIFO = "first in, first out"
    HIFO = "highest cost first"
    LEAST_TAX = "least tax this year"
    AVERAGE_COST = "average cost"


@dataclass(frozen=True, slots=True)
class MethodResult:
    """What a method sells, its net gains by character in dollars, and the tax that they add."""

    method: LotMethod
    sales: tuple[Sales, ...]
    short: Decimal
    long: Decimal
    tax: Decimal


def compare_methods(sellings: tuple[Selling, ...], year: TaxYear) -> tuple[MethodResult, ...]:
    """
    Apply every method to the same trades.

    Args:
        sellings: The sales.
        year: How gains are taxed, and the year so far.

    Returns:
        A result for each method, in the order of `LotMethod`. The least tax is never above that of
        first in, first out.
    """
    fifo = [(each, first_in_first_out(each)) for each in sellings]
    this_year = TaxYear(year.rates, replace(year.rules, put_off=0.0))
    sales = {
        LotMethod.FIFO: tuple(sell(each, shares) for each, shares in fifo),
        LotMethod.HIFO: tuple(sell(each, highest_cost_first(each)) for each in sellings),
        LotMethod.LEAST_TAX: choose(sellings, this_year),
        LotMethod.AVERAGE_COST: tuple(sell_at_average_cost(each, shares) for each, shares in fifo),
    }
    return tuple(_result(method, sales[method], year) for method in LotMethod)


def _result(method: LotMethod, sales: tuple[Sales, ...], year: TaxYear) -> MethodResult:
    """Take the gains and the tax of what a method sells."""
    short, long = total_gains(sales)
    return MethodResult(method, sales, short, long, year.tax(short, long))
