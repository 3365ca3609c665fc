"""Rotation signals: what is seen in prices, and what followed where it was seen before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from allocator.model.views import Evidence


@dataclass(frozen=True, slots=True)
class Signal:
    """
    One reading of the market, as evidence only: it moves no weight unless a user's view names it.

    Attributes:
        key: Its name in files, as `burst`.
        title: What it is, in words.
        seen: What it reads on the day of the snapshot, in words with figures.
        rule: When it is on, in words.
        since: The day from which it is on; None while it is off.
        evidence: Twelve months of Russell 2000 and S&P 500 after every day on which it came on and
            no earlier window was open, on price returns.
    """

    key: str
    title: str
    seen: str
    rule: str
    since: date | None
    evidence: Evidence
