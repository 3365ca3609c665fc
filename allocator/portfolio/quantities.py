"""Quantities with their units, as people write them: '3 %', '250 bp', '18 months'."""

from __future__ import annotations

import re

from allocator.portfolio.findings import NotUnderstoodError

_NUMBER = r"[+-]?[0-9]{1,6}(?:\.[0-9]{1,9})?"
_PERCENT = re.compile(rf"({_NUMBER}) ?(%|percent|points?|bps?)")
_SPAN = re.compile(rf"({_NUMBER}) ?(months?|years?)")
_BP = 1e-4
LONGEST = 600.0
"""Months of the longest span: fifty years."""


def percentage(value: object) -> float:
    """
    Read a return or a deviation that has its unit.

    A bare number is refused: 3 may be three percent or three hundred, 0.03 three percent or three
    hundredths of one.

    Returns:
        A fraction.

    Raises:
        NotUnderstoodError: If it has no unit, or is nothing of the kind.

    Example:
        >>> percentage("+3 %"), percentage("250 bp"), percentage("-1.5 points")
        (0.03, 0.025, -0.015)
    """
    remedy = "write it with its unit and in quotes, such as '3 %' or '250 bp'"
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise NotUnderstoodError("has no unit, and a bare number can be read two ways", remedy)
    found = _PERCENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise NotUnderstoodError("is not a percentage", remedy)
    number, unit = float(found[1]), found[2]
    # Divided, not multiplied by 0.01: '3 %' is then exactly the float 0.03.
    return number / (1 / _BP if unit.startswith("bp") else 100)


def months(value: object) -> float:
    """
    Read a span of time in months or years.

    Returns:
        Months, from 1 to 600.

    Raises:
        NotUnderstoodError: If it has no unit, is no span, or is out of range.

    Example:
        >>> months("12 months"), months("1.5 years")
        (12.0, 18.0)
    """
    remedy = "write it with its unit and in quotes, such as '12 months' or '3 years'"
    found = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise NotUnderstoodError("is not a span of time", remedy)
    span = float(found[1]) * (12 if found[2].startswith("year") else 1)
    if not 1 <= span <= LONGEST:
        raise NotUnderstoodError("is not a span from 1 month to 50 years", remedy)
    return span
