"""How far probabilities stray within so many nats, in words that can be checked by hand."""

from __future__ import annotations

from math import log

HALVINGS = 60
"""Steps that find an end of the range to the last bits of a float."""


def divergence(other: float, stated: float) -> float:
    """
    Measure the Kullback-Leibler divergence of one probability from another, in nats.

    Of an event and its contrary: q ln(q/p) + (1 - q) ln((1 - q)/(1 - p)).
    """
    pairs = ((other, stated), (1 - other, 1 - stated))
    return sum(q * log(q / p) for q, p in pairs if q > 0)


def reach(stated: float, radius: float) -> tuple[float, float]:
    """
    Give the least and the largest probability of an event within so many nats of the stated one.

    The rest of the probability keeps its proportions: that is what strays least.

    Args:
        stated: The probability, in [0, 1].
        radius: The most nats.

    Example:
        >>> [round(end, 3) for end in reach(0.25, 0.1)]
        [0.078, 0.457]
    """
    if not 0 < stated < 1:
        return stated, stated
    return _end(stated, 0.0, radius), _end(stated, 1.0, radius)


def _end(stated: float, beyond: float, radius: float) -> float:
    """Halve the way from the stated probability until the radius is met."""
    inside, outside = stated, beyond
    if divergence(outside, stated) <= radius:
        return outside
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        if divergence(middle, stated) <= radius:
            inside = middle
        else:
            outside = middle
    return inside
