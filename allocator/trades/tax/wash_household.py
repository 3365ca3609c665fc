"""Keeping a household from wash sales that its files show, and judging that none is proposed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.model.identical import identical_funds
from allocator.trades.tax.wash_bars import bars
from allocator.trades.tax.wash_history import HeldLot, History

if TYPE_CHECKING:
    from allocator.model.household import Household, Position
    from allocator.model.portfolio import Portfolio
    from allocator.model.snapshot import Snapshot
    from allocator.model.tax import TaxRules
    from allocator.trades.tax.wash_bars import Bar, Bars


def history_of(
    household: Household, portfolio: Portfolio, tax: TaxRules, snapshot: Snapshot
) -> History:
    """Collect what wash sales depend on: lots in every account, and recent transactions."""
    held = {position.fund.symbol: position.fund for position in household.positions}
    names = [account.name for account in household.accounts]
    return History(
        identical=identical_funds(tax, {**snapshot.funds, **held}),
        lots=tuple(
            HeldLot(names[position.account], position.fund.symbol, lot.shares, lot.acquired)
            for position in household.positions
            for lot in position.all_lots
        ),
        transactions=portfolio.transactions,
        types={account.name: account.type for account in household.accounts},
    )


def without_wash_sales(household: Household, history: History) -> Household:
    """
    Close what would make a wash sale of something in the past.

    What both happens today, a sale at a loss and a purchase of its kin, is left to the optimiser:
    positions are told whose kin they are.
    """
    found = bars(history, household.day.on)
    number = 0
    positions = []
    for position in household.positions:
        count = len(position.all_lots)
        losses = found.losses[number : number + count]
        positions.append(_barred(position, found, losses, history))
        number += count
    return replace(household, positions=tuple(positions))


def _barred(
    position: Position, found: Bars, losses: tuple[Bar | None, ...], history: History
) -> Position:
    """Close the purchase, and the lots that may not be sold at a loss."""
    lots = tuple(
        lot if bar is None else lot.kept_at_a_loss(position.proceeds, bar.reason)
        for lot, bar in zip(position.all_lots, losses, strict=True)
    )
    symbol = position.fund.symbol
    return replace(
        position,
        may_buy=position.may_buy and symbol not in found.purchases,
        lots=lots,
        kin=history.kin(symbol),
    )
