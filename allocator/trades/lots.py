"""Which lots sales take their shares from."""

from __future__ import annotations

from dataclasses import dataclass
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
    sellings = allowed_sellings(brief, sold, day)
    found = {p: sell(each, first_in_first_out(each)) for p, each in sellings.items()}
    taxed = [p for p in sellings if household.taxed[p]]
    if brief.netting is not None:
        year = TaxYear(household.day.rates, brief.policy.tax)
        found |= zip(taxed, choose(tuple(sellings[p] for p in taxed), year), strict=True)
    if _is_over_cap(brief, tuple(found[p] for p in taxed)):
        found |= {p: sell(sellings[p], highest_cost_first(sellings[p])) for p in taxed}
    return found


def allowed_sellings(brief: Brief, sold: Sold, day: SameDay) -> dict[int, Selling]:
    """
    State sales, with the lots kept whose loss would not count.

    Args:
        brief: Positions with their lots.
        sold: What is sold.
        day: What decides which losses count.

    Returns:
        The sales, by position. Where all recent lots of a kin are sold, those go first.
    """
    positions = brief.household.positions
    recent = frozenset(p.kin for p in positions if any(lot.recent for lot in p.lots))
    waiting = recent - day.cleared
    return {n: _allowed(positions[n], figures, day, waiting) for n, figures in sold.items()}


def _allowed(
    position: Position, sold: tuple[Decimal, Decimal], day: SameDay, waiting: frozenset[str]
) -> Selling:
    """State a sale; of the kin that are `waiting`, no loss counts that waits for recent lots."""
    kin, price, lots = position.kin, position.proceeds, position.all_lots
    if kin in day.bought:
        lots = tuple(lot.kept_at_a_loss(price, "its kin are bought") for lot in lots)
    if kin in waiting:
        lots = tuple(lot.kept_at_a_loss(price, lot.waits) if lot.waits else lot for lot in lots)
    cleared = kin in day.cleared
    first = frozenset(n for n, lot in enumerate(lots) if cleared and lot.recent)
    return Selling(lots, *sold, position.step, first)


def _is_over_cap(brief: Brief, sales: tuple[Sales, ...]) -> bool:
    """Tell whether sales realise more than the policy's cap on the year's net gains."""
    cap, tax = brief.policy.limits.net_gains, brief.policy.tax
    if cap is None:
        return False
    return sum(total_gains(sales), Decimal(0)) > cap - tax.realised
