"""Which lots sales take their shares from."""

from __future__ import annotations

from dataclasses import dataclass, replace
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


@dataclass(frozen=True, slots=True)
class SameDay:
    """
    What else is traded on the day, by kin, as far as it decides which losses count.

    `bought` are bought, so that no loss is taken; of `cleared` every recent lot is sold, so that a
    loss that waits for it counts.
    """

    bought: frozenset[str]
    cleared: frozenset[str]


def lots_sold(brief: Brief, sold: Sold, day: SameDay) -> dict[int, tuple[LotSale, ...]]:
    """
    Name the lots of every sale: those on which the least tax is counted, over all sales together.

    In accounts where nothing is taxed, and where no tax is counted, first in, first out: what
    brokers do unless they are told. Where the choice would realise more than the policy's cap on
    net gains, the highest cost first, which realises the least, whatever its tax.

    Args:
        brief: Positions with their lots, rates, and what is counted of a tax put off.
        sold: What is sold.
        day: What decides which losses count.

    Returns:
        What each lot realises, by position.
    """
    household = brief.household
    recent = frozenset(p.kin for p in household.positions if any(lot.recent for lot in p.lots))
    sellings = {
        p: _allowed(
            household.positions[p], selling_of(household.positions[p], *figures), day, recent
        )
        for p, figures in sold.items()
    }
    found = {p: sell(each, first_in_first_out(each)) for p, each in sellings.items()}
    taxed = [p for p in sellings if household.taxed[p]]
    if brief.netting is not None:
        year = TaxYear(household.day.rates, brief.policy.tax)
        found |= zip(taxed, choose(tuple(sellings[p] for p in taxed), year), strict=True)
    if _is_over_cap(brief, tuple(found[p] for p in taxed)):
        found |= {p: sell(sellings[p], highest_cost_first(sellings[p])) for p in taxed}
    return found


def _allowed(position: Position, selling: Selling, day: SameDay, recent: frozenset[str]) -> Selling:
    """Keep the lots whose loss would not count; where recent ones must go, let them go first."""
    kin, price = position.kin, position.proceeds
    lots = selling.lots
    if kin in day.bought:
        lots = tuple(lot.kept_at_a_loss(price, "its kin are bought") for lot in lots)
    if kin in day.cleared:
        first = frozenset(n for n, lot in enumerate(lots) if lot.recent)
        return replace(selling, lots=lots, first=first)
    if kin in recent:
        lots = tuple(lot.kept_at_a_loss(price, lot.waits) if lot.waits else lot for lot in lots)
    return replace(selling, lots=lots)


def _is_over_cap(brief: Brief, sales: tuple[Sales, ...]) -> bool:
    """Tell whether sales realise more than the policy's cap on the year's net gains."""
    cap, tax = brief.policy.limits.net_gains, brief.policy.tax
    if cap is None:
        return False
    return sum(total_gains(sales), Decimal(0)) > cap - tax.realised


def selling_of(position: Position, shares: Decimal, proceeds: Decimal) -> Selling:
    """State the sale of shares of a position."""
    return Selling(position.all_lots, shares, proceeds, position.step)
