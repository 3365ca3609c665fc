"""
Outlooks of one household over and over, each scenario blended only when it is new.

What a scenario adds to the prior, and how unsure it leaves us, depends on its own inputs and on tau
alone. Its probability, the neutral mix and the risk aversion move the prior and the mixture, which
cost little; so a thousand probabilities need one blending of each scenario.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.beliefs.equilibrium import equilibrium
from allocator.beliefs.outlook import form_outlook, mixture
from allocator.beliefs.world import blend

if TYPE_CHECKING:
    from allocator.model.household import Household, Mix
    from allocator.model.outlook import Outlook, World
    from allocator.model.policy import Objective
    from allocator.model.scenario import Scenario
    from allocator.model.snapshot import Snapshot


class Blender:
    """The outlooks of one household on one snapshot; they equal those of `form_outlook`."""

    def __init__(self, household: Household, snapshot: Snapshot) -> None:
        self._household = household
        self._snapshot = snapshot
        self._risk = snapshot.risk.among(household.index_names)
        self._fees = household.index_fees
        self._blended: dict[tuple[object, ...], World] = {}

    def outlook(
        self, neutral: Mix, objective: Objective, scenarios: tuple[Scenario, ...]
    ) -> Outlook:
        """
        Form an outlook from worlds blended before, as far as there are any.

        Args:
            neutral: The mix that the prior is reverse-optimised from.
            objective: delta and tau.
            scenarios: The worlds; their probabilities sum to one.

        Returns:
            What `form_outlook` gives for the same inputs, to the last bits of a float.
        """
        if not scenarios:
            return form_outlook(self._household, neutral, objective, self._snapshot, ())
        certain = [self._alone(scenario, objective.tau) for scenario in scenarios]
        p = np.array([scenario.probability for scenario in scenarios])
        risks = np.array([world.risk for world in certain])
        without_views = np.einsum("s,sij->ij", p, risks) + objective.tau * self._risk
        prior = equilibrium(neutral.weights, without_views, objective.risk_aversion, self._fees)

        def moved(scenario: Scenario, world: World) -> World:
            """Put a world on the prior: what drivers add to it does not depend on it."""
            if scenario.views:  # a user says what to expect in all, so the distance is new
                return blend(scenario, self._household, self._snapshot, prior, objective.tau)
            return replace(world, scenario=scenario, mean=prior + world.mean)

        return mixture(prior, p, tuple(map(moved, scenarios, certain)))

    def _alone(self, scenario: Scenario, tau: float) -> World:
        """Blend what drivers say in one scenario into a prior of zero, once."""
        said = (scenario.rate_cycle, scenario.valuation, scenario.flow, scenario.stress, tau)
        if said not in self._blended:
            drivers = replace(scenario, views=())
            nothing = np.zeros(len(self._household.indexes))
            self._blended[said] = blend(drivers, self._household, self._snapshot, nothing, tau)
        return self._blended[said]
