"""
Rotation signals: what is seen in small against large caps, and what followed where it was seen.

They are evidence and move no weight. What is said of a past day uses closes up to that day only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.market.rotation.calls import call_volume
from allocator.market.rotation.prices import burst, first_record, round_number
from allocator.market.rotation.strength import SESSIONS, relative_strength
from allocator.market.rotation.watch import Watch

if TYPE_CHECKING:
    from allocator.market.episodes import Duel
    from allocator.market.facts import Facts
    from allocator.market.history import History
    from allocator.model.signals import Signal

__all__ = ["rotation_signals"]


def rotation_signals(history: History, facts: Facts, duel: Duel) -> tuple[Signal, ...]:
    """
    Read every signal that there are data for.

    Args:
        history: What was known on the day of the snapshot.
        facts: Which series is the small-cap index in its own points.
        duel: Russell 2000 against S&P 500 without dividends; a year of them or more.

    Returns:
        The signals in one order. Relative strength needs years of past to be ranked in, and call
        volume a series of it; a signal without is left out.
    """
    watch = Watch.of(history, facts, duel)
    found = (
        burst(watch),
        *(relative_strength(watch, sessions) for sessions in SESSIONS),
        first_record(watch),
        round_number(watch),
        call_volume(watch, history.picked),
    )
    return tuple(signal for signal in found if signal is not None)
