"""
Why no portfolio satisfies every limit, and the smallest change that would help.

First which limits clash; then one small program per limit of the clash, each with only that limit
soft. A single program that minimises the total slack has no unique answer and splits the blame at
random, so it is only the last resort.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil, inf
from typing import TYPE_CHECKING

from allocator.errors import CertificationError, Clashing, InfeasiblePolicyError, Loosening
from allocator.model.formulate import carry_out, formulate
from allocator.model.limit_keys import OWN, figure_of, key_of_reading, keys_of, moved
from allocator.model.limit_words import stated
from allocator.model.limits import Side, measure
from allocator.optimize.clash import LEAST_SLACK, can_be_met, clash_of, in_order
from allocator.optimize.clash_words import hard_words
from allocator.optimize.elastic import Hard, least_slack, untaxed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.limit_keys import LimitKey

STEP = 1e-4
"""Loosenings are rounded outwards to a hundredth of a percent, so that they are enough."""

ROOM = 0.01
"""Part of a step left as room: on the very edge a policy has one answer, or by a hair none."""

ROUNDS = 10
"""Most rounds in which a ratio is improved; two or three are usual."""


def explain_infeasible(brief: Brief) -> InfeasiblePolicyError:
    """
    Find which limits clash, which of them to loosen, and by how much.

    Args:
        brief: The assignment that cannot be met.

    Returns:
        The error to raise: the clash, and every single loosening that is enough on its own, the
        smallest first, else the least joint one.

    Raises:
        CertificationError: If the limits can be met, so that the solver is to blame.
    """
    clash = clash_of(brief)
    if clash is None:
        raise CertificationError("the solver gave no answer, and no limit explains why")
    limits = brief.policy.limits
    clashing = tuple(Clashing(stated(limits, key), str(key)) for key in clash.keys)
    clashing += tuple(Clashing(words) for words in hard_words(brief, clash))
    # What is enough alone is a member of every clash, so only those of this one are tried.
    alone = [found for key in clash.keys if (found := _alone(brief, key)) is not None]
    if alone or not clash.keys:
        return InfeasiblePolicyError(clashing, _ordered(brief, alone), jointly=False)
    return InfeasiblePolicyError(clashing, _ordered(brief, _jointly(brief)), jointly=True)


def _alone(brief: Brief, key: LimitKey) -> tuple[LimitKey, float] | None:
    """
    Find the least loosening of one limit, all others kept; None where none is enough.

    The share of small caps is a ratio, and a row with its figure inside: the best ratio is found by
    stating the best one so far and asking for better (Dinkelbach 1967).
    """
    figure, is_ratio = figure_of(brief.policy.limits, key), key.kind == "small_cap"
    elastic = _slacks(brief, (key,))
    for _ in range(ROUNDS if is_ratio else 1):
        floor = -1.0 if is_ratio else 0.0
        nearest = least_slack(_moved(brief, key, figure), Hard.all_of(brief), elastic, floor)
        found = {} if nearest is None else _needed(brief, nearest.z)
        if set(found) != {key}:
            return None
        settled = abs(found[key] - figure) < LEAST_SLACK
        figure = found[key]
        if settled:
            break
    change = (key, _rounded(brief, key, figure))
    return change if _is_enough(brief, (change,)) else None


def _jointly(brief: Brief) -> tuple[tuple[LimitKey, float], ...]:
    """Loosen limits together, by the least in all; none where that is not enough either."""
    nearest = least_slack(brief, Hard.all_of(brief), _slacks(brief, keys_of(brief.policy.limits)))
    found = {} if nearest is None else _needed(brief, nearest.z)
    changes = tuple((key, _rounded(brief, key, figure)) for key, figure in found.items())
    return changes if _is_enough(brief, changes) else ()


def _slacks(brief: Brief, keys: Iterable[LimitKey]) -> dict[str, str]:
    """Name the rows, norms and tails behind some keys; those of one limit share their slack."""
    program, wanted = formulate(untaxed(brief)), {key.name for key in keys}
    parts = [row.limit for row in program.rows] + [norm.limit for norm in program.norms]
    parts += [tail.limit for tail in program.tails]
    named = {part: key_of_reading(part, Side.UPPER).name for part in parts}
    return {part: name for part, name in named.items() if name in wanted}


def _needed(brief: Brief, z: Array) -> dict[LimitKey, float]:
    """Say what each broken limit would have to be for this portfolio to be allowed."""
    found: dict[LimitKey, float] = {}
    for reading in measure(brief, carry_out(brief, z)):
        if reading.violation <= LEAST_SLACK:
            continue
        below = reading.lower is not None and reading.value < reading.lower
        key = key_of_reading(reading.name, Side.LOWER if below else Side.UPPER)
        figure = reading.value
        if key.name == "split_tolerance":
            figure = max(found.get(key, 0.0), brief.policy.limits.split_tolerance + reading.breach)
        found[key] = figure * _unit(brief, key)
    return found


def _unit(brief: Brief, key: LimitKey) -> float:
    """Tell how many dollars a reading of one is, where the figure is in dollars."""
    return float(brief.household.value) if key.in_dollars else 1.0


def _rounded(brief: Brief, key: LimitKey, figure: float) -> float:
    """Round a figure outwards, with a little room."""
    step = 1.0 if key.in_dollars else STEP
    sign = -1 if key.side is Side.LOWER else 1
    now = figure_of(brief.policy.limits, key)
    steps = ceil(sign * (figure - now) / step + ROOM)
    return round(now + sign * steps * step, 10)


def _is_enough(brief: Brief, changes: tuple[tuple[LimitKey, float], ...]) -> bool:
    """Tell whether changes are such that the policy file takes them, and help."""
    at = brief
    for key, figure in changes:
        low, high = _range_of(key)
        if not low <= figure <= high:
            return False
        at = _moved(at, key, figure)
    return bool(changes) and can_be_met(at, in_order(at))


def _range_of(key: LimitKey) -> tuple[float, float]:
    """Tell between what a policy file may set a figure."""
    if key.in_dollars:
        return 0.0, inf
    return (-100.0, 100.0) if key.kind == OWN else (0.0, 1.0)


def _moved(brief: Brief, key: LimitKey, figure: float) -> Brief:
    """State the assignment with one figure of the policy moved."""
    limits = moved(brief.policy.limits, key, figure)
    return replace(brief, policy=replace(brief.policy, limits=limits))


def _ordered(brief: Brief, changes: Iterable[tuple[LimitKey, float]]) -> tuple[Loosening, ...]:
    """Put the smallest change first, in points of the portfolio; by key where two are equal."""
    limits = brief.policy.limits

    def size(change: tuple[LimitKey, float]) -> tuple[float, str]:
        key, needed = change
        points = abs(needed - figure_of(limits, key)) / _unit(brief, key)
        return round(points, 6), str(key)

    return tuple(
        Loosening(str(key), _spelled(key, figure_of(limits, key)), _spelled(key, needed))
        for key, needed in sorted(changes, key=size)
    )


def _spelled(key: LimitKey, figure: float) -> str:
    """Write a figure as the policy file has it."""
    return f"{figure:.2f}".removesuffix(".00") if key.in_dollars else f"{figure:.10g}"
