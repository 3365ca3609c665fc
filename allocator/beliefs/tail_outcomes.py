"""
A year's returns, over and over, that a tail is measured on: drawn from the outlook, or past.

Drawn ones count both what may happen in each scenario and what is not known of its mean, so that
their mean and covariance are those that the objective weighs.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from allocator.model.arrays import frozen

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.outlook import Outlook
    from allocator.model.snapshot import WeeklyReturns

YEAR = 52
"""Weeks of a year."""


def drawn_years(outlook: Outlook, draws: int, seed: int) -> Array:
    """
    Draw years from the mixture of scenarios, each normal with its own mean and covariance.

    The random numbers depend on `seed`, `draws` and J alone, so a view that moves a little moves
    each draw a little. Draws come in antithetic pairs, z and -z (Hammersley and Morton 1956): the
    mean of each scenario is exact. Pairs are stratified by probability, in order of the scenarios'
    keys: each scenario has its share of them, to the nearest pair.

    Args:
        outlook: The scenarios at their stated probabilities, whatever a criterion counts: a limit
            is no matter of what is feared. Without scenarios the outlook itself is drawn from.
        draws: How many, S.
        seed: Of PCG64 (O'Neill 2014).

    Returns:
        Index returns over cash, shape (S, J), each as likely.
    """
    size, pairs = len(outlook.mean), (draws + 1) // 2
    normals = standard_normals(seed, pairs, size)
    worlds = sorted(outlook.worlds, key=lambda world: world.scenario.key)
    worlds = [world for world in worlds if world.scenario.probability > 0]
    means = [world.mean for world in worlds] or [outlook.mean]
    spreads = [world.risk + world.uncertainty for world in worlds] or [outlook.covariance]
    p = [world.scenario.probability for world in worlds] or [1.0]
    # The middle of each pair's stratum; the last edge is one but for the rounding of a sum.
    middles = (np.arange(pairs) + 0.5) / pairs
    place = np.searchsorted(np.cumsum(p)[:-1], middles, side="right")
    years = np.empty((2 * pairs, size))
    for number, (mean, spread) in enumerate(zip(means, spreads, strict=True)):
        own = np.flatnonzero(place == number)
        away = normals[own] @ np.linalg.cholesky(spread).T
        years[2 * own], years[2 * own + 1] = mean + away, mean - away
    return years[:draws]


@lru_cache(maxsize=8)
def standard_normals(seed: int, count: int, size: int) -> Array:
    """Draw independent standard normals, shape (count, size), the same for the same arguments."""
    generator = np.random.Generator(np.random.PCG64(seed))
    return frozen(generator.standard_normal((count, size)), count, size)


def past_years(weeks: WeeklyReturns, indexes: tuple[str, ...], cash: str) -> Array:
    """
    Compound every 52 weeks in a row into a year; years overlap, so few of them are independent.

    Args:
        weeks: Past weekly total returns.
        indexes: J indexes among them.
        cash: The index among them that stands for cash.

    Returns:
        Index returns over cash, shape (weeks - 51, J), oldest first, each as likely.
    """
    columns = [weeks.indexes.index(name) for name in (*indexes, cash)]
    logs = np.log1p(weeks.returns[:, columns])
    level = np.vstack([np.zeros(len(columns)), np.cumsum(logs, axis=0)])
    years = np.expm1(level[YEAR:] - level[:-YEAR])
    over: Array = years[:, :-1] - years[:, -1:]
    return over
