"""Which limits clash: a set that cannot be met, though without any one of its members it can."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from allocator.model.limit_keys import LimitKey, keys_of, without
from allocator.optimize.elastic import Hard, least_slack

if TYPE_CHECKING:
    from allocator.model.brief import Brief

LEAST_SLACK = 1e-8
"""Slack below this is the solver's, not the policy's."""

_HARD_TO_PICTURE = ("tracking_error", "volatility", "cvar", "turnover", "split_tolerance")
"""Limits that are harder to picture than others: where there is a choice they are not named."""

SALES, PURCHASES, WASH_SALES = "sales", "purchases", "wash sales"
"""What may not be sold, nor bought, for locks, menus, kept lots; nor at a loss with kin bought."""

Member = LimitKey | int | str
"""A figure of the policy; an account, by number, that pays with its own cash; what is barred."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A minimal set of limits that exclude each other."""

    keys: tuple[LimitKey, ...]
    accounts: tuple[int, ...]
    sales: bool
    purchases: bool
    wash_sales: bool


def clash_of(brief: Brief) -> Clash | None:
    """
    Find limits that exclude each other, by a deletion filter (Chinneck and Dravnieks 1991).

    Each member in turn is left out; if what is left can still not be met, it is left out for good.
    What remains cannot be met, and without any one of its members it can. The order is fixed, so
    the answer is: where there is a choice, the limits that are easier to picture are named, and
    what no policy states before what it does.

    Args:
        brief: The assignment that cannot be met.

    Returns:
        The set, or None where everything can be met.
    """
    members = in_order(brief)
    if can_be_met(brief, members):
        return None
    kept = list(members)
    for member in members:
        rest = [each for each in kept if each != member]
        if not can_be_met(brief, rest):
            kept = rest
    return Clash(
        keys=tuple(sorted((each for each in kept if isinstance(each, LimitKey)), key=str)),
        accounts=tuple(each for each in kept if isinstance(each, int)),
        sales=SALES in kept,
        purchases=PURCHASES in kept,
        wash_sales=WASH_SALES in kept,
    )


def in_order(brief: Brief) -> list[Member]:
    """List all that must hold, in the order in which it is given up."""

    def rank(key: LimitKey) -> tuple[int, str]:
        last = len(_HARD_TO_PICTURE)
        hard = key.kind in _HARD_TO_PICTURE
        return _HARD_TO_PICTURE.index(key.kind) if hard else last, str(key)

    keys: list[Member] = [*sorted(keys_of(brief.policy.limits), key=rank)]
    return [*keys, WASH_SALES, PURCHASES, SALES, *range(len(brief.household.accounts))]


def can_be_met(brief: Brief, members: list[Member]) -> bool:
    """Tell whether some portfolio, in fractions of a share, meets all of these at once."""
    limits = brief.policy.limits
    dropped = [key for key in keys_of(limits) if key not in members]
    bare = replace(brief, policy=replace(brief.policy, limits=without(limits, *dropped)))
    hard = Hard(
        accounts=frozenset(each for each in members if isinstance(each, int)),
        sales=SALES in members,
        purchases=PURCHASES in members,
        wash_sales=WASH_SALES in members,
    )
    nearest = least_slack(bare, hard)
    return nearest is not None and nearest.slack <= LEAST_SLACK
