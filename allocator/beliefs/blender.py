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
from allocator.beliefs.outlook import blend, form_outlook, mixture

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
        self._blended: dict[tuple[Scenario, float], Outlook] = {}

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
        alone = [self._alone(scenario, neutral, objective) for scenario in scenarios]
        p = np.array([scenario.probability for scenario in scenarios])
        risks = np.array([each.worlds[0].risk for each in alone])
        without_views = np.einsum("s,sij->ij", p, risks) + objective.tau * self._risk
        prior = equilibrium(neutral.weights, without_views, objective.risk_aversion, self._fees)

        def moved(scenario: Scenario, before: Outlook) -> World:
            """Put a world on the new prior: what drivers add to the old one stays."""
            if scenario.views:  # a user says what to expect in all, so the distance is new
                return blend(scenario, self._household, self._snapshot, prior, objective.tau)
            world = before.worlds[0]
            return replace(world, scenario=scenario, mean=prior + (world.mean - before.prior))

        return mixture(prior, p, tuple(map(moved, scenarios, alone)))

    def _alone(self, scenario: Scenario, neutral: Mix, objective: Objective) -> Outlook:
        """Blend one scenario as if it were certain, once."""
        certain = replace(scenario, probability=1.0)
        key = (certain, objective.tau)
        if key not in self._blended:
            self._blended[key] = form_outlook(
                self._household, neutral, objective, self._snapshot, (certain,)
            )
        return self._blended[key]
