"""What a question of the kind "what if" changes: one figure, by its key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alteration:
    """
    One value of the policy or of a scenario, under its key, before and after.

    None stands for no such value. `follows` says that nobody asked for it: it is a probability
    that was rescaled, so that all sum to one.
    """

    key: str
    before: object
    after: object
    follows: bool
