"""Locks on sales: each is worth what solving again without it finds, and never less than nothing."""

from dataclasses import replace

import pytest

from allocator.model.policy import Limits, Policy, Range, Trading
from allocator.model.portfolio import Lock
from allocator.optimize.again import solve_again
from allocator.pipeline import locks
from allocator.pipeline.locks import lock_prices
from tests.situations import brief, holding, portfolio

BAND = Policy(limits=Limits(small_cap=Range(0.0, 0.2)))


def held(*locked, **shares):
    each = [
        holding(s, n, lock=Lock.NO_SELL if s in locked else Lock.NONE) for s, n in shares.items()
    ]
    return portfolio({}, "2000", *each)


def priced(policy, files):
    given = brief(files, policy)
    return lock_prices(given, solve_again(given))


def test_a_lock_is_worth_what_a_file_without_it_gains():
    shares = {"VOO": 60, "IWM": 80, "QQQ": 40}
    policy = Policy(limits=Limits(small_cap=Range(0.0, 0.5), turnover=None))
    (price,) = priced(policy, held("IWM", **shares))
    locked, free = (solve_again(brief(held(*names, **shares), policy)) for names in (["IWM"], []))
    assert (price.account, price.symbol) == ("main", "IWM")
    assert price.gain == pytest.approx(free.objective - locked.objective, abs=1e-9)
    assert price.gain > 1e-5


def test_the_dearest_comes_first_and_what_is_free_has_no_price():
    found = priced(BAND, held("VOO", "QQQ", VOO=60, QQQ=40, IWM=10))
    assert {price.symbol for price in found} == {"VOO", "QQQ"}
    assert [price.gain for price in found] == sorted((p.gain for p in found), reverse=True)
    assert min(price.gain for price in found) >= 0.0


def test_only_the_largest_are_priced(monkeypatch):
    monkeypatch.setattr(locks, "MOST", 2)
    found = priced(BAND, held("VOO", "QQQ", "IWM", VOO=60, QQQ=40, IWM=10))
    assert {price.symbol for price in found} == {"VOO", "QQQ"}


def test_where_nothing_at_all_is_sold_no_lock_is_to_blame():
    assert priced(replace(BAND, trading=Trading(buy_only=True)), held(VOO=60, IWM=10)) == ()
