"""From scenarios to one outlook: each world blended on its own, then mixed by probability."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from allocator.beliefs.black_litterman import black_litterman
from allocator.beliefs.equilibrium import equilibrium
from allocator.beliefs.flow import flow
from allocator.beliefs.own_view import Ground, own_view
from allocator.beliefs.rate_cycle import rate_cycle
from allocator.beliefs.stress import stressed
from allocator.beliefs.valuation import valuation
from allocator.errors import InputError
from allocator.model.assets import AssetClass
from allocator.model.outlook import Outlook, World
from allocator.model.views import Component, Silence, View, add_up

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.household import Household, Mix
    from allocator.model.policy import Objective
    from allocator.model.scenario import RateCycleInput, Scenario
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


def blend(
    scenario: Scenario, household: Household, snapshot: Snapshot, prior: Array, tau: float
) -> World:
    """
    Blend one scenario's views into the prior, and split the shift by driver.

    The shift is linear in what each driver expects, so blending one driver's part of the views
    into a prior of zero gives that driver's part of the shift, exactly. What drivers say of one
    spread is one row; a user's own view is a row of its own, a rival measurement.

    Args:
        scenario: The world.
        household: The J indexes in question.
        snapshot: The plain risk and what the drivers read.
        prior: Equilibrium mean, shape (J,).
        tau: Scale of the uncertainty of the prior mean.

    Returns:
        The world with its views.

    Raises:
        InputError: If a user's view is implausible, or two certain ones contradict each other.
    """
    base = snapshot.risk.among(household.index_names)
    said = _heard(scenario, snapshot, household.index_names)
    ground = Ground(household.index_names, prior, base, tau)
    own = [
        own_view(view, snapshot, ground, f"scenario {scenario.key}: view {view.name!r}")
        for view in scenario.views
    ]
    views = (
        *add_up(tuple(part for part in said if isinstance(part, Component))),
        *(View(part.spread, (part,)) for part in own if isinstance(part, Component)),
    )
    P = np.array([_legs(view, household) for view in views]).reshape(len(views), len(prior))
    Q = P @ prior + np.array([view.mean for view in views])
    Omega = np.diag([view.standard_deviation**2 for view in views])
    try:
        mean, uncertainty = black_litterman(prior, base, P, Q, Omega, tau)
    except InputError as failure:  # only a user's views can be certain, and so contradict
        place = f"scenario {scenario.key}: views"
        raise InputError(*(replace(each, place=place) for each in failure.problems)) from None
    contributions = {}
    for driver in sorted({part.driver for view in views for part in view.components}):
        q = [sum(c.mean for c in view.components if c.driver == driver) for view in views]
        contributions[driver], _ = black_litterman(0 * prior, base, P, q, Omega, tau)
    return World(
        scenario=scenario,
        views=views,
        mean=mean,
        risk=stressed(base, household.members(AssetClass.EQUITY), scenario.stress),
        uncertainty=uncertainty,
        contributions=contributions,
        silent={part.driver: part.reason for part in (*said, *own) if isinstance(part, Silence)},
    )


def _heard(
    scenario: Scenario, snapshot: Snapshot, held: tuple[str, ...]
) -> list[Component | Silence]:
    """Ask each driver that the scenario speaks to; a driver may speak of several spreads."""
    said: list[Component | Silence | tuple[Component, ...]] = []
    if scenario.rate_cycle:
        said.append(_rate_cycle(snapshot, scenario.rate_cycle))
    if scenario.flow:
        said.append(flow(snapshot, scenario.flow, held))
    if scenario.valuation:
        said.append(valuation(snapshot, scenario.valuation, held))
    return [part for each in said for part in (each if isinstance(each, tuple) else (each,))]


@lru_cache(maxsize=32)
def _rate_cycle(snapshot: Snapshot, given: RateCycleInput) -> Component | Silence:
    """Ask the rate cycle once for each input: reading the phase is half the work of a blend."""
    return rate_cycle(snapshot, given)


def _legs(view: View, household: Household) -> list[float]:
    """Spell a view as a row of P."""
    legs = dict(view.spread.legs)
    return [legs.get(name, 0.0) for name in household.index_names]
