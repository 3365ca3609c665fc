"""Why there is no answer in whole shares: the limits without which, one at a time, there is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.errors import CertificationError, Clashing, NoWholeShareAnswerError
from allocator.model.limit_keys import LimitKey, keys_of, without
from allocator.model.limit_words import stated
from allocator.trades.whole_shares import round_to_shares

if TYPE_CHECKING:
    from collections.abc import Iterator

    from allocator.model.brief import Brief
    from allocator.model.policy import Policy
    from allocator.model.solution import Solution


def explain_no_shares(brief: Brief, solution: Solution) -> NoWholeShareAnswerError:
    """
    Find the limits without which, one at a time, there is an answer in whole shares.

    Args:
        brief: The assignment that has an answer in fractions of a share only.
        solution: That answer.

    Returns:
        The error to raise.
    """
    culprits = tuple(
        culprit
        for culprit, policy in _one_left_out(brief.policy)
        if _has_answer(replace(brief, policy=policy), solution)
    )
    dearest = max(position.price for position in brief.household.positions)
    return NoWholeShareAnswerError(f"${dearest:,.2f}", f"${brief.household.value:,.2f}", culprits)


def _one_left_out(policy: Policy) -> Iterator[tuple[Clashing, Policy]]:
    """List policies that lack one limit each; first those that only whole shares know."""
    limits, trading = policy.limits, policy.trading
    keys = [LimitKey("trades")] if limits.trades is not None else []
    keys += [LimitKey("min_position")] if limits.min_position else []
    if trading.min_trade:
        words = f"no trade below ${trading.min_trade:,.0f}"
        free = replace(trading, min_trade=Decimal(0))
        yield Clashing(words, "trading.min_trade"), replace(policy, trading=free)
    for key in (*keys, *sorted(keys_of(limits), key=str)):
        yield Clashing(stated(limits, key), str(key)), replace(policy, limits=without(limits, key))


def _has_answer(brief: Brief, solution: Solution) -> bool:
    """Tell whether an answer is found; a search that ends without a proof found none."""
    try:
        round_to_shares(brief, solution)
    except (CertificationError, NoWholeShareAnswerError):
        return False
    return True
