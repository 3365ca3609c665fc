"""The answer, holding every value it was made from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from allocator.errors import Problem
    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.limits import Reading
    from allocator.model.portfolio import Portfolio
    from allocator.model.snapshot import Snapshot
    from allocator.model.solution import LockPrice, ShadowPrice, Solution
    from allocator.model.standing import Standing
    from allocator.model.trades import Trade


class Advice(StrEnum):
    """What the proposal comes down to."""

    TRADE = "trade"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Gain:
    """
    What the trades are worth in a year, as fractions of the portfolio.

    `net` is the certainty equivalent gained after costs and taxes, of which `cost` is trading and
    `tax` what is counted of taxes on gains; `required` what the policy asks for; `uncertainty` the
    standard deviation of `net` from not knowing the expected returns. `forced` says that the
    portfolio breaks a limit as it stands, so gain does not decide; `in_band` that it lies within
    the policy's band of drift.
    """

    net: float
    cost: float
    tax: float
    uncertainty: float
    required: float
    forced: bool
    in_band: bool


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
    """
    What makes an answer repeatable: a hash of all inputs and versions, the day, and the versions.

    `on` is the day of trading.
    """

    id: str
    on: date
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """
    The advisor's answer for one portfolio on one snapshot.

    `standing` is the portfolio after the trades, with what they realise; `readings` are the limits
    measured on it, `outcomes` what each scenario makes of it; `candidate` are the trades that were
    weighed, also when the advice is to make none of them. `shadow_prices` are the limits of the
    policy that the target stands on, and what more room is worth, `lock_prices` what lifting a lock
    is; `rounding_gap` is by how much, as a part of the portfolio's value, other shares could be
    better in distance to the target, costs, taxes and tolls as they are charged.
    """

    portfolio: Portfolio
    snapshot: Snapshot
    brief: Brief
    solution: Solution
    trades: tuple[Trade, ...]
    candidate: tuple[Trade, ...]
    advice: Advice
    gain: Gain
    standing: Standing
    cash_after: Mapping[str, Decimal]
    readings: tuple[Reading, ...]
    outcomes: tuple[Outcome, ...]
    shadow_prices: tuple[ShadowPrice, ...]
    lock_prices: tuple[LockPrice, ...]
    rounding_gap: float
    warnings: tuple[Problem, ...]
    run: Run

    @property
    def weights(self) -> Array:
        """Weights after the trades, shape (P,)."""
        return self.standing.weights

    @property
    def cash(self) -> Array:
        """Cash by account after the trades, shape (A,)."""
        return self.standing.cash
