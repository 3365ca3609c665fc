"""Which lots sales take their shares from."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.trades.tax.lot_choice import choose, total_gains
from allocator.trades.tax.lot_orders import first_in_first_out, highest_cost_first
from allocator.trades.tax.lot_sales import Selling, TaxYear, sell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.model.brief import Brief
    from allocator.model.household import Position
    from allocator.model.trades import LotSale
    from allocator.trades.tax.lot_sales import Sales

    Sold = Mapping[int, tuple[Decimal, Decimal]]
    """Shares sold and dollars they bring after costs, by position."""


def lots_sold(brief: Brief, sold: Sold, bought: frozenset[str]) -> dict[int, tuple[LotSale, ...]]:
    """
    Name the lots of every sale: those on which the least tax is counted, over all sales together.

    In accounts where nothing is taxed, and where no tax is counted, first in, first out: what
    brokers do unless they are told. Where the choice would realise more than the policy's cap on
    net gains, the highest cost first, which realises the least, whatever its tax.

    Args:
        brief: Positions with their lots, rates, and what is counted of a tax put off.
        sold: What is sold.
        bought: Kin that are bought in the same trades, of which no loss is taken.

    Returns:
        What each lot realises, by position.
    """
    household = brief.household
    sellings = {
        p: selling_of(household.positions[p], *figures, bought) for p, figures in sold.items()
    }
    found = {p: sell(each, first_in_first_out(each)) for p, each in sellings.items()}
    taxed = [p for p in sellings if household.taxed[p]]
    if brief.netting is not None:
        year = TaxYear(household.day.rates, brief.policy.tax)
        found |= zip(taxed, choose(tuple(sellings[p] for p in taxed), year), strict=True)
    if _is_over_cap(brief, tuple(found[p] for p in taxed)):
        found |= {p: sell(sellings[p], highest_cost_first(sellings[p])) for p in taxed}
    return found


def _is_over_cap(brief: Brief, sales: tuple[Sales, ...]) -> bool:
    """Tell whether sales realise more than the policy's cap on the year's net gains."""
    cap, tax = brief.policy.limits.net_gains, brief.policy.tax
    if cap is None:
        return False
    return sum(total_gains(sales), Decimal(0)) > cap - tax.realised


def selling_of(
    position: Position, shares: Decimal, proceeds: Decimal, bought: frozenset[str] = frozenset()
) -> Selling:
    """State the sale of shares of a position; lots at a loss whose kin are bought are kept."""
    lots = position.all_lots
    if position.kin in bought:
        lots = tuple(lot.kept_at_a_loss(position.proceeds, "its kin are bought") for lot in lots)
    return Selling(lots, shares, proceeds, position.step)
