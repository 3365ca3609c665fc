"""Core inflation as published."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from allocator.market.picking import Picked
    from allocator.model.inflation import CoreInflation
    from allocator.model.rate_cycle import RateChange


def measure_core_inflation(
    picked: Picked, changes: tuple[RateChange, ...], as_of: date
) -> CoreInflation | None:
    """Measure momentum."""
    del picked, changes, as_of
    return None
