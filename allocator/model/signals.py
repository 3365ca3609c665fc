"""Rotation signals: what is seen in prices, and what followed where it was seen before."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from allocator.model.views import Evidence

CALL_VOLUME = "call-volume"
"""The key of the one signal that needs a file of the user's."""


class State(StrEnum):
    """How a signal stands on the day of a snapshot."""

    ON = "on"
    OFF = "not on"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Signal:
    """
    One reading of the market, as evidence only: it moves no weight unless a user's view names it.

    Attributes:
        key: Its name in files, as `burst`.
        title: What it is, in words.
        seen: What it reads on the day of the snapshot, in words with figures.
        rule: When it is on, in words.
        since: The day from which it is on, the latest one of a signal of single days; None while
            it is off, or while that is not known.
        evidence: Twelve months of Russell 2000 and S&P 500 after every day on which it came on and
            no earlier window was open, on price returns.
        readable: The first day on which it could come on.
        mean_since: Mean difference over the twelve months from every day since then, a fraction;
            None if no twelve months are over. That of `evidence` is of the whole record.
        read_from: What it was read from beside the two indexes, if anything.
        unknown_because: Why the data do not tell whether it is on; None where they do.

    Raises:
        ValueError: If it is on and not known to be.
    """

    key: str
    title: str
    seen: str
    rule: str
    since: date | None
    evidence: Evidence
    readable: date
    mean_since: float | None
    read_from: str | None = None
    unknown_because: str | None = None

    def __post_init__(self) -> None:
        """Refuse a signal that is on and not known to be."""
        if self.since is not None and self.unknown_because is not None:
            message = "a signal that is on is known to be"
            raise ValueError(message)

    @property
    def state(self) -> State:
        """Whether it is on, as far as the data tell."""
        if self.since is not None:
            return State.ON
        return State.OFF if self.unknown_because is None else State.UNKNOWN
