"""
`probability = "market"`: the table [market] of a scenario's file, and how its rule is applied.

The numbers in other files always stand. What they leave is shared among the scenarios that follow
the market, in proportion to the weight of each one's rule.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import fsum, prod
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from allocator.errors import InputError, Problem
from allocator.model.market_rule import Cuts, MarketReading, MarketRule
from allocator.portfolio.findings import NotUnderstoodError
from allocator.portfolio.schema import Fraction, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.model.scenario import Scenario

MARKET = "market"
"""What stands in place of a probability that the market sets."""

_NOTHING_LEFT = 1e-9
"""Less than this is nothing: no further than probabilities may sum from one."""

_LEAST, _MOST = -40, 40
"""Ten percentage points either way; no year saw more."""


def _left_open(value: object) -> object:
    """Take the word for a probability of zero, until the market has set it."""
    if value == MARKET:
        return 0.0
    if isinstance(value, str):
        remedy = f'write a fraction such as 0.25, or "{MARKET}" with a table [{MARKET}]'
        raise NotUnderstoodError("is not a number", remedy)
    return value


def _whole(value: object) -> object:
    """Refuse what is no whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise NotUnderstoodError("is not a whole number", "write a number of cuts, such as 2")
    return value


def _true_or_false(value: object) -> object:
    """Refuse what is neither."""
    if not isinstance(value, bool):
        raise NotUnderstoodError("is neither true nor false", "write true or false, without quotes")
    return value


OpenProbability = Annotated[Fraction, BeforeValidator(_left_open)]
Count = Annotated[int, BeforeValidator(_whole), Field(ge=_LEAST, le=_MOST)]
Flag = Annotated[bool, BeforeValidator(_true_or_false)]


class CutsTable(Table):
    """How many cuts of a quarter point within twelve months."""

    at_least: Count | None = None
    at_most: Count | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        """Refuse a table without a side, and sides that no number lies between."""
        if self.at_least is None and self.at_most is None:
            raise NotUnderstoodError("names no number", "write { at_least = 2, at_most = 4 }")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            message = f"is at least {self.at_least} and at most {self.at_most}"
            raise NotUnderstoodError(message, "swap the two")
        return self


class MarketTable(Table):
    """The table [market]."""

    cuts: CutsTable | None = None
    pause: Flag | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        """Refuse a rule that names no event."""
        if self.cuts is None and self.pause is None:
            remedy = "add cuts = { at_least = 2, at_most = 4 } or pause = true"
            raise NotUnderstoodError("names neither cuts nor a pause", remedy)
        return self

    def rule(self) -> MarketRule:
        """Turn the table into the model's rule."""
        cuts = None if self.cuts is None else Cuts(self.cuts.at_least, self.cuts.at_most)
        return MarketRule(cuts, self.pause)


@dataclass(frozen=True, slots=True)
class Draft:
    """A scenario as its file has it, where its probability stands, and the rule that sets it."""

    scenario: Scenario
    place: str
    rule: MarketRule | None = None


@dataclass(frozen=True, slots=True)
class _Factor:
    """One event's probability, and what to call it."""

    probability: float
    words: str


def market_problems(drafts: Sequence[Draft], market: MarketReading) -> list[Problem]:
    """Find rules that need what is not known."""
    return [
        problem for draft in drafts if draft.rule for problem in _unknown(draft, draft.rule, market)
    ]


def follow_market(
    folder: str, drafts: Sequence[Draft], market: MarketReading
) -> tuple[Scenario, ...]:
    """
    Give every scenario with a rule its probability.

    Args:
        folder: Where the files lie, for messages.
        drafts: The scenarios as their files have them, without `market_problems`.
        market: What is known.

    Returns:
        The scenarios in the same order. Where there is a rule, their probabilities sum to 1.

    Raises:
        InputError: If the numbers leave nothing to share, no rule has any weight, or there are
            quotes that no rule asks for.
    """
    if market.source and not any(draft.rule and draft.rule.cuts for draft in drafts):
        message = f'decides nothing: no scenario has probability = "{MARKET}" with market.cuts'
        remedy = "leave --quotes out, or write that rule into a scenario"
        raise InputError(Problem(market.source, message, remedy))
    factors = {d.scenario.key: _factors(d.rule, market) for d in drafts if d.rule is not None}
    if not factors:
        return tuple(draft.scenario for draft in drafts)
    weights = {key: prod(each.probability for each in of) for key, of in factors.items()}
    total = fsum(weights.values())
    left = 1 - fsum(d.scenario.probability for d in drafts if d.rule is None)
    problems = _nothing_to_share(folder, drafts, left) if left <= _NOTHING_LEFT else []
    if not total:
        problems.append(_no_weight(folder, factors))
    if problems:
        raise InputError(*problems)
    return tuple(
        draft.scenario
        if draft.rule is None
        else replace(
            draft.scenario,
            probability=left * weights[draft.scenario.key] / total,
            probability_from=f"{MARKET}: {_in_words(factors[draft.scenario.key])}",
        )
        for draft in drafts
    )


def _unknown(draft: Draft, rule: MarketRule, market: MarketReading) -> list[Problem]:
    """Say what a rule needs and nobody knows."""
    problems = []
    if rule.cuts is not None and market.year is None:
        message = f"market.cuts needs federal funds futures, but {market.no_year}"
        remedy = "name quotes of each month for a year with --quotes FILE, or write a number"
        problems.append(Problem(draft.place, message, remedy))
    if rule.pause is not None and market.inflation is None:
        message = "market.pause needs core PCE inflation, but the snapshot has none"
        remedy = "build a snapshot with the series PCEPILFE (allocator data), or write a number"
        problems.append(Problem(draft.place, message, remedy))
    return problems


def _factors(rule: MarketRule, market: MarketReading) -> list[_Factor]:
    """Read the probability of each event of a rule."""
    found = []
    if rule.cuts is not None and market.year is not None:
        words = f"{rule.cuts} within 12 months {{}}, quotes of {market.quoted}"
        found.append(_Factor(rule.cuts.probability(market.year.odds), words))
    if rule.pause is not None and market.inflation is not None:
        again = market.inflation.another_pause
        words = f"{'another' if rule.pause else 'no other'} pause {{}}, core PCE of "
        words += f"{market.inflation.month:%Y-%m}"
        found.append(_Factor(again if rule.pause else 1 - again, words))
    return found


def _in_words(factors: Sequence[_Factor]) -> str:
    """Say what was multiplied."""
    return "; ".join(each.words.format(f"{each.probability:.1%}") for each in factors)


def _nothing_to_share(folder: str, drafts: Sequence[Draft], left: float) -> list[Problem]:
    """Say that the numbers take everything."""
    numbers = [draft.scenario for draft in drafts if draft.rule is None]
    listed = ", ".join(f"{each.key} {each.probability:.10g}" for each in numbers)
    message = f'the numbers sum to {1 - left:.10g} and leave nothing to "{MARKET}": {listed}'
    return [Problem(folder, message, "lower them, or write numbers for all")]


def _no_weight(folder: str, factors: Mapping[str, Sequence[_Factor]]) -> Problem:
    """Say that no rule describes anything that the market thinks possible."""
    listed = ", ".join(f"{key} ({_in_words(each)})" for key, each in factors.items())
    message = f'no scenario with probability "{MARKET}" has any weight: {listed}'
    return Problem(folder, message, "widen market.cuts in one of them, or write numbers")
