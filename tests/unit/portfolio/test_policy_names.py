"""Names in a policy that the snapshot and the portfolio must know."""

from dataclasses import replace
from datetime import date

import pytest

from allocator.model.policy import (
    AccountRule,
    FundRules,
    Impact,
    Limits,
    LinearLimit,
    Policy,
    Range,
    Trading,
)
from allocator.model.portfolio import Transaction
from allocator.model.snapshot import SectorMix
from allocator.model.tax import Stance, TaxRules
from allocator.model.trades import Side
from allocator.portfolio.policy_names import policy_problems
from tests.situations import AS_OF, holding, market, portfolio

UPPER = Range(upper=0.1)
SECTORS = (SectorMix("S&P 500", (("Technology", 0.3), ("Energy", 0.1)), AS_OF, "made up"),)


def found_in(policy, *, held=None, **snapshot):
    found = policy_problems(policy, market(**snapshot), held or portfolio())
    return [(problem.place, problem.message, problem.remedy) for problem in found]


def limited(**parts):
    return Policy(limits=Limits(linear=(LinearLimit("mine", UPPER, **parts),)))


def test_a_policy_that_names_what_is_there_has_no_problem():
    policy = Policy(
        limits=Limits(
            index_weight=(("Gold", UPPER),),
            linear=(LinearLimit("mine", UPPER, (("S&P 500", 1.0),), sectors=(("Energy", 1.0),)),),
        ),
        trading=Trading(half_spread_bps=(("IWM", 1.0),), impact=Impact(1.0, (("VTWO", 1e9),))),
        tax=TaxRules(identical=(("VTI", "VOO"),)),
        funds=FundRules(
            prefer=(("Russell 2000", ("IWM", "VTWO")),), substitutes=(("IWM", ("IWN",)),)
        ),
        tags=(("cheap", ("VTWO",)),),
        accounts=(AccountRule("main", funds=("VOO",)),),
    )
    assert found_in(policy, sectors=SECTORS) == []


@pytest.mark.parametrize(
    ("policy", "place"),
    [
        (Policy(trading=Trading(half_spread_bps=(("VTOW", 1.0),))), "trading.half_spread_bps"),
        (Policy(trading=Trading(impact=Impact(1, (("VTOW", 1e9),)))), "trading.impact.volume"),
        (Policy(tax=TaxRules(identical=(("VTOW", "IWM"),))), "tax.identical"),
        (
            Policy(funds=FundRules(prefer=(("Russell 2000", ("VTOW",)),))),
            "funds.prefer.Russell 2000",
        ),
        (Policy(funds=FundRules(substitutes=(("VTOW", ("IWN",)),))), "funds.substitutes"),
        (Policy(funds=FundRules(substitutes=(("IWN", ("VTOW",)),))), "funds.substitutes.IWN"),
        (Policy(tags=(("cheap", ("VTOW",)),)), "tags.cheap"),
        (Policy(accounts=(AccountRule("main", funds=("VTOW",)),)), "account main: funds"),
    ],
)
def test_an_unknown_ticker_is_told_once_wherever_it_stands(policy, place):
    assert found_in(policy) == [
        (f"policy: {place}", "unknown ticker 'VTOW'", "did you mean 'VTWO'?")
    ]


def test_a_ticker_named_twice_under_one_key_is_told_once():
    policy = Policy(trading=Trading(do_not_buy=("VTOW", "VTOW")))
    assert len(found_in(policy)) == 1


def test_tickers_held_or_traded_are_known():
    bought = Transaction("main", date(2025, 12, 1), "OLD", Side.BUY, 1, None, None, "made-up:1")
    held = portfolio({}, "100", holding("MINE", 1, price=5, index="S&P 500"))
    policy = Policy(tax=TaxRules(identical=(("MINE", "OLD"),)))
    assert found_in(policy, held=replace(held, transactions=(bought,))) == []
    assert len(found_in(policy)) == 2


@pytest.mark.parametrize(
    ("policy", "place"),
    [
        (Policy(limits=Limits(index_weight=(("Russel 2000", UPPER),))), "limits.index_weight"),
        (limited(of=(("Russel 2000", 1.0),)), "limit mine: of"),
        (Policy(funds=FundRules(prefer=(("Russel 2000", ("IWM",)),))), "funds.prefer"),
    ],
)
def test_an_unknown_index_is_told_once(policy, place):
    """A fund preferred for an index that does not exist is no second mistake."""
    message = "no index is called 'Russel 2000'"
    assert found_in(policy) == [(f"policy: {place}", message, "did you mean 'Russell 2000'?")]


def test_an_unknown_sector_is_told_with_the_nearest():
    (problem,) = found_in(limited(sectors=(("Tecnology", 1.0),)), sectors=SECTORS)
    assert problem == (
        "policy: limit mine: sectors",
        "unknown sector 'Tecnology'",
        "did you mean 'Technology'?",
    )


def test_a_limit_on_sectors_needs_a_snapshot_that_has_them():
    ((place, message, _),) = found_in(limited(sectors=(("Technology", 1.0),)))
    assert place == "policy: limit mine: sectors"
    assert message == "the snapshot knows no sector of any index"


@pytest.mark.parametrize(
    ("index", "fund", "message"),
    [
        ("Russell 2000", "IWN", "IWN tracks Russell 2000 Value, not Russell 2000"),
        ("Russell 2000", "TNA", "TNA is never bought"),
        ("S&P 500", "MINE", "MINE is never bought"),
        ("Russell 2000", "IWM", "IWM is in trading.do_not_buy"),
    ],
)
def test_a_preferred_fund_must_track_its_index_and_be_for_sale(index, fund, message):
    held = portfolio({}, "100", holding("MINE", 1, price=5, index="S&P 500"))
    policy = Policy(
        funds=FundRules(prefer=((index, (fund,)),)), trading=Trading(do_not_buy=("IWM",))
    )
    ((place, said, _),) = found_in(policy, held=held)
    assert (place, said) == (f"policy: funds.prefer.{index}", message)


def substituting(one, other, **tax):
    return Policy(
        funds=FundRules(substitutes=((one, (other,)),)),
        tax=TaxRules(**tax),
        trading=Trading(do_not_buy=("IWN",)),
    )


@pytest.mark.parametrize(
    ("policy", "message"),
    [
        (substituting("IWM", "VTWO"), "VTWO counts as identical to IWM: a wash sale"),
        (substituting("IWM", "VTWO", wash_sales=Stance.SAME_FUND), None),
        (substituting("VTI", "VOO"), None),
        (
            substituting("VTI", "VOO", identical=(("VOO", "VTI"),), wash_sales=Stance.SAME_FUND),
            "VOO counts as identical to VTI: a wash sale",
        ),
        (
            substituting("VTI", "VOO", identical=(("VTI", "IVV"),)),
            "VOO counts as identical to VTI: a wash sale",
        ),
        (substituting("IWM", "IWN"), "IWN is in trading.do_not_buy"),
        (substituting("VTI", "TNA"), "TNA is never bought"),
    ],
)
def test_a_substitute_must_not_make_a_wash_sale_and_be_for_sale(policy, message):
    """IVV and VOO track one index: whatever is identical to IVV is identical to VOO."""
    assert [said for _, said, _ in found_in(policy)] == [message] * bool(message)
