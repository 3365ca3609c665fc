"""Where the answer flips: root-finding by solving again along one figure at a time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from allocator.explanation.target import aim

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from allocator.explanation.target import Edge, Target
    from allocator.model.brief import Brief
    from allocator.model.limits import Side

GRID = 24
"""Steps in which a range is searched; a flip and its undoing within one step are not seen."""

FINE = 1e-5
"""How closely a flip is found, as a part of the range."""


class Switch(StrEnum):
    """What may flip: the sign of the tilt, whether trading is worth it, whether a limit binds."""

    TILT = "tilt"
    WORTH = "worth"
    BINDS = "binds"


class Figure(StrEnum):
    """What is varied: a scenario's probability, or how much a driver says."""

    PROBABILITY = "probability"
    SIZE = "size"


@dataclass(frozen=True, slots=True)
class Path:
    """
    One figure varied between `low` and `high`, now at `now`; `at` states the assignment there.

    `name` is the scenario's key or the driver. A driver's size is a multiple of what it says.
    """

    figure: Figure
    name: str
    now: float
    low: float
    high: float
    at: Callable[[float], Brief]


@dataclass(frozen=True, slots=True)
class Flip:
    """
    The nearest point below or above today's at which something switches.

    Attributes:
        figure: What is varied.
        name: Whose figure it is.
        now: The figure today.
        switch: What switches.
        limit: The limit concerned, where it is about one.
        inside: The last figure found, coming from today's, at which all is as today.
        outside: The first beyond it at which it is not; both were solved.
        becomes: The state there: the direction of the tilt, or 1 for yes and 0 for no.
        side: Which side of the limit, where it has two.
    """

    figure: Figure
    name: str
    now: float
    switch: Switch
    limit: str
    inside: float
    outside: float
    becomes: int
    side: Side | None = None

    @property
    def at(self) -> float:
        """The flip point, between the two."""
        return (self.inside + self.outside) / 2


def flips(path: Path) -> tuple[Flip, ...]:
    """
    Find the flips nearest to today's figure, on either side.

    Args:
        path: The figure, its range and the assignment at each value.

    Returns:
        The flips: of the tilt, of the worth of trading, then of limits by name.
    """
    target = lru_cache(maxsize=None)(lambda value: aim(path.at(value)))
    grid = np.linspace(path.low, path.high, GRID + 1).tolist()
    below = [path.now, *(value for value in reversed(grid) if value < path.now)]
    above = [path.now, *(value for value in grid if value > path.now)]
    edges = {edge for value in (*below, *above) for edge in target(value).edges}
    found: list[Flip] = []
    bounds = [(Switch.BINDS, edge) for edge in sorted(edges, key=_by_name_and_side)]
    for switch, edge in (*_GENERAL, *bounds):

        def state(value: float, switch: Switch = switch, edge: Edge = edge) -> int:
            return _state(target(value), switch, edge)

        for side in (below, above):
            bracket = first_change(side, state)
            if bracket is None:
                continue
            inside, outside = narrowed(*bracket, state, FINE * (path.high - path.low))
            about = (path.figure, path.name, path.now, switch, edge[0])
            found.append(Flip(*about, inside, outside, state(outside), edge[1]))
    return tuple(found)


_GENERAL: tuple[tuple[Switch, Edge], ...] = ((Switch.TILT, ("", None)), (Switch.WORTH, ("", None)))


def _by_name_and_side(edge: Edge) -> tuple[str, str]:
    """Order sides of limits."""
    return edge[0], edge[1] or ""


def first_change(
    values: Sequence[float], state: Callable[[float], int]
) -> tuple[float, float] | None:
    """Walk along values until the state is not that of the first; give the last step, or None."""
    start = state(values[0])
    for inside, outside in pairwise(values):
        if state(outside) != start:
            return inside, outside
    return None


def narrowed(
    inside: float, outside: float, state: Callable[[float], int], width: float
) -> tuple[float, float]:
    """Halve a step across which the state changes until it is no wider than `width`."""
    start = state(inside)
    while abs(outside - inside) > width:
        middle = (inside + outside) / 2
        if state(middle) == start:
            inside = middle
        else:
            outside = middle
    return inside, outside


def _state(target: Target, switch: Switch, edge: Edge) -> int:
    """Read what may switch off a target."""
    if switch is Switch.TILT:
        return target.direction
    return int(target.worth_trading if switch is Switch.WORTH else edge in target.edges)
