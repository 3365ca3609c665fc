"""Dollars in messages about exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.model.money import to_cents

if TYPE_CHECKING:
    from decimal import Decimal


def usd(value: Decimal) -> str:
    """
    Write dollars to the cent, the sign first.

    Example:
        >>> from decimal import Decimal
        >>> usd(Decimal("-5020"))
        '-$5,020.00'
    """
    rounded = to_cents(value)
    return f"{'-' if rounded < 0 else ''}${abs(rounded):,.2f}"
