"""Findings in words: days, sizes, and where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.errors import Severity
from allocator.market.wording import as_date
from allocator.model.quality import Check, Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.market.series import Days, Key
    from allocator.model.arrays import Array

_SHOWN = 4
"""How many days a message names; the rest are counted."""


def error(check: Check, key: Key, message: str, days: Days, *others: Key) -> Finding:
    """
    Find something from which a proposal would be wrong.

    Args:
        check: What was checked.
        key: The series.
        message: What is wrong.
        days: The rows concerned.
        others: The series it was held against.
    """
    return _found(check, Severity.ERROR, key, message, days, others)


def warning(check: Check, key: Key, message: str, days: Days, *others: Key) -> Finding:
    """Find something that a reader should know; as `error`."""
    return _found(check, Severity.WARNING, key, message, days, others)


def worst(days: Days, sizes: Array, write: str = "{:+.0%}") -> str:
    """
    Name the days with the largest sizes, up to four, in order of date.

    Args:
        days: Shape (n,).
        sizes: Shape (n,), signed.
        write: The format of one size.

    Example:
        >>> worst(np.array(["2025-01-02", "2025-01-07"], "M8[D]"), np.array([0.5, -0.2]))
        '2025-01-02 (+50%), 2025-01-07 (-20%)'
    """
    chosen = np.sort(np.argsort(-np.abs(sizes), kind="stable")[:_SHOWN])
    chosen = chosen[np.argsort(days[chosen], kind="stable")]
    return listed([f"{as_date(days[at])} ({write.format(sizes[at])})" for at in chosen], len(days))


def listed(items: Sequence[str], total: int) -> str:
    """
    Write a list of the first few, and count the others.

    Example:
        >>> listed(["a", "b"], 2), listed(["a", "b"], 5)
        ('a, b', 'a, b and 3 more')
    """
    text = ", ".join(items[:_SHOWN])
    rest = total - len(items[:_SHOWN])
    return f"{text} and {rest:,} more" if rest > 0 else text


def in_bp(fraction: float) -> str:
    """
    Write a fraction in basis points, with its sign.

    Example:
        >>> in_bp(-0.00134), in_bp(-0.00001)
        ('-13 bp', '+0 bp')
    """
    return f"{np.rint(1e4 * fraction) + 0.0:+.0f} bp"


def in_percent(fraction: float) -> str:
    """
    Write a fraction in percent, with its sign.

    Example:
        >>> in_percent(-0.0134)
        '-1.34%'
    """
    return f"{100 * fraction:+.2f}%"


def _found(
    check: Check, severity: Severity, key: Key, message: str, days: Days, others: tuple[Key, ...]
) -> Finding:
    """Put a finding together."""
    first, last = as_date(days.min()), as_date(days.max())
    named = tuple(str(other) for other in others)
    return Finding(check, severity, str(key), message, first, last, len(days), named)
