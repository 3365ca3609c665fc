"""The order of transactions, which neither rows nor files decide."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.model.portfolio import Transaction


def order_of_transactions(transaction: Transaction) -> tuple[object, ...]:
    """Order transactions by day, and then by everything else that tells them apart."""
    unknown = Decimal(-1)
    return (
        transaction.day,
        transaction.account,
        transaction.symbol,
        transaction.side,
        transaction.shares,
        unknown if transaction.price is None else transaction.price,
        Decimal(0) if transaction.gain is None else transaction.gain,
    )
