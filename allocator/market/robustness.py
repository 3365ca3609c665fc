"""How far what followed a phase depends on the choices of whoever looks: rules, days, and luck."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from allocator.market.episodes import episode_evidence
from allocator.model.rate_cycle import phase_entries
from allocator.model.views import Chance, PauseRule, Robustness, StartRange

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from allocator.market.episodes import Duel
    from allocator.model.arrays import Array
    from allocator.model.rate_cycle import Phase, RateChange
    from allocator.model.views import Episode, Evidence

PAUSES = (100, 120, 150, 180)
"""Quiet days that make a pause: the rule, 120, and others that are as defensible."""
SESSIONS = 21
"""A month of sessions, within which an announcement can be said to have been acted on."""
DRAWS, SEED = 20_000, 1979
"""Samples of random days: a p-value of 0.02 is known to 0.001."""


def robustness(
    evidence: Mapping[Phase, Evidence],
    duel: Duel,
    changes: tuple[RateChange, ...],
    as_of: date,
) -> Mapping[Phase, Robustness]:
    """
    Vary what was chosen: the length of a pause, the day an episode begins, and the days at all.

    Args:
        evidence: What followed entries into each phase.
        duel: What it was read from.
        changes: Announced changes of the policy rate.
        as_of: The last day whose news may be used.

    Returns:
        For each phase, what other choices would have given.
    """
    differences = duel.differences()
    by_rule = {days: episode_evidence(phase_entries(changes, as_of, days), duel) for days in PAUSES}
    return {
        phase: Robustness(
            pauses=tuple(PauseRule(days, by_rule[days][phase].episodes) for days in PAUSES),
            starts=tuple(start_range(episode, differences) for episode in found.episodes),
            sessions=SESSIONS,
            chance=chance(found, differences) if found.n > 1 else None,
        )
        for phase, found in evidence.items()
    }


def start_range(episode: Episode, differences: pd.Series[float]) -> StartRange:
    """
    Find how the difference of an episode varies over the days on which it could be begun.

    Args:
        episode: The episode.
        differences: Small minus large over the twelve months from each day.
    """
    begin = differences.index.searchsorted(pd.Timestamp(episode.start))
    near = differences.iloc[begin : begin + SESSIONS + 1]
    return StartRange(episode.start, float(near.min()), float(near.max()))


def chance(evidence: Evidence, differences: pd.Series[float]) -> Chance:
    """
    Set the mean of a sample against means of as many days that mean nothing.

    Args:
        evidence: Two episodes or more.
        differences: Small minus large over the twelve months from each day.

    Returns:
        One-sided p-values; that of random days counts the sample itself as one draw, so that none
        is zero (Davison and Hinkley 1997, section 4.3).
    """
    values = differences.to_numpy()
    own = differences.index.searchsorted(pd.DatetimeIndex([e.start for e in evidence.episodes]))
    excess = np.mean(evidence.differences) - values.mean()
    drawn = np.random.default_rng(SEED).integers(len(values), size=(DRAWS, len(own)))
    random = _beyond(values[drawn].mean(axis=1) - values.mean(), excess)
    moved = (own + np.arange(len(values))[:, np.newaxis]) % len(values)
    shifted = _beyond(values[moved].mean(axis=1) - values.mean(), excess)
    return Chance(
        random_dates=(1 + int(random.sum())) / (1 + DRAWS),
        draws=DRAWS,
        seed=SEED,
        shifted=float(shifted.mean()),
    )


def _beyond(found: Array, excess: float) -> Array:
    """Flag excesses over the average that are as large, on the same side; shape as `found`."""
    side = 1 if excess >= 0 else -1
    return np.asarray(side * found >= side * excess - 1e-12)
