"""What each scenario makes of the answer, how the criterion weighs them, and what is not known."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from allocator.beliefs.outlook import between_worlds
from allocator.model.nats import reach
from allocator.model.policy import Criterion
from allocator.model.views import SMALL_MINUS_LARGE
from allocator.report.numbers import bps, percent, signed_percent
from allocator.report.table import paragraph, table

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.outlook import Outlook, World
    from allocator.model.proposal import Proposal

TITLE = "Worth in each scenario, a year over cash, less what risk and trading cost"
_HEADS = ("counts", "proposal", "nothing", "best", "regret")


def outcome_lines(proposal: Proposal, width: int) -> list[str]:
    """Tabulate what each scenario makes of the proposal, of doing nothing, and of hindsight."""
    worlds = proposal.brief.outlook.worlds
    if not worlds:
        return []
    names = {world.scenario.key: world.scenario.name for world in worlds}
    rows = [("", *_HEADS)]
    rows += [
        (
            names[each.scenario],
            percent(each.counted),
            signed_percent(each.proposed, 2),
            signed_percent(each.nothing, 2),
            signed_percent(each.best, 2),
            bps(each.regret),
        )
        for each in sorted(proposal.outcomes, key=lambda each: -each.counted)
    ]
    said = (
        "Best is the portfolio one would hold had one known that this scenario comes, regret what "
        f"the proposal falls short of it. {criterion_in_words(proposal.brief)}"
    )
    return [
        *paragraph(TITLE, width),
        *table(rows, "lrrrrr", width),
        *paragraph(said, width, indent=2),
    ]


def criterion_in_words(brief: Brief) -> str:
    """Say how the policy's criterion weighs the scenarios."""
    objective, worlds = brief.policy.objective, brief.outlook.worlds
    match objective.criterion:
        case Criterion.EXPECTED:
            return "Criterion 'expected': each counts by its probability."
        case Criterion.WORST_CASE:
            return (
                "Criterion 'worst_case': the target does best where the portfolio does worst; "
                "probabilities count only as above or below zero."
            )
        case Criterion.REGRET:
            return (
                "Criterion 'regret': the largest regret of the target is as small as can be; "
                "probabilities count only as above or below zero."
            )
        case Criterion.ROBUST:
            return _robust_in_words(objective.radius_nats, worlds)


def _robust_in_words(radius: float, worlds: tuple[World, ...]) -> str:
    """Say what a radius lets the likeliest scenario count."""
    likeliest = max(world.scenario.probability for world in worlds)
    least, most = reach(likeliest, radius)
    return (
        f"Criterion 'robust': the worst probabilities within {radius:g} nats of the "
        f"stated ones count; that lets one of {percent(likeliest)} count "
        f"{percent(least)} to {percent(most)}, the others keeping their proportions."
    )


def doubt_lines(proposal: Proposal, width: int) -> list[str]:
    """Say how far the expected small over large is not known, within worlds and between them."""
    outlook = proposal.brief.outlook
    if not outlook.worlds:
        return []
    within, between = spread_doubt(proposal.brief, outlook)
    both = sqrt(within**2 + between**2)
    said = (
        f"What is not known of that expectation: {percent(both)} (one standard deviation), of "
        f"which {percent(within)} within the scenarios and {percent(between)} between them "
        "(squares add)."
    )
    return paragraph(said, width, indent=2)


def spread_doubt(brief: Brief, outlook: Outlook) -> tuple[float, float]:
    """
    Split the doubt about the expected Russell 2000 less S&P 500.

    Returns:
        Standard deviations a year: of the mean within scenarios, averaged, or of the prior's where
        there are none; and of the scenarios' means around the mixture's.
    """
    legs = dict(SMALL_MINUS_LARGE.legs)
    row = np.array([legs.get(name, 0.0) for name in brief.household.index_names])
    if not outlook.worlds:
        return sqrt(_variance(row, outlook.uncertainty)), 0.0
    p, means = np.array(outlook.counted), np.array([world.mean for world in outlook.worlds])
    within = sum(
        q * _variance(row, world.uncertainty) for q, world in zip(p, outlook.worlds, strict=True)
    )
    return sqrt(within), sqrt(_variance(row, between_worlds(p, means)))


def _variance(row: Array, covariance: Array) -> float:
    """Take the variance of a spread."""
    return max(0.0, float(row @ covariance @ row))
