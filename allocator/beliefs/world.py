"""One scenario after blending: its views, its posterior, and the part each driver has in it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from allocator.beliefs.black_litterman import gain_of
from allocator.beliefs.flow import flow
from allocator.beliefs.own_view import Ground, own_view
from allocator.beliefs.rate_cycle import rate_cycle
from allocator.beliefs.stress import stressed
from allocator.beliefs.valuation import valuation
from allocator.errors import InputError
from allocator.model.assets import AssetClass
from allocator.model.outlook import World
from allocator.model.views import Component, Silence, View, add_up

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.household import Household
    from allocator.model.scenario import RateCycleInput, Scenario
    from allocator.model.snapshot import Snapshot


def blend(
    scenario: Scenario, household: Household, snapshot: Snapshot, prior: Array, tau: float
) -> World:
    """
    Blend one scenario's views into the prior, and split the shift by driver.

    The shift is linear in what each driver expects, so each has its part of it, exactly. What
    drivers say of one spread is one row; a user's own view is a row of its own, a rival
    measurement.

    Args:
        scenario: The world.
        household: The J indexes in question.
        snapshot: The plain risk and what the drivers read.
        prior: Equilibrium mean, shape (J,).
        tau: Scale of the uncertainty of the prior mean.

    Returns:
        The world with its views.

    Raises:
        InputError: If two certain views of the user contradict each other.
    """
    base = snapshot.risk.among(household.index_names)
    said = _heard(scenario, snapshot, household.held_names)
    ground = Ground(household.index_names, prior, base, tau)
    own = [own_view(view, snapshot, ground) for view in scenario.views]
    said, own = (_about(household.index_names, parts) for parts in (said, own))
    views = (
        *add_up(tuple(part for part in said if isinstance(part, Component))),
        *(View(part.spread, (part,)) for part in own if isinstance(part, Component)),
    )
    gain, uncertainty = _gain(views, ground, f"scenario {scenario.key}: views")
    return World(
        scenario=scenario,
        views=views,
        mean=prior + gain @ np.array([view.mean for view in views]),
        risk=stressed(base, household.members(AssetClass.EQUITY), scenario.stress),
        uncertainty=uncertainty,
        contributions=_contributions(views, gain),
        silent={part.driver: part.reason for part in (*said, *own) if isinstance(part, Silence)},
    )


def _about(indexes: tuple[str, ...], said: list[Component | Silence]) -> list[Component | Silence]:
    """Leave out what is about an index that is not in question, and say so."""
    return [
        Silence(part.driver, f"{part.spread} is not in question: no scenario that counts names it")
        if isinstance(part, Component) and {name for name, _ in part.spread.legs} - set(indexes)
        else part
        for part in said
    ]


def _gain(views: tuple[View, ...], ground: Ground, place: str) -> tuple[Array, Array]:
    """Find what each view adds to the mean per unit, shape (J, K), and the doubt that is left."""
    P = np.array([ground.row(dict(view.spread.legs)) for view in views])
    Omega = np.diag([view.standard_deviation**2 for view in views])
    try:
        return gain_of(ground.risk, P.reshape(len(views), len(ground.prior)), Omega, ground.tau)
    except InputError as failure:  # only a user's views can be certain, and so contradict
        raise InputError(*(replace(each, place=place) for each in failure.problems)) from None


def _contributions(views: tuple[View, ...], gain: Array) -> dict[str, Array]:
    """Split the shift of the mean by driver, each of shape (J,)."""
    drivers = sorted({part.driver for view in views for part in view.components})
    said = {
        driver: [sum(c.mean for c in view.components if c.driver == driver) for view in views]
        for driver in drivers
    }
    return {driver: gain @ np.array(q) for driver, q in said.items()}


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
