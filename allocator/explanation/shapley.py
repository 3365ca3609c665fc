"""What each player of a game adds, averaged over every order in which they could join."""

from __future__ import annotations

from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.model.arrays import Array


def shapley(players: tuple[str, ...], value: Callable[[frozenset[str]], Array]) -> dict[str, Array]:
    """
    Divide what all players reach together among them (Shapley 1953).

    The parts add up to value(all) - value(nobody); players who add the same to every coalition
    get the same; one who adds nothing to any gets nothing.

    Args:
        players: Their names, n of them.
        value: What a coalition reaches; asked once for each of the 2^n.

    Returns:
        The part of each player, shaped as the values are.

    References:
        L. Shapley (1953), "A Value for n-Person Games", Contributions to the Theory of Games 2.

    Example:
        Left and right glove: either alone is worth nothing, the pair is worth 1.

        >>> import numpy as np
        >>> parts = shapley(("left", "right"), lambda who: np.array(float(len(who) == 2)))
        >>> float(parts["left"]), float(parts["right"])
        (0.5, 0.5)
    """
    n = len(players)
    worth = {
        frozenset(chosen): value(frozenset(chosen))
        for size in range(n + 1)
        for chosen in combinations(players, size)
    }
    parts = {player: 0 * worth[frozenset()] for player in players}
    for coalition, reached in worth.items():
        size = len(coalition)
        for player in players:
            if player in coalition:
                continue
            orders = factorial(size) * factorial(n - size - 1) / factorial(n)
            parts[player] = parts[player] + orders * (worth[coalition | {player}] - reached)
    return parts
