"""Numbers as people read them: every one with a sign or a unit, and never a minus zero."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


def percent(fraction: float, digits: int = 1) -> str:
    """
    Write a fraction as a percentage.

    Example:
        >>> percent(0.1784), percent(-0.00001)
        ('17.8%', '0.0%')
    """
    return f"{_rounded(100 * fraction, digits):.{digits}f}%"


def signed_percent(fraction: float, digits: int = 1) -> str:
    """
    Write a fraction as a change in percent.

    Example:
        >>> signed_percent(0.1784), signed_percent(-0.02, 2), signed_percent(-0.00001)
        ('+17.8%', '-2.00%', '0.0%')
    """
    return _signed(100 * fraction, digits) + "%"


def points(fraction: float, digits: int = 1) -> str:
    """
    Write a difference of returns or rates in percentage points.

    Example:
        >>> points(0.0918), points(-0.00001), points(0.0918, 2)
        ('+9.2', '0.0', '+9.18')
    """
    return _signed(100 * fraction, digits)


def signed_bps(fraction: float) -> str:
    """
    Write a fraction in basis points, as a change.

    Example:
        >>> signed_bps(0.00123)
        '+12.3 bps'
    """
    return _signed(1e4 * fraction, 1) + " bps"


def bps(fraction: float) -> str:
    """Write a fraction in basis points: `1.0 bps`."""
    return f"{_rounded(1e4 * fraction, 1):.1f} bps"


def dollars(amount: Decimal | float, digits: int = 2) -> str:
    """
    Write money, to the cent unless told otherwise.

    Example:
        >>> from decimal import Decimal
        >>> dollars(Decimal("-1234.5")), dollars(36995.94, 0), dollars(-0.004)
        ('-$1,234.50', '$36,996', '$0.00')
    """
    size = f"{abs(amount):,.{digits}f}"
    return f"-${size}" if amount < 0 and size.strip("0,.") else f"${size}"


def signed_dollars(amount: Decimal | float, digits: int = 2) -> str:
    """
    Write money as a change.

    Example:
        >>> signed_dollars(1234.5), signed_dollars(-1234.5), signed_dollars(0.4, 0)
        ('+$1,234.50', '-$1,234.50', '$0')
    """
    text = dollars(amount, digits)
    return f"+{text}" if amount > 0 and text.strip("$0,.") else text


def number(value: Decimal) -> str:
    """
    Write a decimal in full, without an exponent or idle zeros.

    Example:
        >>> from decimal import Decimal
        >>> number(Decimal("1200")), number(Decimal("1E+3")), number(Decimal("0.500"))
        ('1,200', '1,000', '0.5')
    """
    return f"{trimmed(value):,f}"


def trimmed(value: Decimal) -> Decimal:
    """
    Drop idle zeros after the point, and the exponent.

    Example:
        >>> trimmed(Decimal("88.000")), trimmed(Decimal("1E+3")), trimmed(Decimal("0.50"))
        (Decimal('88'), Decimal('1000'), Decimal('0.5'))
    """
    text = f"{value:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def priced(value: Decimal) -> Decimal:
    """
    Drop idle zeros beyond the cents.

    Example:
        >>> priced(Decimal("48.1000")), priced(Decimal("9")), priced(Decimal("1.0025"))
        (Decimal('48.10'), Decimal('9.00'), Decimal('1.0025'))
    """
    whole, _, cents = f"{trimmed(value):f}".partition(".")
    return Decimal(f"{whole}.{cents:0<2}")


def scientific(value: float) -> str:
    """
    Write an error in the last digits.

    Example:
        >>> scientific(0.0), scientific(3.21e-11)
        ('0', '3.2e-11')
    """
    return f"{value:.1e}" if value else "0"


def count(amount: int, noun: str) -> str:
    """
    Count things.

    Example:
        >>> count(1, "trade"), count(1200, "day")
        ('1 trade', '1,200 days')
    """
    return f"{amount:,} {noun}" if amount == 1 else f"{amount:,} {noun}s"


def long_date(day: date) -> str:
    """
    Write a date that no reader takes for another.

    Example:
        >>> from datetime import date
        >>> long_date(date(2025, 12, 4))
        '4 December 2025'
    """
    return f"{day.day} {day:%B %Y}"


def _rounded(value: float, digits: int) -> float:
    """Round, and turn minus zero into zero."""
    return round(value, digits) + 0.0


def _signed(value: float, digits: int) -> str:
    """Write a number with its sign; zero has none."""
    rounded = _rounded(value, digits)
    return f"{rounded:+.{digits}f}" if rounded else f"{rounded:.{digits}f}"
