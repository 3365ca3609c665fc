"""A whole refresh: the real clients, a store on disk, and providers that change their minds."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from allocator.market.refresh import Fate, plan, refresh
from allocator.market.series import Key, Kind
from allocator.market.sources.fred import _BEGINS
from allocator.market.store import Outcome, Store
from tests.network import fred as fred_stand_in
from tests.network import french as french_stand_in
from tests.network.french import SIZES
from tests.network.internet import Reply
from tests.network.yahoo import CHART, DATA, SUMMARY, Fund, Yahoo, today, written

FIRST, SECOND = "2020-11-30", "2020-12-31"
TOO_MANY = Reply(b"Too Many Requests\r\n", 429, "text/html")


@pytest.fixture
def fund():
    paid = {"2019-06-14": 1.25, "2020-06-15": 1.5}
    return Fund.drawn(last=SECOND, paid=paid, ratio=18.25)


@pytest.fixture
def world(internet, fund):
    return Yahoo(internet, **{name: fund.until(FIRST) for name in ("IWM", "SPY", "VTI")})


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "home")


@pytest.fixture
def visit(world, store, yahoo):
    """Refresh some items a day after one of the two days."""

    def run(*only, day=FIRST, replacing=False):
        now = today(day) + timedelta(1)
        return refresh(store, plan([yahoo], only), now, lambda _: None, replace=replacing)

    return run


def outcomes(summary):
    """What became of each kind of series of the first item."""
    return {merge.key.kind: merge.outcome for merge in summary.fetches[0].merges}


def numbers(store, kind=Kind.CLOSE):
    return store.read(Key(kind, "IWM", "yahoo")).values


def on_disk(store):
    """Every file of the store but the lock, to the bit."""
    return {path: path.read_bytes() for path in store.home.rglob("*.parquet")}


def test_a_month_later_the_days_since_are_added(visit, world, store, fund):
    assert outcomes(visit("IWM"))[Kind.CLOSE] is Outcome.NEW
    world.funds["IWM"] = fund
    summary = visit("IWM", day=SECOND)
    assert summary.is_complete
    assert outcomes(summary) == {
        Kind.CLOSE: Outcome.EXTENDED,
        Kind.ADJUSTED: Outcome.EXTENDED,
        Kind.DISTRIBUTION: Outcome.SAME,
    }
    assert str(summary.fetches[0].through) == SECOND
    assert np.array_equal(numbers(store), fund.closes)


def test_a_distribution_between_two_fetches_adjusts_the_past_anew(visit, world, store, fund):
    visit("IWM")
    before = numbers(store, Kind.ADJUSTED)
    world.funds["IWM"] = replace(fund, paid={**fund.paid, "2020-12-15": 2.0})
    summary = visit("IWM", day=SECOND)
    assert outcomes(summary) == {
        Kind.CLOSE: Outcome.EXTENDED,
        Kind.ADJUSTED: Outcome.READJUSTED,
        Kind.DISTRIBUTION: Outcome.EXTENDED,
    }
    after = numbers(store, Kind.ADJUSTED)[: len(before)]
    assert np.ptp(after / before) < 1e-9
    assert after[0] < before[0]


def test_a_split_between_two_fetches_scales_the_past(visit, world, store, fund):
    visit("IWM")
    before = numbers(store)
    world.funds["IWM"] = replace(fund, splits={"2020-12-15": 4})
    summary = visit("IWM", day=SECOND)
    assert summary.is_complete
    assert outcomes(summary) == {
        Kind.CLOSE: Outcome.READJUSTED,
        Kind.ADJUSTED: Outcome.READJUSTED,
        Kind.DISTRIBUTION: Outcome.READJUSTED,
        Kind.SPLIT: Outcome.NEW,
    }
    assert numbers(store)[: len(before)] == pytest.approx(before / 4)
    assert numbers(store, Kind.DISTRIBUTION) == pytest.approx([1.25 / 4, 1.5 / 4])


def test_a_past_that_was_rewritten_is_reported_and_not_kept(visit, world, store, fund):
    """One day of last year half a per cent higher: the day and both numbers are said."""
    visit("IWM")
    before = on_disk(store)
    close = fund.close.copy()
    close["2019-03-04"] = round(close["2019-03-04"] * 1.005, 2)
    world.funds["IWM"] = replace(fund, close=close)
    summary = visit("IWM", day=SECOND)
    (fetch,) = summary.fetches
    assert fetch.fate is Fate.PARTLY
    assert outcomes(summary)[Kind.CLOSE] is Outcome.CONTRADICTED
    assert "2019-03-04" in fetch.problems[0].message
    assert f"{close['2019-03-04']:g}" in fetch.problems[0].message
    kept = {
        path: content for path, content in on_disk(store).items() if "distribution" not in str(path)
    }
    assert kept == {path: before[path] for path in kept}

    assert visit("IWM", day=SECOND, replacing=True).is_complete
    assert np.array_equal(numbers(store), fund.close.where(fund.close.index != "2019-03-04", close))


def test_adjusted_closes_that_were_carried_on_unadjusted_are_not_kept(visit, world, store, fund):
    """The first trap of the collected data: new rows are put after a past that stays as it was."""
    visit("IWM")
    paid = replace(fund, paid={**fund.paid, "2020-12-15": 2.0})
    past, future = fund.until(FIRST), paid.adjusted[FIRST:].iloc[1:]
    column = [*past.adjusted, *future]

    def carry_on(result):
        result["indicators"]["adjclose"][0]["adjclose"] = [float(price) for price in column]

    world.funds["IWM"] = replace(paid, edit=carry_on)
    assert visit("IWM", day=SECOND).is_complete
    world.funds["IWM"] = paid
    summary = visit("IWM", day=SECOND)
    assert outcomes(summary)[Kind.ADJUSTED] is Outcome.CONTRADICTED
    assert "carried on without adjusting" in summary.fetches[0].problems[0].message


def test_one_month_in_place_of_the_whole_changes_nothing(visit, store, world, fund, internet):
    visit("IWM")
    before = on_disk(store)
    month = Fund(fund.close["2020-12-01":])
    internet.script(DATA, CHART, written(month.chart("IWM", 0, 1 << 40)))
    (fetch,) = visit("IWM", day=SECOND).fetches
    assert fetch.fate is Fate.FAILED
    assert {problem.message for problem in fetch.problems} == {
        "begins on 2020-12-01, but what is stored begins on 2019-01-02"
    }
    assert on_disk(store) == before


def test_limits_in_the_middle_keep_what_came_and_the_next_run_goes_on(visit, store, internet):
    internet.script(DATA, f"{CHART}SPY", *[TOO_MANY] * 20)
    summary = visit("IWM", "SPY", "VTI")
    assert {each.item.name: each.fate for each in summary.fetches} == {
        "IWM": Fate.CAME,
        "SPY": Fate.FAILED,
        "VTI": Fate.LEFT,
    }
    assert {entry.key.name for entry in store.entries()} == {"IWM"}

    internet.start_anew()
    assert visit("IWM", "SPY", "VTI", day=SECOND).is_complete
    asked = [each.path.rsplit("/", 1)[-1] for each in internet.requests(DATA, CHART)]
    assert asked == ["SPY", "VTI", "IWM"]


def test_a_ratio_that_does_not_come_keeps_no_price_away(visit, store, internet):
    internet.script(DATA, SUMMARY, *[TOO_MANY] * 20)
    summary = visit("IWM P/E", "IWM")
    assert [(each.item.name, each.fate) for each in summary.fetches] == [
        ("IWM", Fate.CAME),
        ("IWM P/E", Fate.FAILED),
    ]
    assert len(store.entries()) == 3


@pytest.fixture
def everything(internet, yahoo, fred, french):
    """Everybody, with everything that is asked for, and the sources."""
    funds = {each.name: Fund.drawn("2020-06-01", FIRST, ratio=20.0) for each in yahoo.items()}
    Yahoo(internet, **funds)
    series = {
        code: fred_stand_in.monthly(f"{begins:%Y-%m}-01", "2001-06-01")
        if code == "PCEPILFE"
        else fred_stand_in.daily(str(begins), str(begins + timedelta(90)))
        for code, begins in _BEGINS.items()
    }
    french_stand_in.French(internet)
    return fred_stand_in.Fred(internet, **series), [fred, french, yahoo]


def test_everything_comes(everything, store):
    _, sources = everything
    summary = refresh(
        store, plan(sources, ()), today(FIRST) + timedelta(1), lambda _: None, replace=False
    )
    failed = [problem for each in summary.fetches for problem in each.problems]
    assert failed == []
    assert summary.is_complete
    assert summary.sources == ("fred", "french", "yahoo")
    assert store.problems == ()
    kept = {str(entry.key) for entry in store.entries()}
    assert {
        "rate/DFEDTAR (fred)",
        "rate/DFEDTARU (fred)",
        "rate/DFEDTARL (fred)",
        "rate/DFF (fred)",
        "macro/PCEPILFE (fred)",
        "rate/DGS10 (fred)",
        "return/Qnt 2 (french)",
        "return/Hi 20 (french)",
        "close/IWM (yahoo)",
        "adjusted/SPY (yahoo)",
        "price-index/RUT (yahoo)",
        "price-index/GSPC (yahoo)",
        "total-return/SP500TR (yahoo)",
        "valuation/IWM P/E (yahoo)",
    } <= kept


def test_a_revised_index_of_prices_takes_the_place_of_the_one_before(everything, store):
    """The agency revises months back, and puts everything on a new base every few years."""
    world, sources = everything
    asked = plan(sources, ["PCEPILFE"])
    refresh(store, asked, today(FIRST), lambda _: None, replace=False)
    world.series["PCEPILFE"] = [
        fred_stand_in.Figure(
            each.day, ((each.printed[0][0], f"{float(each.newest) * 0.5 + 0.01:.3f}"),)
        )
        for each in world.series["PCEPILFE"]
    ]
    summary = refresh(store, asked, today(SECOND), lambda _: None, replace=False)
    assert summary.is_complete
    assert summary.fetches[0].merges[0].outcome is Outcome.REVISED


def test_a_new_edition_of_the_library_takes_the_place_of_the_one_before(
    everything, store, internet
):
    _, sources = everything
    asked = plan(sources, [SIZES])
    refresh(store, asked, today(FIRST), lambda _: None, replace=False)
    edition = french_stand_in.returns(SIZES)
    edition = edition.where(edition == -99.99, edition + 0.01).round(2)
    french_stand_in.French(internet, **{SIZES: edition})
    summary = refresh(store, asked, today(SECOND), lambda _: None, replace=False)
    assert summary.is_complete
    changed = {merge.outcome for merge in summary.fetches[0].merges}
    assert Outcome.REVISED in changed
    assert store.read(Key(Kind.RETURN, "Hi 20", "french")).values == pytest.approx(edition["Hi 20"])


def test_a_day_that_was_not_over_is_added_when_it_is(world, store, yahoo, fund):
    """Its first price is no close, and must not stand in the way of the close."""
    asked = plan([yahoo], ["IWM"])
    live = fund.until(FIRST)
    live = replace(live, close=live.close.where(live.close.index < FIRST, live.close + 0.5))
    world.funds["IWM"] = live
    refresh(store, asked, today(FIRST, "16:00"), lambda _: None, replace=False)
    assert len(numbers(store)) == len(live.close) - 1

    world.funds["IWM"] = fund.until(FIRST)
    assert refresh(store, asked, today(FIRST, "22:00"), lambda _: None, replace=False).is_complete
    assert store.read(Key(Kind.CLOSE, "IWM", "yahoo")).last == pd.Timestamp(FIRST).date()
