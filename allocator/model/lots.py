"""Tax lots as an answer weighs them: valued, with their character on the day of trading."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from allocator.model.tax import Term


@dataclass(frozen=True, slots=True)
class TaxLot:
    """
    Shares of one fund in one account that were bought together.

    Attributes:
        shares: How many are left.
        cost_per_share: Dollars paid for each; None where that is not known or does not matter.
        acquired: The day they were bought, where known.
        term: The character of a gain if they are sold on the day of trading; None where nothing is
            taxed.
        kept: Why they may not be sold, empty if they may.
        waits: Why a loss on them counts only if every recent lot of their kin is sold whole on the
            day; empty if there is no such reason.
        recent: Whether it is such a recent lot.
    """

    shares: Decimal
    cost_per_share: Decimal | None
    acquired: date | None
    term: Term | None
    kept: str = ""
    waits: str = ""
    recent: bool = False

    def is_at_a_loss(self, price: Decimal) -> bool:
        """Whether selling it at a price would realise a loss that tax looks at."""
        cost = self.cost_per_share
        return self.term is not None and cost is not None and cost > price

    def kept_at_a_loss(self, price: Decimal, why: str) -> TaxLot:
        """Keep it if it is at a loss."""
        return replace(self, kept=why) if self.is_at_a_loss(price) else self
