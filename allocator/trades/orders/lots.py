"""Lots as a user names them to a broker."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.model.trades import LotSale


def lot_words(lot: LotSale) -> str:
    """
    Name a lot by its shares, the day they were bought and what was paid.

    Example:
        >>> from datetime import date
        >>> from decimal import Decimal
        >>> from allocator.model.trades import LotSale
        >>> lot_words(LotSale(Decimal(30), date(2021, 11, 22), Decimal("5140.05"), None, None))
        '30 bought 2021-11-22 for 5140.05'
    """
    bought = "on a day not known" if lot.acquired is None else lot.acquired.isoformat()
    paid = "" if lot.cost_basis is None else f" for {lot.cost_basis:f}"
    return f"{lot.shares:f} bought {bought}{paid}"
