"""
The clock: contestants take turns inside one loop, so that drift of the machine hits all alike.

A time here is noisy and a ratio less so: each turn of one contestant is held against the same
turn of the other, and the median of those ratios is what is shown.
"""

from __future__ import annotations

import gc
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Timing(Generic[T]):
    """What one contestant took, in seconds, and what it answered, turn by turn."""

    seconds: tuple[float, ...]
    answers: tuple[T, ...]

    @property
    def median(self) -> float:
        """The median, in seconds."""
        return median(self.seconds)

    @property
    def middle_half(self) -> tuple[float, float]:
        """The first and the third quartile, in seconds."""
        first, _, third = quantiles(self.seconds, n=4, method="inclusive")
        return first, third

    def ratio_to(self, other: Timing[T]) -> float:
        """Take the median, over turns, of this time divided by the other's."""
        return median(a / b for a, b in zip(self.seconds, other.seconds, strict=True))


def alternate(
    contestants: Mapping[str, Callable[[int], T]], rounds: int, block: int = 1
) -> dict[str, Timing[T]]:
    """
    Time contestants side by side.

    In each round each contestant has `block` turns in a row, starting with another one every
    round. A turn that nobody counts comes first, for what is only done once.

    Args:
        contestants: By name; each is called with the number of the turn.
        rounds: How often all have their block.
        block: Turns of one contestant before the next has its own.

    Returns:
        By name, in the order given, `rounds * block` turns each.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    answers: dict[str, list[T]] = {name: [] for name in contestants}
    for contestant in contestants.values():
        contestant(0)
    order = list(contestants)
    for number in range(rounds):
        for name in order:
            gc.collect()
            gc.disable()  # or one contestant pays for the garbage of another
            for turn in range(number * block, (number + 1) * block):
                start = perf_counter()
                answer = contestants[name](turn)
                seconds[name].append(perf_counter() - start)
                answers[name].append(answer)
            gc.enable()
        order.append(order.pop(0))
    return {name: Timing(tuple(seconds[name]), tuple(answers[name])) for name in contestants}
