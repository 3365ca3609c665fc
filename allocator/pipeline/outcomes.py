"""What each scenario makes of the proposal, of doing nothing, and of hindsight."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.model.brief import utility
from allocator.model.proposal import Outcome
from allocator.optimize.again import solve_again
from allocator.pipeline.criterion import alone

if TYPE_CHECKING:
    from allocator.model.brief import Brief
    from allocator.model.course import Course
    from allocator.model.standing import Standing


def outcomes(brief: Brief, course: Course, standing: Standing) -> tuple[Outcome, ...]:
    """
    Value a portfolio in every scenario by itself.

    Args:
        brief: The assignment, with S scenarios.
        course: The case of the law that the answer belongs to; the best is looked for in it too.
        standing: The portfolio after the trades.

    Returns:
        S outcomes, in order of the scenarios. The best portfolio of each is the continuous one,
        within the same limits and at the same cost of trading.
    """
    found = []
    for world, counted in zip(brief.outlook.worlds, brief.outlook.counted, strict=True):
        certain = alone(brief, world)
        found.append(
            Outcome(
                scenario=world.scenario.key,
                counted=counted,
                proposed=utility(certain, standing).total,
                nothing=utility(certain, brief.today).total,
                best=solve_again(replace(certain, course=course)).objective,
            )
        )
    return tuple(found)
