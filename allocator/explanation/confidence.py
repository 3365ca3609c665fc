"""How often the tilt would be the right way, if the posterior is right about its own doubt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from allocator.explanation.target import NO_TILT, neutral_share, tilt
from allocator.model.assets import AssetClass

if TYPE_CHECKING:
    from allocator.model.brief import Brief
    from allocator.model.solution import Solution


@dataclass(frozen=True, slots=True)
class Confidence:
    """
    The tilt as a fraction of equity, and the share of posterior draws that agree on its sign.

    `score` is the distance of the best tilt from none, in standard deviations.
    """

    tilt: float
    score: float
    share: float


def confidence(brief: Brief, solution: Solution) -> Confidence | None:
    """
    Find the share of draws of the expected returns whose best mix tilts the way the target does.

    Returns are drawn from N(mean, uncertainty) of the outlook. The best mix of a draw m, without
    costs and limits, is b + H^-1 (m - Pi), H = delta S + 2 lambda R, Pi = delta S b + fees. Its
    small-cap dollars beyond the neutral share of its equity are linear in m, so the share is
    exact, Phi of their mean in standard deviations, and there is no seed.

    Args:
        brief: The assignment.
        solution: Its target.

    Returns:
        The confidence, or None where the target has no tilt.
    """
    found, share = tilt(brief, solution), neutral_share(brief)
    if found is None or share is None or abs(found) <= NO_TILT:
        return None
    household, outlook, objective = brief.household, brief.outlook, brief.policy.objective
    equity = household.members(AssetClass.EQUITY)
    curvature = objective.risk_aversion * outlook.covariance
    fair = curvature @ brief.neutral.weights + household.index_fees
    curvature = curvature + 2 * objective.active_risk_aversion * brief.risk
    reach = np.linalg.solve(curvature, household.small_shares - share * equity)
    mean = float(reach @ (outlook.mean - fair))
    score = mean / float(np.sqrt(reach @ outlook.uncertainty @ reach))
    return Confidence(found, score, float(ndtr(np.sign(found) * score)))
