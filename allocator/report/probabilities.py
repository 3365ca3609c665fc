"""Whose the probabilities of scenarios are: the user's, ours, or the market's by a stated rule."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

from allocator.report.numbers import percent
from allocator.report.table import paragraph

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.model.scenario import Scenario
    from allocator.report.origin import Origin


def set_by(scenario: Scenario, origin: Origin) -> str:
    """Say who set the probability of a scenario."""
    return "market" if scenario.probability_from else origin.probabilities


def market_rule_lines(scenarios: Sequence[Scenario], width: int) -> list[str]:
    """Say by which rule the market set probabilities, and what each was read from."""
    ruled = [each for each in scenarios if each.probability_from]
    if not ruled:
        return []
    left = percent(fsum(each.probability for each in ruled))
    rule = (
        f"market: the {left} that the other scenarios leave is shared in proportion to what each "
        "rule weighs, the product of its parts"
    )
    lines = paragraph(rule, width, indent=2, hang=4)
    for each in ruled:
        lines += paragraph(f"{each.name}: {each.probability_from}", width, indent=4, hang=6)
    return lines
