"""The table of limits: units, the user's names, soft limits, and what more room is worth."""

from dataclasses import replace
from decimal import Decimal

from allocator.model.limit_keys import LimitKey
from allocator.model.limits import Reading, Side
from allocator.model.policy import Limits, LinearLimit, Policy, Range
from allocator.model.solution import LockPrice, ShadowPrice
from allocator.report.limits import limits
from allocator.report.shadow import priced

SOFT = LinearLimit("little tech", Range(upper=0.10), of=(("Nasdaq-100", 1.0),), price_bps=2.5)


def rows(proposal, *readings):
    """The lines of the table for some readings, spaces squeezed."""
    policy = Policy(limits=Limits(linear=(SOFT,)))
    made = replace(proposal, readings=readings, brief=replace(proposal.brief, policy=policy))
    return [" ".join(line.split()) for line in limits(made, 100)]


def test_gains_are_told_in_dollars(proposal):
    """Of $100,000."""
    said = rows(proposal, Reading("net_gains", 0.012, None, 0.05))
    assert "net gains realised this year $1,200 at most $5,000" in said


def test_a_soft_limit_says_by_how_much_it_is_broken_and_what_that_costs(proposal):
    """Two points above at 2.5 bps a point."""
    said = rows(proposal, Reading("limit.little tech", 0.12, None, 0.10, soft=True))
    assert "little tech 12.0% at most 10.0% soft, broken by 2.0%, costs 5.0 bps" in said


def test_a_soft_limit_that_holds_is_only_called_soft(proposal):
    said = rows(proposal, Reading("limit.little tech", 0.08, None, 0.10, soft=True))
    assert "little tech 8.0% at most 10.0% soft" in said


def test_indexes_and_tails_are_named(proposal):
    said = rows(
        proposal,
        Reading("index_weight.Russell 2000", 0.1, 0.05, 0.1),
        Reading("cvar", 0.15, None, 0.2),
    )
    assert "Russell 2000, of the portfolio 10.0% 5.0% to 10.0% binds" in said
    assert "loss in the worst 5% of years, mean 15.0% at most 20.0%" in said


def a_price(key, figure, moved_to):
    return priced(ShadowPrice(key, figure, moved_to, 2e-4, 0.02, 0.02))


def test_named_limits_are_priced_by_their_names():
    index = LimitKey("index_weight.Gold", Side.UPPER)
    assert a_price(index, 0.05, 0.06) == (
        "Raising the cap of 'Gold' from 5.0% to 6.0% adds 2.0 bps a year, found by solving again."
    )
    own = LimitKey("limit.little tech", Side.LOWER)
    assert a_price(own, 0.05, 0.04).startswith("Lowering the floor of 'little tech' from 5.0%")


def test_a_cap_on_gains_is_priced_in_dollars():
    said = a_price(LimitKey("net_gains"), float(Decimal(5000)), 6000.0)
    assert "Raising the cap on the year's net gains from $5,000 to $6,000 adds 2.0 bps" in said


def test_a_cap_on_the_tail_is_named():
    said = a_price(LimitKey("cvar", Side.UPPER), 0.2, 0.21)
    assert "the cap on the mean loss of the worst 5% of years from 20.0% to 21.0%" in said


def test_what_a_lock_costs_is_told_where_it_shows(proposal):
    locks = (LockPrice("Brokerage", "VOO", 0.00012), LockPrice("Brokerage", "AGG", 1e-6))
    said = " ".join(rows(replace(proposal, lock_prices=locks, shadow_prices=())))
    assert (
        "If VOO in Brokerage might be sold, the target would be worth 1.2 bps a year more." in said
    )
    assert "AGG in Brokerage might" not in said
