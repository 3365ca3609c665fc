"""
The market: snapshots of it, from a folder of history to a file and back.

Loading a snapshot needs neither pandas nor SciPy; building one does, so that part is imported
only when it is asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from allocator.market.snapshot_file import load_snapshot

if TYPE_CHECKING:
    from allocator.market.builder import build_snapshot

__all__ = ["build_snapshot", "load_snapshot"]


def __getattr__(name: str) -> object:
    """Import the builder on first use."""
    if name == "build_snapshot":
        return importlib.import_module("allocator.market.builder").build_snapshot
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
