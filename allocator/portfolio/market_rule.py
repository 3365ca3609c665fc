"""
`probability = "market"`: what the rules of scenarios weigh, and what each gets.

The numbers in other files always stand. What they leave is shared among the scenarios that follow
the market, in proportion to the weight of each one's rule.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import fsum, prod
from typing import TYPE_CHECKING

from allocator.errors import InputError, Problem
from allocator.portfolio.market_table import MARKET

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allocator.model.market_rule import MarketReading, MarketRule
    from allocator.model.scenario import Scenario

_NOTHING_LEFT = 1e-9
"""Less than this is nothing: no further than probabilities may sum from one."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A scenario as its file has it, where its probability stands, and the rule that sets it."""

    scenario: Scenario
    place: str
    rule: MarketRule | None = None


@dataclass(frozen=True, slots=True)
class _Factor:
    """An event, its probability, and what that was read from."""

    event: str
    probability: float
    source: str

    def __str__(self) -> str:
        """Say all three."""
        return f"{self.event} {self.probability:.1%}, {self.source}"


def market_problems(drafts: Sequence[Draft], market: MarketReading) -> list[Problem]:
    """Find rules that need what is not known."""
    return [
        problem for draft in drafts if draft.rule for problem in _unknown(draft, draft.rule, market)
    ]


def waits_for_quotes(drafts: Sequence[Draft], market: MarketReading) -> bool:
    """Tell whether a rule needs quotes that were refused, so that no probability can be found."""
    return market.is_refused and any(draft.rule and draft.rule.cuts for draft in drafts)


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
            probability_from="; ".join(map(str, factors[draft.scenario.key])),
        )
        for draft in drafts
    )


def _unknown(draft: Draft, rule: MarketRule, market: MarketReading) -> list[Problem]:
    """Say what a rule needs and nobody knows."""
    problems = []
    if rule.cuts is not None and market.year is None and not market.is_refused:
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
        event = f"{rule.cuts} within 12 months"
        odds = rule.cuts.probability(market.year.odds)
        found.append(_Factor(event, odds, f"quotes of {market.quoted}"))
    if rule.pause is not None and market.inflation is not None:
        again = market.inflation.another_pause
        event, odds = ("another pause", again) if rule.pause else ("no other pause", 1 - again)
        found.append(_Factor(event, odds, f"core PCE of {market.inflation.month:%Y-%m}"))
    return found


def _nothing_to_share(folder: str, drafts: Sequence[Draft], left: float) -> list[Problem]:
    """Say that the numbers take everything."""
    numbers = [draft.scenario for draft in drafts if draft.rule is None]
    listed = ", ".join(f"{each.key} {each.probability:.10g}" for each in numbers)
    message = f'the numbers sum to {1 - left:.10g} and leave nothing to "{MARKET}": {listed}'
    return [Problem(folder, message, "lower them, or write numbers for all")]


def _no_weight(folder: str, factors: Mapping[str, Sequence[_Factor]]) -> Problem:
    """Say that no rule describes anything that the market thinks possible."""
    listed = ", ".join(f"{key} ({'; '.join(map(str, each))})" for key, each in factors.items())
    message = f'no scenario with probability "{MARKET}" has any weight: {listed}'
    return Problem(folder, message, "widen market.cuts in one of them, or write numbers")
