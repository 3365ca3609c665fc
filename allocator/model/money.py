"""Money in cents, rounded as brokers round: half a cent goes up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

CENT = Decimal("0.01")

_EXACT = Context(prec=60)
"""Digits enough for any amount that a file can state; how much is too much is said elsewhere."""


def to_cents(amount: Decimal) -> Decimal:
    """
    Round an amount of dollars to the cent.

    Example:
        >>> to_cents(Decimal("56314.445"))
        Decimal('56314.45')
    """
    return amount.quantize(CENT, ROUND_HALF_UP, _EXACT)


def market_value(shares: Decimal, price: Decimal) -> Decimal:
    """Value shares at a price, to the cent, as a broker's statement does."""
    return to_cents(shares * price)
