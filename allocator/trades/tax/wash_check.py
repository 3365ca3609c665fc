"""A judge of trades: every wash sale that they would make, as far as the files show."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.trades import Side
from allocator.trades.tax.wash_history import is_loss, is_near, told
from allocator.trades.tax.wash_sales import WINDOW_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from allocator.model.trades import LotSale, Trade
    from allocator.trades.tax.wash_history import History, Key


@dataclass(frozen=True, slots=True)
class SeenWashSale:
    """A sale at a loss and a purchase that makes a wash sale of it, in words."""

    sold: str
    bought: str

    def __str__(self) -> str:
        """Spell it as a report says it."""
        return f"{self.sold}, and {self.bought}: within {WINDOW_DAYS} days, a wash sale"


def seen_wash_sales(
    history: History, trades: tuple[Trade, ...], on: date
) -> tuple[SeenWashSale, ...]:
    """
    Find every wash sale that trades would make, as far as the files show; to judge a proposal.

    Args:
        history: What was held and done before the trades.
        trades: The trades with the lots that they sell.
        on: The day on which they are made.

    Returns:
        One for each sale at a loss and purchase that replaces it. A gain that is not known is not
        taken for a loss.
    """
    purchases = [t for t in trades if t.side is Side.BUY]
    found = [
        SeenWashSale(told(sale), f"{bought.symbol} would be bought in {bought.account}")
        for sale in history.past(Side.SELL, on)
        for bought in purchases
        if is_loss(sale.gain)
        and not history.is_sheltered(sale.account)
        and history.are_identical(sale.symbol, bought.symbol)
    ]
    left = _recent_left(history, trades, on)
    for trade in trades:
        if not history.is_sheltered(trade.account):
            for lot in (lot for lot in trade.lots if lot.is_at_a_loss):
                sold = f"{trade.symbol} would be sold at a loss in {trade.account}"
                words = _replacements(history, (trade, lot), purchases, left, on)
                found += [SeenWashSale(sold, bought) for bought in words]
    return tuple(found)


def _recent_left(history: History, trades: tuple[Trade, ...], on: date) -> list[Key]:
    """List the purchases in the window of which shares are left once the trades are made."""
    left: dict[Key, Decimal] = {}
    for lot in history.lots:
        left[lot.key] = left.get(lot.key, Decimal(0)) + lot.shares
    for trade in trades:
        for sold in trade.lots:
            key = trade.account, trade.symbol, sold.acquired
            if key in left:
                left[key] -= sold.shares
    return [
        held
        for held, shares in left.items()
        if held[2] is not None and is_near(held[2], on) and shares > 0
    ]


def _replacements(
    history: History,
    sold: tuple[Trade, LotSale],
    purchases: list[Trade],
    left: list[Key],
    on: date,
) -> Iterator[str]:
    """Name every purchase that replaces shares sold at a loss, those of the day itself first."""
    trade, lot = sold
    for bought in purchases:
        if history.are_identical(trade.symbol, bought.symbol):
            yield f"{bought.symbol} would be bought in {bought.account}"
    for held in left:
        account, symbol, day = held
        is_other = held != (trade.account, trade.symbol, lot.acquired)
        if is_other and history.are_identical(trade.symbol, symbol):
            yield f"{symbol} was bought on {day} in {account}"
    for past in history.purchases_since_sold(on):
        if history.are_identical(trade.symbol, past.symbol):
            yield f"{past.symbol} was bought on {past.day} in {past.account}"
