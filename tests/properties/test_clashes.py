"""Limits that clash: the set named is minimal, its remedies are enough, its text always the same."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from allocator.errors import InfeasiblePolicyError
from allocator.model.limit_keys import keys_of, moved, without
from allocator.model.policy import Limits, LinearLimit, Policy, Range
from allocator.model.portfolio import Account, AccountType
from allocator.optimize.clash import can_be_met, clash_of, in_order
from allocator.optimize.diagnose import explain_infeasible
from allocator.optimize.solve import optimise
from tests.situations import brief, holding, portfolio

ACCOUNTS = (
    Account("first", AccountType.TAXABLE, Decimal(5000)),
    Account("second", AccountType.ROTH, Decimal(1000)),
)
seeds = pytest.mark.parametrize("seed", range(3))
"""Seeds and no Hypothesis: one case is some fifty programs, too many to shrink a failure with."""


def clashing(seed):
    """Limits of many kinds, drawn so narrow that they do not fit together."""
    rng = np.random.default_rng(seed)
    while True:
        limits = drawn(rng)
        made = brief(held(), Policy(limits=limits), scenarios=())
        if not can_be_met(made, in_order(made)):
            return limits, made


def drawn(rng):
    low, cap, most, least, tech = (round(float(each), 2) for each in rng.uniform(0.02, 0.6, 5))
    of = (("Nasdaq-100", 1.0), ("Russell 2000", 0.5))
    return Limits(
        small_cap=Range(low, low + 0.05),
        split_tolerance=float(rng.choice([0.01, 0.05])),
        tracking_error=(None, Range(upper=0.01), Range(upper=0.05))[rng.integers(3)],
        turnover=(None, Range(upper=0.02), Range(upper=0.3))[rng.integers(3)],
        fund_weight=Range(upper=cap),
        index_weight=(("Russell 2000", Range(upper=most)), ("S&P 500", Range(lower=least))),
        linear=(LinearLimit("growth", Range(upper=tech), of=of),),
    )


def held():
    return portfolio(
        {},
        "0",
        holding("VOO", 60, "first"),
        holding("QQQ", 40, "first"),
        holding("IWM", 80, "second"),
        holding("AGG", 100, "second"),
        accounts=ACCOUNTS,
    )


def is_met(made, limits):
    """Whether the optimiser itself, which knows nothing of this search, finds a portfolio."""
    try:
        optimise(replace(made, policy=replace(made.policy, limits=limits)))
    except InfeasiblePolicyError:
        return False
    return True


@seeds
def test_the_clash_cannot_be_met_and_without_any_one_member_it_can(seed):
    limits, made = clashing(seed)
    clash = clash_of(made)
    alone = without(limits, *(key for key in keys_of(limits) if key not in clash.keys))
    assert not is_met(made, alone)
    assert all(is_met(made, without(alone, key)) for key in clash.keys)


@seeds
def test_remedies_are_enough_and_a_single_one_could_not_be_smaller(seed):
    limits, made = clashing(seed)
    error = explain_infeasible(made)
    named = {str(key): key for key in keys_of(limits)}
    together, sizes = limits, []
    for change in error.loosenings:
        key, now, needed = named[change.limit], float(change.now), float(change.needed)
        together = moved(together, key, needed)
        sizes.append(round(abs(needed - now), 6))
        if not error.jointly:
            assert is_met(made, moved(limits, key, needed))
            assert not is_met(made, moved(limits, key, needed + np.sign(now - needed) * 5e-4))
    assert sizes == sorted(sizes)
    assert is_met(made, together)


@seeds
def test_the_text_does_not_depend_on_the_order_of_anything(seed):
    limits, made = clashing(seed)
    turned = replace(limits, index_weight=limits.index_weight[::-1])
    given = held()
    shuffled = replace(given, accounts=given.accounts[::-1], holdings=given.holdings[::-1])
    other = brief(shuffled, Policy(limits=turned), scenarios=())
    assert str(explain_infeasible(made)) == str(explain_infeasible(other))
