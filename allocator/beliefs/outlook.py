"""From scenarios to one outlook: each world blended on its own, then mixed by probability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.beliefs.equilibrium import equilibrium
from allocator.beliefs.stress import stressed
from allocator.beliefs.world import blend
from allocator.model.assets import AssetClass
from allocator.model.outlook import Outlook, World

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.household import Household, Mix
    from allocator.model.policy import Objective
    from allocator.model.scenario import Scenario
    from allocator.model.snapshot import Snapshot


def form_outlook(
    household: Household,
    neutral: Mix,
    objective: Objective,
    snapshot: Snapshot,
    scenarios: tuple[Scenario, ...],
) -> Outlook:
    """
    Mix the worlds: mean = sum p mean_s; covariance = sum p (risk_s + M_s) + spread of the means.

    Args:
        household: The J indexes in question.
        neutral: The mix that the prior is reverse-optimised from.
        objective: delta and tau.
        snapshot: The plain risk and what the drivers read.
        scenarios: The worlds; their probabilities sum to one. Without any, the prior stands.

    Returns:
        The outlook over the household's indexes, returns in excess of cash.
    """
    base = snapshot.risk.among(household.index_names)
    equity = household.members(AssetClass.EQUITY)
    p = np.array([scenario.probability for scenario in scenarios]) if scenarios else np.ones(1)
    risks = [stressed(base, equity, s.stress) for s in scenarios] if scenarios else [base]
    without_views = _average(p, risks) + objective.tau * base
    prior = equilibrium(
        neutral.weights, without_views, objective.risk_aversion, household.index_fees
    )
    worlds = tuple(
        blend(scenario, household, snapshot, prior, objective.tau) for scenario in scenarios
    )
    if not worlds:
        return Outlook(prior, prior, without_views, objective.tau * base, {}, (), ())
    return mixture(prior, p, worlds)


def _average(p: Array, matrices: list[Array]) -> Array:
    """Average matrices with weights `p`."""
    average: Array = np.einsum("s,sij->ij", p, np.array(matrices))
    return average


def mixture(prior: Array, p: Array, worlds: tuple[World, ...], *, between: bool = True) -> Outlook:
    """
    Mix blended worlds into one outlook.

    Args:
        prior: Equilibrium mean, shape (J,).
        p: What each world counts, shape (S,), summing to one.
        worlds: The S worlds.
        between: Whether the distance between the worlds' means is a risk of its own. It is where
            nobody knows which of them holds; it is none where each is looked at by itself.
    """
    means = np.array([world.mean for world in worlds])
    uncertainty = _average(p, [world.uncertainty for world in worlds])
    if between:
        uncertainty = uncertainty + between_worlds(p, means)
    drivers = sorted({name for world in worlds for name in world.contributions})
    nothing = np.zeros_like(prior)
    parts = {
        name: sum(
            (q * w.contributions.get(name, nothing) for q, w in zip(p, worlds, strict=True)),
            nothing,
        )
        for name in drivers
    }
    risk = _average(p, [world.risk for world in worlds])
    counted = tuple(map(float, p))
    return Outlook(prior, p @ means, risk + uncertainty, uncertainty, parts, worlds, counted)


def between_worlds(p: Array, means: Array) -> Array:
    """Take the covariance of the worlds' means, shape (J, J), of means of shape (S, J)."""
    apart = means - p @ means
    spread: Array = np.einsum("s,si,sj->ij", p, apart, apart)
    return spread
