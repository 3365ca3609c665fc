"""The largest companies, seen through to the indexes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from allocator.market.archive import Archive
    from allocator.model.mega_caps import MegaCaps


def measure_mega_caps(archive: Archive, as_of: date) -> MegaCaps | None:
    """Measure them."""
    del archive, as_of
    return None
