"""
Amounts of money and shares as people and brokers write them, as exact decimals.

A comma can group thousands or stand for the decimal point, and a guess would change an amount a
thousandfold. So a comma is only understood where it can mean one thing.
"""

from __future__ import annotations

import re
from decimal import Decimal

from allocator.portfolio.findings import NotUnderstoodError

MOST = Decimal(10) ** 12
"""A trillion: no honest cell is larger."""

MOST_PLACES = 12
"""Digits after the point; brokers keep at most nine."""

_PLAIN = r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+"
_GROUPED = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"
_AMOUNT = re.compile(rf"(?:[+-]?\$?|\$[+-])({_GROUPED}|{_PLAIN})")
_EXPONENT = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+")
_NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)
_WRITE_PLAINLY = "write it as 1234.5, without separators"


def amount(text: str) -> Decimal:
    """
    Read a number from a file of unknown habits.

    Args:
        text: A cell, such as `12.5`, `$1,234.50`, `-$3` or `($3.00)`.

    Returns:
        The number, exactly as written.

    Raises:
        NotUnderstoodError: If it is not a number, not finite, absurd, or a comma in it could
            be either a thousands separator or a decimal point.

    Example:
        >>> amount("$1,234.50"), amount("(3.00)")
        (Decimal('1234.50'), Decimal('-3.00'))
        >>> amount("1,250")
        Traceback (most recent call last):
        allocator.portfolio.findings.NotUnderstoodError: can mean 1250 or 1.250
    """
    digits = text.strip().lstrip("+-")
    lone_group = digits.count(",") == 1 and "." not in digits and "$" not in digits
    if lone_group and re.fullmatch(_GROUPED, digits):
        whole, decimal = digits.replace(",", ""), digits.replace(",", ".")
        raise NotUnderstoodError(f"can mean {whole} or {decimal}", f"write {whole} or {decimal}")
    return us_amount(text)


def us_amount(text: str) -> Decimal:
    """
    Read a number from a file known to group thousands with commas.

    Raises:
        NotUnderstoodError: As for `amount`, but never for a comma between groups of three.

    Example:
        >>> us_amount("1,250"), us_amount("-$1,100.00")
        (Decimal('1250'), Decimal('-1100.00'))
    """
    body = text.strip().replace("\N{MINUS SIGN}", "-")
    in_parentheses = body.startswith("(") and body.endswith(")")
    found = _AMOUNT.fullmatch(body[1:-1] if in_parentheses else body)
    if found is None or (in_parentheses and "-" in body):
        raise _not_a_number(body)
    number = Decimal(found.group(1).replace(",", ""))
    if number > MOST:
        raise NotUnderstoodError("is too large to be true", "check the number")
    fraction = found.group(1).partition(".")[2].rstrip("0")
    if len(fraction) > MOST_PLACES:
        why = f"has more than {MOST_PLACES} digits after the point"
        raise NotUnderstoodError(why, "round it")
    return -number if in_parentheses or "-" in body else number


def _not_a_number(body: str) -> NotUnderstoodError:
    """Say what kind of non-number a cell is."""
    if _NOT_FINITE.fullmatch(body):
        return NotUnderstoodError("is not a finite number", _WRITE_PLAINLY)
    if _EXPONENT.fullmatch(body):
        return NotUnderstoodError("is in scientific notation", "write all its digits")
    if "," in body and re.fullmatch(r"[-+$(]*[0-9.,]+\)?", body):
        return NotUnderstoodError("has a comma that groups no thousands", _WRITE_PLAINLY)
    return NotUnderstoodError("is not a number", _WRITE_PLAINLY)
