"""Rotation signals, and what followed them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from allocator.market.facts import Facts
    from allocator.market.history import History
    from allocator.model.signals import Signal


def rotation_signals(history: History, facts: Facts) -> tuple[Signal, ...]:
    """Read every signal."""
    del history, facts
    return ()
