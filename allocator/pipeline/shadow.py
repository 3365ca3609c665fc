"""What more room in a limit is worth, from the multipliers and from solving again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from allocator.errors import InfeasiblePolicyError
from allocator.model.assets import AssetClass
from allocator.model.limits import BINDING_WITHIN
from allocator.model.policy import Range
from allocator.model.solution import ShadowPrice
from allocator.optimize.again import solve_again

if TYPE_CHECKING:
    from allocator.model.brief import Brief
    from allocator.model.limits import Reading
    from allocator.model.policy import Limits
    from allocator.model.solution import Solution

STEP = 0.01
"""The loosening that is told: one point."""

NEAR = 1e-4
"""The step of the finite difference: the limit is moved by a hundredth of a point each way."""

NO_POLICY = frozenset({"long_only", "locks", "account_cash"})
"""Limits of arithmetic and of accounts, which no policy states."""


def shadow_prices(brief: Brief, solution: Solution) -> tuple[ShadowPrice, ...]:
    """
    Price every limit of the policy that the target stands on.

    Args:
        brief: The assignment.
        solution: Its target.

    Returns:
        One price a key of the policy, the most valuable first; none where nothing binds.
    """
    multipliers = _multipliers(brief, solution)
    found = [
        _price(brief, solution, key, multipliers.get(key.partition(".")[0], 0.0))
        for key in _binding_keys(solution)
    ]
    return tuple(sorted(found, key=lambda each: (-each.gain, each.key)))


def binding(solution: Solution) -> frozenset[str]:
    """Name the limits of the policy that a target stands on."""
    return frozenset(
        reading.name
        for reading in solution.readings
        if reading.binding and reading.name not in NO_POLICY and _is_asked(reading)
    )


def _is_asked(reading: Reading) -> bool:
    """Tell a limit that somebody set from cash that may not be negative."""
    return reading.name != "cash_reserve" or bool(reading.lower)


def _binding_keys(solution: Solution) -> tuple[str, ...]:
    """Name the keys of the policy whose figures the target stands on."""
    names = binding(solution)
    keys: list[str] = []
    for reading in solution.readings:
        if reading.name not in names:
            continue
        if reading.name.startswith("split_"):
            keys.append("split_tolerance")
            continue
        for side, edge in (("lower", reading.lower), ("upper", reading.upper)):
            if edge is not None and abs(reading.value - edge) <= BINDING_WITHIN:
                keys.append(f"{reading.name}.{side}")
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


def _price(brief: Brief, solution: Solution, key: str, multiplier: float) -> ShadowPrice:
    """Move one limit and solve again."""
    figure = _figure(brief.policy.limits, key)
    moved_to = _loosened(figure, key, STEP)
    gain = _objective(brief, key, moved_to) - solution.objective
    wider = _objective(brief, key, _loosened(figure, key, NEAR))
    try:
        tighter = _objective(brief, key, _loosened(figure, key, -NEAR))
        difference = (wider - tighter) / (2 * NEAR)
    except InfeasiblePolicyError:
        difference = (wider - solution.objective) / NEAR
    return ShadowPrice(key, figure, moved_to, gain, multiplier, difference)


def _figure(limits: Limits, key: str) -> float:
    """Read the figure of a key."""
    name, _, side = key.partition(".")
    held = getattr(limits, name)
    return float(getattr(held, side) if side else held)


def _loosened(figure: float, key: str, step: float) -> float:
    """Move a figure by a step towards more room, at most to where there is no limit."""
    return max(0.0, figure - step) if key.endswith(".lower") else figure + step


def _objective(brief: Brief, key: str, figure: float) -> float:
    """Solve again with one figure of the policy changed; everything else, b too, stays."""
    name, _, side = key.partition(".")
    held = getattr(brief.policy.limits, name)
    changes: dict[str, Any] = {side: figure}
    changes = {name: replace(held, **changes) if isinstance(held, Range) else figure}
    limits = replace(brief.policy.limits, **changes)
    moved = replace(brief, policy=replace(brief.policy, limits=limits))
    return solve_again(moved).objective
