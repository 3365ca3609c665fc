"""Positions after trades: their lots, and what the same day forbids from then on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.model.lots import TaxLot
from allocator.model.money import to_cents
from allocator.model.tax import Term
from allocator.model.trades import Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.model.brief import Brief
    from allocator.model.household import Household, Position
    from allocator.model.trades import LotSale, Trade


def position_after(position: Position, trade: Trade | None, brief: Brief) -> Position:
    """Add the lot that is bought, or take out the shares that are sold."""
    if trade is None:
        return position
    if trade.side is Side.BUY:
        taxed = not brief.household.accounts[position.account].type.is_sheltered
        bought = TaxLot(
            shares=trade.shares,
            cost_per_share=trade.price if taxed else None,
            acquired=brief.household.day.on,
            term=Term.SHORT if taxed else None,
        )
        return replace(
            position, shares=position.shares + trade.shares, lots=(*position.all_lots, bought)
        )
    left = list(position.all_lots)
    for sold in trade.lots:
        number = next(n for n, lot in enumerate(left) if _is_out_of(sold, lot))
        left[number] = replace(left[number], shares=left[number].shares - sold.shares)
    kept = tuple(lot for lot in left if lot.shares)
    return replace(position, shares=position.shares - trade.shares, lots=kept)


def _is_out_of(sold: LotSale, lot: TaxLot) -> bool:
    """Tell whether shares sold can be of a lot; lots of one day and cost are as good as one."""
    cost = lot.cost_per_share
    basis = None if cost is None else to_cents(cost * sold.shares)
    same = (lot.acquired, lot.term, basis) == (sold.acquired, sold.term, sold.cost_basis)
    return same and lot.shares >= sold.shares


def without_wash_sales_today(
    household: Household, moved: Sequence[Position], trades: tuple[Trade, ...]
) -> tuple[Position, ...]:
    """Close what trades of the same day forbid: buying what was sold at a loss, and the reverse."""
    kin = {position.fund.symbol: position.kin for position in household.positions}
    bought = {kin[trade.symbol] for trade in trades if trade.side is Side.BUY}
    sold = {
        kin[trade.symbol]
        for trade in trades
        for lot in trade.lots
        if lot.term is not None and lot.is_at_a_loss
    }
    return tuple(
        replace(
            position,
            may_buy=position.may_buy and position.kin not in sold,
            lots=tuple(
                lot.kept_at_a_loss(position.proceeds, "its kin were bought today")
                if position.kin in bought
                else lot
                for lot in position.lots
            ),
        )
        for position in moved
    )
