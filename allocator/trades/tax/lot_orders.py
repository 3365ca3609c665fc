"""Which lots are sold first."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.trades.tax.lot_sales import Selling, Shares

ROUNDED = Decimal("1e-6")
"""Parts of a step by which rounding may leave lots short of the shares that are sold."""


def first_in_first_out(selling: Selling) -> Shares:
    """Take the lots bought first, as a broker does unless told otherwise; undated ones foremost."""
    return take(selling, in_order_of_purchase(selling))


def highest_cost_first(selling: Selling) -> Shares:
    """Take the lots that cost most a share; where that is not known, last."""
    costs = [lot.cost_per_share for lot in selling.lots]

    def dear(number: int) -> Decimal:
        cost = costs[number]
        return Decimal(1) if cost is None else -cost

    return take(selling, sorted(in_order_of_purchase(selling), key=dear))


def in_order_of_purchase(selling: Selling) -> list[int]:
    """Order the lots by day of purchase, those without one first, ties as they stand."""
    days = [lot.acquired for lot in selling.lots]
    return sorted(
        range(len(days)), key=lambda n: 0 if (day := days[n]) is None else day.toordinal()
    )


def take(selling: Selling, order: Iterable[int]) -> Shares:
    """
    Take the shares to sell out of lots in an order, after what goes first, but for kept ones.

    Args:
        selling: The sale.
        order: Places of all its lots.

    Returns:
        Shares out of each lot.

    Raises:
        ValueError: If the lots that may be sold hold fewer shares than are sold.
    """
    left, shares = selling.shares, [Decimal(0)] * len(selling.lots)
    for number in sorted(order, key=lambda n: n not in selling.first):
        lot = selling.lots[number]
        if not lot.kept:
            shares[number] = min(lot.shares, left)
            left -= shares[number]
    if left > ROUNDED * selling.step:
        message = (
            f"{selling.shares} shares are sold, but only {selling.shares - left} of them out of "
            "lots that may be sold"
        )
        raise ValueError(message)
    return tuple(shares)
