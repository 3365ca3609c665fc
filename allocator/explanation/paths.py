"""The figures that are varied: each scenario's probability, each driver's size."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.beliefs.outlook import form_outlook
from allocator.explanation.flips import Figure, Path
from allocator.explanation.sizes import drivers_by_size, with_sizes
from allocator.pipeline.criterion import under_criterion
from allocator.pipeline.outcomes_drawn import under_outlook

if TYPE_CHECKING:
    from allocator.model.brief import Brief
    from allocator.model.proposal import Proposal
    from allocator.model.scenario import Scenario

SMALLEST, LARGEST = -4.0, 6.0
"""Sizes of a driver that are searched, as multiples of what it says today."""


NEVER_CERTAIN = 1e-4
"""The smallest probability that is searched where only being possible counts."""


def paths(proposal: Proposal) -> tuple[Path, ...]:
    """
    List what is varied for flip points.

    A scenario's probability goes from 0 to 1, the others keeping their proportions; the neutral
    mix stays. A driver's means are multiplied in every scenario, its uncertainty kept.

    Args:
        proposal: The answer.

    Returns:
        Scenarios by probability, then drivers by size, the largest first. None where there is
        nothing to vary.
    """
    brief = proposal.brief
    worlds = sorted(brief.outlook.worlds, key=lambda world: -world.scenario.probability)
    scenarios = tuple(world.scenario for world in brief.outlook.worlds)
    found = [
        _probability(proposal, scenarios, world.scenario)
        for world in worlds
        if 0 < world.scenario.probability < 1
    ]
    return (*found, *(_size(brief, driver) for driver in drivers_by_size(brief.outlook)))


def with_probability(
    scenarios: tuple[Scenario, ...], key: str, probability: float
) -> tuple[Scenario, ...]:
    """Give one scenario a probability; the others share the rest in the proportions they have."""
    others = sum(each.probability for each in scenarios if each.key != key)
    scale = (1 - probability) / others
    return tuple(
        replace(each, probability=probability if each.key == key else scale * each.probability)
        for each in scenarios
    )


def _probability(proposal: Proposal, scenarios: tuple[Scenario, ...], varied: Scenario) -> Path:
    """Vary the probability of one scenario."""
    brief = proposal.brief

    def at(probability: float) -> Brief:
        changed = with_probability(scenarios, varied.key, probability)
        objective = brief.policy.objective
        outlook = form_outlook(
            brief.household, brief.neutral, objective, proposal.snapshot, changed
        )
        return under_criterion(under_outlook(brief, outlook))

    # Where each scenario is looked at by itself, certainty is a jump: the others leave the set.
    edge = 0.0 if brief.policy.objective.criterion.mixes else NEVER_CERTAIN
    return Path(Figure.PROBABILITY, varied.key, varied.probability, edge, 1 - edge, at)


def _size(brief: Brief, driver: str) -> Path:
    """Vary how much a driver says."""
    return Path(
        Figure.SIZE,
        driver,
        1.0,
        SMALLEST,
        LARGEST,
        lambda size: under_criterion(with_sizes(brief, {driver: size})),
    )
