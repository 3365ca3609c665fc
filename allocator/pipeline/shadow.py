"""What more room in a limit is worth, from the multipliers and from solving again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from allocator.errors import CertificationError, InfeasiblePolicyError
from allocator.model.assets import AssetClass
from allocator.model.limit_keys import figure_of, key_of_reading, moved
from allocator.model.limits import Side
from allocator.model.solution import ShadowPrice
from allocator.optimize.again import solve_again

if TYPE_CHECKING:
    from allocator.model.brief import Brief
    from allocator.model.limit_keys import LimitKey
    from allocator.model.limits import Reading
    from allocator.model.solution import Solution

STEP = 0.01
"""The loosening that is told: one point."""

DOLLARS = 1000.0
"""The same of a limit in dollars."""

NEAR = 1e-4
"""The step of the finite difference: the limit is moved by a hundredth of a point each way."""

NO_POLICY = frozenset({"long_only", "locks", "account_cash"})
"""Limits of arithmetic and of accounts, which no policy states."""


def shadow_prices(brief: Brief, solution: Solution) -> tuple[ShadowPrice, ...]:
    """
    Price every limit of the policy that the target stands on.

    A soft limit is not among them: its price is stated, and its breach is part of the objective.

    Args:
        brief: The assignment.
        solution: Its target.

    Returns:
        One price a key of the policy, the most valuable first; none where nothing binds.
    """
    multipliers = _multipliers(brief, solution)
    settled = replace(brief, course=solution.course)
    found = [
        _price(settled, solution, key, multipliers.get(key.name, 0.0))
        for key in _binding_keys(solution)
    ]
    return tuple(sorted(found, key=lambda each: (-each.gain, str(each.key))))


def binding(solution: Solution) -> frozenset[str]:
    """Name the limits of the policy that a target stands on."""
    return frozenset(
        reading.name
        for reading in solution.readings
        if reading.binding and reading.name not in NO_POLICY and _is_asked(reading)
    )


def _is_asked(reading: Reading) -> bool:
    """Tell a hard limit that somebody set from a soft one, and from cash not to be negative."""
    return not reading.soft and (reading.name != "cash_reserve" or bool(reading.lower))


def _binding_keys(solution: Solution) -> tuple[LimitKey, ...]:
    """Name the figures of the policy that the target stands on."""
    names = binding(solution)
    keys = [
        key_of_reading(reading.name, side)
        for reading in solution.readings
        if reading.name in names
        for side in reading.stands_on
    ]
    return tuple(dict.fromkeys(keys))


def _multipliers(brief: Brief, solution: Solution) -> dict[str, float]:
    """
    Take the shadow prices by limit of the policy: one tolerance serves every asset class.

    The band of small caps moves with equity, which the program prices at the neutral mix's; the
    target may hold a little more or less.
    """
    found: dict[str, float] = {}
    for name, price in solution.shadow_prices.items():
        limit = "split_tolerance" if name.startswith("split_") else name
        found[limit] = found.get(limit, 0.0) + price
    household = brief.household
    equity = household.members(AssetClass.EQUITY)
    wanted = float(equity @ brief.neutral.weights)
    if "small_cap" in found and wanted > 0:
        found["small_cap"] *= float(equity @ household.exposure @ solution.weights) / wanted
    return found


def _price(brief: Brief, solution: Solution, key: LimitKey, multiplier: float) -> ShadowPrice:
    """Move one limit and solve again; a multiplier is per unit of a fraction of the portfolio."""
    figure = figure_of(brief.policy.limits, key)
    value = float(brief.household.value)
    step, near, unit = (DOLLARS, NEAR * value, value) if key.in_dollars else (STEP, NEAR, 1.0)
    moved_to = _loosened(figure, key, step)
    gain = _objective(brief, key, moved_to) - solution.objective
    wider = _objective(brief, key, _loosened(figure, key, near))
    try:
        tighter = _objective(brief, key, _loosened(figure, key, -near))
        difference = (wider - tighter) / (2 * near)
    except (InfeasiblePolicyError, CertificationError):
        # The case of the tax law that the target belongs to may end there before the limit does.
        difference = (wider - solution.objective) / near
    return ShadowPrice(key, figure, moved_to, gain, multiplier / unit, difference)


def _loosened(figure: float, key: LimitKey, step: float) -> float:
    """Move a figure by a step towards more room, at most to where there is no limit."""
    if key.side is not Side.LOWER:
        return figure + step
    return figure - step if figure < 0 else max(0.0, figure - step)


def _objective(brief: Brief, key: LimitKey, figure: float) -> float:
    """Solve again with one figure of the policy changed; everything else, b too, stays."""
    limits = moved(brief.policy.limits, key, figure)
    return solve_again(replace(brief, policy=replace(brief.policy, limits=limits))).objective
