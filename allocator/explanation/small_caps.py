"""Dollars in small caps: from what is held, reason by reason, to what there is after the trades."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from allocator.explanation.game import COSTS, LIMITS, NEUTRAL
from allocator.explanation.trades import BETWEEN, WHOLE_SHARES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.explanation.trades import TradeReasons
    from allocator.model.household import Household

HELD, AT_NEUTRAL, AFTER = "held", "at_neutral_mix", "after"
"""Levels: today, in the neutral mix, and after the trades."""

HOLD_BACK = (COSTS, LIMITS, WHOLE_SHARES, BETWEEN)
"""Reasons that hold back or round what the drivers ask for."""


@dataclass(frozen=True, slots=True)
class Step:
    """
    One step: the dollars in small caps that a reason adds, and those that there are then.

    `key` is that of the reason in `TradeReasons.parts`, or that of a level, which adds nothing.
    """

    key: str
    added: float
    end: float

    @property
    def is_level(self) -> bool:
        """Whether it tells what there is, and no reason."""
        return self.key in {HELD, AT_NEUTRAL, AFTER}


def small_cap_steps(household: Household, trades: tuple[TradeReasons, ...]) -> tuple[Step, ...]:
    """
    Walk from the dollars in small caps today to those after the candidate trades.

    The part of a reason is the sum over trades of its dollars, each times the small-cap share of
    the fund's index and the fund's multiple.

    Args:
        household: What is held.
        trades: The trades with their reasons.

    Returns:
        Levels, and between them the reasons: neutral first, then drivers, then what holds back.
    """
    shares = _small_shares(household)
    held = fsum(shares[each.fund.symbol] * float(each.value) for each in household.positions)
    steps = [Step(HELD, 0.0, held)]
    for key in _ordered(trades[0].parts if trades else ()):
        added = fsum(shares[each.trade.symbol] * float(each.parts[key]) for each in trades)
        steps.append(Step(key, added, steps[-1].end + added))
        if key == NEUTRAL:
            steps.append(Step(AT_NEUTRAL, 0.0, steps[-1].end))
    return (*steps, Step(AFTER, 0.0, steps[-1].end))


def _ordered(keys: Iterable[str]) -> list[str]:
    """Put what holds back last; the return to the neutral mix is first already."""
    return sorted(keys, key=lambda key: HOLD_BACK.index(key) if key in HOLD_BACK else -1)


def _small_shares(household: Household) -> dict[str, float]:
    """Find the dollars in small caps that a dollar in each fund stands for."""
    shares = {index.name: index.small_share for index in household.indexes}
    funds = (position.fund for position in household.positions)
    return {fund.symbol: fund.multiple * shares[fund.index] for fund in funds}
