"""How what funds pay out is taxed: facts about an index, or about one fund on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from allocator.market.record import Record


@dataclass(frozen=True, slots=True)
class Payout:
    """
    How distributions are taxed, known to be so on a day.

    Attributes:
        index: The index whose funds it is of, or "".
        fund: The one fund that it is of, or "".
        on: The day.
        qualified: The part taxed as qualified dividends, a fraction.
        exempt: The part free of federal tax, a fraction.
        source: Who says so.
        rate: What is paid a year as a fraction of the price, where that is a fact and needs no
            measuring.
        like: The fund whose rate, before its fee, stands for this one's where none is measured.
    """

    index: str
    fund: str
    on: date
    qualified: float
    exempt: float
    source: str
    rate: float | None = None
    like: str | None = None

    @property
    def of(self) -> str:
        """Name what it is of."""
        return self.fund or self.index


def payout(record: Record) -> Payout:
    """Read how distributions are taxed; the parts are fractions and add up to at most 1."""
    record.only("on", "qualified", "exempt", "source", optional=("index", "fund", "rate", "like"))
    if record.has("index") is record.has("fund"):
        record.refuse("expected either index or fund")
    if record.has("rate") and record.has("like"):
        record.refuse("expected either rate or like", "like")
    found = Payout(
        index=record.text("index") if record.has("index") else "",
        fund=record.text("fund") if record.has("fund") else "",
        on=record.day("on"),
        qualified=record.number("qualified", 0, 1),
        exempt=record.number("exempt", 0, 1),
        source=record.text("source"),
        rate=record.number("rate", 0, 1) if record.has("rate") else None,
        like=record.text("like") if record.has("like") else None,
    )
    if found.qualified + found.exempt > 1:
        record.refuse("qualified and exempt are parts of one whole", "exempt")
    return found


def payout_of(payouts: tuple[Payout, ...], fund: str, index: str) -> Payout | None:
    """Find the newest fact about a fund or, where there is none, about its index."""
    own = [each for each in payouts if each.fund == fund]
    shared = [each for each in payouts if each.index == index]
    return max(own or shared, key=lambda each: each.on, default=None)
