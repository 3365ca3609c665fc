"""From the trades of a recorded proposal to orders: their names, their order, their limits."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from allocator.errors import InputError, Problem
from allocator.model.fingerprint import fingerprint
from allocator.model.money import CENT
from allocator.model.orders import Order, OrderType
from allocator.model.plain import digest
from allocator.model.trades import Side
from allocator.trades.orders.exchanges import PRIMARY_EXCHANGES
from allocator.trades.orders.symbols import spelled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.model.orders import TradeRecord
    from allocator.model.trades import Trade

ID_START = "al-"
"""What every id of ours begins with."""

_BPS_IN_ONE = Decimal(10_000)


def make_orders(
    record: TradeRecord,
    order_type: OrderType,
    offset_bps: Decimal = Decimal(0),
    numbers: Mapping[str, str] | None = None,
) -> tuple[Order, ...]:
    """
    Turn the trades of a record into orders: account by account, sales before purchases.

    Args:
        record: The trades.
        order_type: One type for all.
        offset_bps: How far a limit may lie on the worse side of the proposal's price, in basis
            points; only for limit orders.
        numbers: The broker's account numbers, by name of account, where they are known.

    Returns:
        The orders, one for each trade.

    Raises:
        InputError: If a limit rounds to nothing.
    """
    places = {account.name: place for place, account in enumerate(record.accounts)}
    trades = sorted(record.trades, key=lambda t: (places[t.account], t.side is Side.BUY, t.symbol))
    orders = tuple(
        Order(
            id=client_id(record.run_id, trade),
            trade=trade,
            type=order_type,
            limit=limit_price(trade, offset_bps) if order_type is OrderType.LIMIT else None,
            account_number=(numbers or {}).get(trade.account, ""),
            exchange=PRIMARY_EXCHANGES.get(spelled(trade.symbol, ".") or "", ""),
        )
        for trade in trades
    )
    low = [
        _no_limit(order.trade) for order in orders if order.limit is not None and not order.limit
    ]
    if low:
        raise InputError(*low)
    return orders


def client_id(run_id: str, trade: Trade) -> str:
    """
    Name an order so that the same trade of the same run is always called the same.

    Returns:
        36 letters, digits and hyphens, which every format takes: `al-`, the beginning of the run's
        id, and a hash of run, account, symbol and side.
    """
    told_apart = digest((run_id, trade.account, trade.symbol, trade.side))
    return f"{ID_START}{fingerprint(run_id)}-{told_apart[:20]}"


def list_id(run_id: str, orders: tuple[Order, ...]) -> str:
    """Name a list of orders by its run and what is in it; as long as the id of an order."""
    told_apart = digest([order.id for order in orders])
    return f"{ID_START}{fingerprint(run_id)}-{told_apart[:20]}"


def limit_price(trade: Trade, offset_bps: Decimal) -> Decimal:
    """
    Set the worst price of a trade, rounded to the cent so that it is never beyond the offset.

    Example:
        >>> from decimal import Decimal
        >>> from allocator.model.trades import Side, Trade
        >>> buy = Trade("A", "IWM", Side.BUY, *map(Decimal, ("1", "252.71", "252.71", "0")))
        >>> limit_price(buy, Decimal(10))
        Decimal('252.96')
    """
    move = trade.price * offset_bps / _BPS_IN_ONE
    if trade.side is Side.BUY:
        return (trade.price + move).quantize(CENT, ROUND_FLOOR)
    return (trade.price - move).quantize(CENT, ROUND_CEILING)


def _no_limit(trade: Trade) -> Problem:
    """Say that a limit below a cent cannot be written."""
    message = f"a limit on {trade.symbol} at {trade.price} rounds to nothing"
    return Problem(trade.account, message, "use market orders: --order market")
