"""What is believed: the mixture over scenarios, and where each part of it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allocator.model.arrays import frozen, frozen_covariance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.model.arrays import Array
    from allocator.model.scenario import Scenario
    from allocator.model.views import View


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """
    One scenario after blending: its views, posterior mean (J,) and risk (J, J), per year.

    `contributions` splits the mean's distance from the prior by driver, each of shape (J,).
    `silent` says, for each driver without a component, why.
    """

    scenario: Scenario
    views: tuple[View, ...]
    mean: Array
    risk: Array
    uncertainty: Array
    contributions: Mapping[str, Array]
    silent: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """
    The mixture of all worlds over J indexes, per year; returns are in excess of cash.

    Attributes:
        prior: Equilibrium mean, shape (J,).
        mean: Mixture mean, shape (J,).
        covariance: What the optimiser weighs: risk, uncertainty of the mean, and the distance
            between worlds, shape (J, J).
        uncertainty: The covariance of the mean alone, within and between worlds, shape (J, J).
        contributions: Driver to its part of `mean - prior`, each of shape (J,); they sum to it.
        worlds: The S scenarios after blending.
        counted: What each of them counts in the mixture: its probability, or what the policy's
            criterion puts in its place; they sum to one.
    """

    prior: Array
    mean: Array
    covariance: Array
    uncertainty: Array
    contributions: Mapping[str, Array]
    worlds: tuple[World, ...]
    counted: tuple[float, ...]

    def __post_init__(self) -> None:
        """Copy, check and freeze the arrays."""
        size = len(self.prior)
        object.__setattr__(self, "prior", frozen(self.prior, size))
        object.__setattr__(self, "mean", frozen(self.mean, size))
        object.__setattr__(self, "covariance", frozen_covariance(self.covariance, size))
        object.__setattr__(self, "uncertainty", frozen(self.uncertainty, size, size))
