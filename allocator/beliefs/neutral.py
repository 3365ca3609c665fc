"""The neutral mix: what is held when there are no views."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from allocator.model.assets import AssetClass
from allocator.model.household import Mix
from allocator.model.limits import seen_through

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.household import Household
    from allocator.model.policy import Policy

MOSTLY_SMALL = 0.5
"""An index with at least this small-cap share is a small-cap index; the others are the rest."""


def neutral_mix(household: Household, policy: Policy, led_to: Household | None = None) -> Mix:
    """
    State the mix that the policy asks for without any views.

    The weights named in the policy, if it names any. Otherwise the household's own split between
    asset classes, as it was before money was put in or taken out, with the look-through small-cap
    share of equity moved to the policy's figure:
    the small-cap indexes keep their proportions among themselves, and so do the others. The
    least cash reserve is set aside first.

    Args:
        household: What is held, seen through to indexes.
        policy: `neutral` and the cash reserve.
        led_to: Where the proportions inside equity are taken from, if not from `household`: the
            same household after trades.

    Returns:
        Index weights, shape (J,), and cash.
    """
    if policy.neutral.weights:
        named = dict(policy.neutral.weights)
        weights = np.array([named.get(name, 0.0) for name in household.index_names])
        return Mix(weights, named.get("cash", 0.0))
    held, raw_cash = _as_held(household)
    equity = household.members(AssetClass.EQUITY)
    weights = held.weights * (1 - equity)
    total = float(equity @ held.weights)
    if total > 0:
        source = led_to or household
        inside = source.exposure @ source.weights * equity
        weights = weights + total * _equity_mix(household, inside, policy)
    return _with_reserve(Mix(weights, held.cash), raw_cash, policy)


def _as_held(household: Household) -> tuple[Mix, float]:
    """See what is held through to indexes, without money that comes or goes, and its raw cash."""
    held = seen_through(household, household.weights, household.cash)
    raw_cash, before = float(household.cash.sum()), 1.0 - household.flow
    if before <= 0:
        return held, raw_cash
    mix = Mix(held.weights / before, (held.cash - household.flow) / before)
    return mix, (raw_cash - household.flow) / before


def _equity_mix(household: Household, held: Array, policy: Policy) -> Array:
    """Split one dollar of equity so that its small-cap share is the policy's, shape (J,)."""
    small_shares = household.small_shares
    is_small = (small_shares >= MOSTLY_SMALL) & (household.members(AssetClass.EQUITY) > 0)
    small = _proportions(household, held * is_small, "Russell 2000")
    rest = _proportions(household, held * ~is_small, "S&P 500")
    within_small, within_rest = float(small_shares @ small), float(small_shares @ rest)
    if within_small <= within_rest:
        return _proportions(household, held, "S&P 500")
    part = (policy.neutral.small_cap_share - within_rest) / (within_small - within_rest)
    part = min(1.0, max(0.0, part))
    mix: Array = part * small + (1 - part) * rest
    return mix


def _proportions(household: Household, held: Array, fallback: str) -> Array:
    """Scale what is held to one dollar; with nothing held, the whole dollar goes to `fallback`."""
    long: Array = np.maximum(held, 0.0)
    total = float(long.sum())
    if total > 0:
        return long / total
    return np.array([float(name == fallback) for name in household.index_names])


def _with_reserve(mix: Mix, raw_cash: float, policy: Policy) -> Mix:
    """Raise cash to the policy's least reserve, taking from everything else alike."""
    least = policy.limits.cash_reserve.lower or 0.0
    short = least - raw_cash
    invested = 1.0 - raw_cash
    if short <= 0 or invested <= 0:
        return mix
    kept = 1 - short / invested
    owed = mix.cash - raw_cash
    return Mix(mix.weights * kept, least + owed * kept)
