"""An outlook in which drivers say more or less than they do, or nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from allocator.beliefs.outlook import mixture
from allocator.pipeline.outcomes_drawn import under_outlook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from allocator.model.brief import Brief
    from allocator.model.outlook import Outlook, World


def with_sizes(brief: Brief, sizes: Mapping[str, float]) -> Brief:
    """
    Multiply what drivers say, in every scenario, and mix the scenarios anew.

    Only the means are multiplied. How uncertain each driver is stays as it is, so that one that
    says nothing (size 0) still counts as an observation of nothing: taking it out altogether
    would make the other drivers count for more, and mix their parts with its own.

    Args:
        brief: The assignment.
        sizes: Driver to what its means are multiplied by; those not named stay.

    Returns:
        The assignment under that outlook.
    """
    outlook = brief.outlook
    if not outlook.worlds:
        return brief
    worlds = tuple(_resized(world, outlook, sizes) for world in outlook.worlds)
    between = brief.policy.objective.criterion.mixes
    mixed = mixture(outlook.prior, np.array(outlook.counted), worlds, between=between)
    return under_outlook(brief, mixed)


def drivers_by_size(outlook: Outlook) -> list[str]:
    """Name the drivers by the most that each adds to any index, the largest first."""
    sizes = {name: float(np.abs(part).max()) for name, part in outlook.contributions.items()}
    return sorted(sizes, key=lambda name: (-sizes[name], name))


def _resized(world: World, outlook: Outlook, sizes: Mapping[str, float]) -> World:
    """Move the mean of one world: it is linear in what each driver says."""
    parts = {name: sizes.get(name, 1.0) * part for name, part in world.contributions.items()}
    mean = outlook.prior + sum(parts.values(), np.zeros_like(outlook.prior))
    return replace(world, mean=mean, contributions=parts)
