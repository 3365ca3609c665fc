"""Parts of an amount, to the cent, that still add up to it."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from allocator.model.money import CENT

if TYPE_CHECKING:
    from collections.abc import Sequence


def to_the_cent(parts: Sequence[float], total: Decimal) -> tuple[Decimal, ...]:
    """
    Round parts to cents so that they sum to `total`: the largest remainders are rounded up.

    Args:
        parts: Dollars; they sum to `total` but for rounding.
        total: The amount, in whole cents.

    Returns:
        One amount a part, each within a cent of it.

    Example:
        >>> from decimal import Decimal
        >>> [str(each) for each in to_the_cent([1 / 3, 1 / 3, 1 / 3], Decimal("1.00"))]
        ['0.34', '0.33', '0.33']
    """
    exact = [Decimal(part) for part in parts]
    floors = [part.quantize(CENT, ROUND_FLOOR) for part in exact]
    left = int((total - sum(floors, Decimal(0))) / CENT)
    by_remainder = sorted(range(len(exact)), key=lambda at: (floors[at] - exact[at], at))
    raised = set(by_remainder[:left])
    return tuple(floor + CENT * (at in raised) for at, floor in enumerate(floors))
