"""Keeping a household from wash sales that its files show, and judging that none is proposed."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from allocator.model.identical import identical_funds
from allocator.trades.tax.wash_bars import bars
from allocator.trades.tax.wash_history import HeldLot, History

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.model.household import Household, Position
    from allocator.model.lots import TaxLot
    from allocator.model.portfolio import Portfolio
    from allocator.model.snapshot import Snapshot
    from allocator.model.tax import TaxRules
    from allocator.trades.tax.wash_bars import Bar


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

    What happens today is left to the optimiser: positions are told whose kin they are, and lots
    which others must be sold with them.
    """
    found = bars(history, household.day.on)
    lots = [(position, lot) for position in household.positions for lot in position.all_lots]
    marked = iter(_marked(lots, found.losses))
    return replace(
        household,
        positions=tuple(
            replace(
                position,
                may_buy=position.may_buy and position.fund.symbol not in found.purchases,
                lots=tuple(islice(marked, len(position.all_lots))),
                kin=history.kin(position.fund.symbol),
            )
            for position in household.positions
        ),
    )


def _marked(
    lots: Sequence[tuple[Position, TaxLot]], bars_on_losses: Sequence[Bar | None]
) -> list[TaxLot]:
    """Mark the lots on which a loss does not count, and those whose sale would change that."""
    open_ = [position.may_sell and not lot.kept for position, lot in lots]
    found = [lot for _, lot in lots]
    recent: set[int] = set()
    for number, ((position, lot), bar) in enumerate(zip(lots, bars_on_losses, strict=True)):
        if bar is None or not lot.is_at_a_loss(position.proceeds):
            continue
        if bar.lifted_by and all(open_[place] for place in bar.lifted_by):
            recent.update(bar.lifted_by)
            why = f"{bar.reason}, or today if all of that is sold with it"
            found[number] = replace(lot, waits=why)
        else:
            found[number] = replace(lot, kept=bar.reason)
    return [replace(lot, recent=number in recent) for number, lot in enumerate(found)]
