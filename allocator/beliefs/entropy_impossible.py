"""Which views cannot be met, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.beliefs.checks import refusal
from allocator.beliefs.entropy_room import conflict, reach

if TYPE_CHECKING:
    from collections.abc import Sequence

    from allocator.beliefs.entropy_room import Row
    from allocator.beliefs.entropy_views import View
    from allocator.errors import InputError
    from allocator.model.arrays import Array


def impossible(p: Array, rows: Sequence[Row], views: Sequence[View]) -> InputError:
    """
    Name the view that no probabilities satisfy, or views that contradict one another.

    Args:
        p: Prior probabilities, positive, shape (T,).
        rows: Linear rows that leave no room.
        views: The views that the rows serve.

    Returns:
        The error to raise.
    """
    named = conflict(p, rows)
    spelled = {view.place: f"a {view}".replace("a expect", "an expect") for view in views}
    if len(named) > 1:
        listed = "; ".join(f"{place}: {spelled[place]}" for place in named)
        message = f"these views contradict one another: {listed}"
        return refusal(", ".join(named), message, "any one of them can go; drop or loosen one")
    held = [row for row in rows if not row.view]
    own = [row for row in rows if row.view in named]
    low, high = reach(p, own[0].values, held)
    if own[0].per_bound < 0:
        low, high = -high, -low
    while_held = ", with the means and variances of the step before," if held else ""
    message = (
        f"no probabilities give {spelled[named[0]]}: it goes{while_held} from {low:g} to {high:g}"
    )
    return refusal(named[0], message, "choose a bound between the two")
