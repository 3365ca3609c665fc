"""The answer, holding every value it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from allocator.errors import Problem
    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.limits import Reading
    from allocator.model.portfolio import Portfolio
    from allocator.model.snapshot import Snapshot
    from allocator.model.solution import ShadowPrice, Solution
    from allocator.model.trades import Trade


class Advice(StrEnum):
    """What the proposal comes down to."""

    TRADE = "trade"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Gain:
    """
    What the trades are worth in a year, as fractions of the portfolio.

    `net` is the certainty equivalent gained after costs; `required` what the policy asks for;
    `uncertainty` the standard deviation of `net` from not knowing the expected returns.
    `forced` says that the portfolio breaks a limit as it stands, so gain does not decide.
    """

    net: float
    cost: float
    uncertainty: float
    required: float
    forced: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What one scenario makes of the portfolio: certainty equivalents a year over cash, as fractions.

    `counted` is what the scenario counts under the policy's criterion, its probability if that is
    `expected`. `proposed` is after the trades and their cost, `nothing` of doing nothing, `best` of
    the best portfolio had one known that this scenario holds.
    """

    scenario: str
    counted: float
    proposed: float
    nothing: float
    best: float

    @property
    def regret(self) -> float:
        """What the proposal falls short of the best by."""
        return self.best - self.proposed


@dataclass(frozen=True, slots=True)
class Run:
    """What makes an answer repeatable: a hash of all inputs and versions, and the versions."""

    id: str
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """
    The advisor's answer for one portfolio on one snapshot.

    `weights` and `cash` are the portfolio after the whole-share trades, shapes (P,) and (A,);
    `readings` are the limits measured on it, `outcomes` what each scenario makes of it; `candidate`
    are the trades that were weighed, also when the advice is to make none of them. `shadow_prices`
    are the limits of the policy that the target stands on, and what more room is worth.
    """

    portfolio: Portfolio
    snapshot: Snapshot
    brief: Brief
    solution: Solution
    trades: tuple[Trade, ...]
    candidate: tuple[Trade, ...]
    advice: Advice
    gain: Gain
    weights: Array
    cash: Array
    cash_after: Mapping[str, Decimal]
    readings: tuple[Reading, ...]
    outcomes: tuple[Outcome, ...]
    shadow_prices: tuple[ShadowPrice, ...]
    warnings: tuple[Problem, ...]
    run: Run
