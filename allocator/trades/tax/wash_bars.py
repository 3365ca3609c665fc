"""What wash sales forbid on a day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.model.trades import Side
from allocator.trades.tax.wash_history import day_after_window, is_loss, is_near, told

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from allocator.trades.tax.wash_history import HeldLot, History


@dataclass(frozen=True, slots=True)
class Bar:
    """
    Why something may not be done today, and the first day on which it may.

    `lifted_by` are the places of lots which, all of them wholly sold with it, would lift the bar on
    a loss; none where nothing lifts it.
    """

    reason: str
    first_day: date
    lifted_by: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Bars:
    """
    What may not be done today, beside buying and selling at a loss on this same day.

    `purchases` are bars by ticker; `losses` those on selling each lot at a loss, in the order of
    `History.lots`, None where it may be.
    """

    purchases: Mapping[str, Bar]
    losses: tuple[Bar | None, ...]


@dataclass(frozen=True, slots=True)
class _Recent:
    """A purchase in the window; `place` is that of its lot, None where none of it is held."""

    day: date
    symbol: str
    account: str
    place: int | None


def bars(history: History, on: date) -> Bars:
    """
    Find what would make a wash sale on a day.

    Args:
        history: Lots held, recent purchases and sales, and which funds are identical.
        on: The day of trading.

    Returns:
        No purchase of funds identical to one that was sold in the last 30 days in a taxable
        account, at a loss or at a gain that is not known. No loss on shares while others, identical
        to them, were bought in the last 30 days in any account.
    """
    recent = _recent_purchases(history, on)
    losses = (
        _loss_bar(history, lot, [p for p in recent[history.kin(lot.symbol)] if p.place != number])
        for number, lot in enumerate(history.lots)
    )
    return Bars(_purchase_bars(history, on), tuple(losses))


def _purchase_bars(history: History, on: date) -> dict[str, Bar]:
    """Bar purchases by ticker; the last sale decides how long."""
    found: dict[str, Bar] = {}
    for sale in sorted(history.past(Side.SELL, on), key=lambda sale: sale.day):
        if history.is_sheltered(sale.account) or not (sale.gain is None or is_loss(sale.gain)):
            continue
        first_day = day_after_window(sale.day)
        for symbol in history.identical.kin(sale.symbol):
            reason = f"{told(sale)}, which counts only if no {symbol} is bought before {first_day}"
            found[symbol] = Bar(reason, first_day)
    return found


def _recent_purchases(history: History, on: date) -> defaultdict[str, list[_Recent]]:
    """Collect purchases in the window by group of identical funds, held ones with their place."""
    found: defaultdict[str, list[_Recent]] = defaultdict(list)
    for place, lot in enumerate(history.lots):
        if lot.acquired is not None and is_near(lot.acquired, on):
            found[history.kin(lot.symbol)].append(
                _Recent(lot.acquired, lot.symbol, lot.account, place)
            )
    for bought in history.purchases_since_sold(on):
        found[history.kin(bought.symbol)].append(
            _Recent(bought.day, bought.symbol, bought.account, None)
        )
    return found


def _loss_bar(history: History, lot: HeldLot, recent: list[_Recent]) -> Bar | None:
    """Bar a lot from being sold at a loss; the last of the other purchases decides how long."""
    if not recent or history.is_sheltered(lot.account):
        return None
    last = max(recent, key=lambda purchase: (purchase.day, purchase.symbol, purchase.account))
    first_day = day_after_window(last.day)
    reason = (
        f"{last.symbol} was bought on {last.day} in {last.account}; "
        f"a loss on {lot.symbol} counts from {first_day}"
    )
    places = [
        purchase.place
        for purchase in recent
        if purchase.place is not None and not history.is_sheltered(purchase.account)
    ]
    return Bar(reason, first_day, tuple(places) if len(places) == len(recent) else ())
