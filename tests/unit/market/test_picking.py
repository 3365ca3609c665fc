from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from allocator.bundled import FACTS
from allocator.errors import MarketDataError
from allocator.market.archive import Memory
from allocator.market.facts import read_facts
from allocator.market.picking import pick_history, pick_series
from allocator.market.series import Frequency, Kind

DAYS = pd.bdate_range("2024-01-01", "2024-12-31")


@pytest.fixture(scope="module")
def facts():
    return read_facts(FACTS)


def whole_of(kind, name):
    return date.min


def picked(archive, day):
    return pick_series(archive, whole_of, day).picked


def test_nothing_after_the_day_is_picked(archive, facts, as_of):
    chosen = pick_history(archive, facts, as_of, 10).picked
    assert max(each.last for each in chosen.values()) <= as_of
    assert max(each.known.max() for each in chosen.values()) <= np.datetime64(as_of)


def test_a_number_counts_from_the_day_it_was_public(make_series):
    """Core PCE of January is dated 31 January and was published by the end of February."""
    months = pd.Series([100.0, 101.0], pd.to_datetime(["2024-12-31", "2025-01-31"]))
    prices = make_series("PCEPILFE", months, frequency=Frequency.MONTHLY)
    for day, known in ((date(2025, 2, 27), 1), (date(2025, 2, 28), 2)):
        (found,) = picked(Memory.of(prices), day).values()
        assert len(found) == known


@pytest.mark.parametrize("order", [1, -1])
def test_of_several_whole_sources_the_one_that_reaches_furthest_counts(make_series, order):
    values = pd.Series(1.0, DAYS)
    sources = {"long": values[:-1], "short": values[10:], "shorter": values[:200]}
    offered = [make_series("IWM", v, Kind.CLOSE, name) for name, v in sources.items()][::order]
    (found,) = picked(Memory.of(*offered), date(2024, 12, 31)).values()
    assert found.key.source == "short"
    (earlier,) = picked(Memory.of(*offered), date(2024, 12, 30)).values()
    assert earlier.key.source == "long"


@pytest.mark.parametrize("part", [slice(-1, None), slice(-247, None), slice(-248, None)])
def test_a_part_does_not_displace_the_whole_and_is_told(make_series, part):
    """One wrong row of today must not stand for decades that end yesterday; 95 % are as good."""
    whole = make_series("IWM", pd.Series(1.0, DAYS[:-1]), Kind.ADJUSTED, "whole")
    new = make_series("IWM", pd.Series(2.0, DAYS[part]), Kind.ADJUSTED, "new")
    choice = pick_series(Memory.of(new, whole), whole_of, date(2024, 12, 31))
    (found,) = choice.picked.values()
    if part == slice(-248, None):
        assert found.key.source == "new"
        assert not choice.findings()
        return
    assert found.key.source == "whole"
    (told,) = choice.findings()
    assert told.place == "adjusted/IWM (new)"
    assert f"has {len(new)} numbers to 2024-12-31 and is not used" in told.message
    assert "adjusted/IWM (whole), which has 261 to 2024-12-30" in told.message


def test_decades_that_a_newer_part_displaces_are_told(make_series):
    old = make_series("IWM", pd.Series(1.0, DAYS[:-10]), Kind.ADJUSTED, "old")
    new = make_series("IWM", pd.Series(2.0, DAYS[-20:]), Kind.ADJUSTED, "new")
    choice = pick_series(Memory.of(new, old), whole_of, date(2024, 12, 31))
    (told,) = choice.findings()
    assert told.place == "adjusted/IWM (old)"
    assert told.others == ("adjusted/IWM (new)",)
    assert "import both with one --source to join them" in told.message


@pytest.mark.parametrize(("days_behind", "chosen"), [(7, "old"), (8, "new")])
def test_a_source_a_week_behind_is_stale_however_long_it_is(make_series, days_behind, chosen):
    days = pd.date_range("2024-01-01", "2024-12-31")
    old = make_series("IWM", pd.Series(1.0, days[:-days_behind]), Kind.CLOSE, "old")
    new = make_series("IWM", pd.Series(1.0, days[-1:]), Kind.CLOSE, "new")
    (found,) = picked(Memory.of(old, new), date(2024, 12, 31)).values()
    assert found.key.source == chosen


@pytest.mark.parametrize(
    ("kind", "frequency", "behind"),
    [
        (Kind.DISTRIBUTION, Frequency.DAILY, 100),
        (Kind.RETURN, Frequency.MONTHLY, 62),
        (Kind.VALUATION, Frequency.MONTHLY, 62),
        (Kind.RATE, Frequency.DAILY, 7),
        (Kind.SPLIT, Frequency.DAILY, 0),
    ],
)
def test_what_is_stale_depends_on_how_often_there_is_news(make_series, kind, frequency, behind):
    days = pd.date_range("2024-01-01", "2024-12-31")
    new = make_series("X", pd.Series(1.0, days[-1:]), kind, "new", frequency=frequency)
    for more, chosen in ((0, "old"), (1, "new")):
        until = len(days) - behind - more
        old = make_series("X", pd.Series(1.0, days[:until]), kind, "old", frequency=frequency)
        (found,) = picked(Memory.of(old, new), date(2024, 12, 31)).values()
        assert found.key.source == chosen


def test_what_other_sources_say_of_a_price_is_kept(make_series):
    """A valuation or a rate has no rivals: definitions differ."""
    values = pd.Series(1.0, DAYS)
    for kind, count in ((Kind.CLOSE, 1), (Kind.VALUATION, 0)):
        chosen = make_series("IWM", values[10:], kind, "a")
        other = make_series("IWM", values[:-1], kind, "b")
        choice = pick_series(Memory.of(chosen, other), whole_of, date(2024, 12, 31))
        assert len(choice.rivals) == count


def test_monthly_prices_and_daily_returns_are_not_used_and_told(make_series):
    values = pd.Series(1.0, DAYS)
    monthly = make_series("IWM", values, Kind.ADJUSTED, frequency=Frequency.MONTHLY)
    daily = make_series("Qnt 2", values)
    choice = pick_series(Memory.of(monthly, daily), whole_of, date(2025, 12, 31))
    assert not choice.picked
    assert [told.place for told in choice.findings()] == [str(monthly.key), str(daily.key)]
    good = make_series("IWM", values, Kind.ADJUSTED, "good")
    told = pick_series(Memory.of(monthly, good), whole_of, date(2025, 12, 31)).findings()
    assert not told


def test_a_week_old_price_is_a_price_and_an_older_one_is_not(archive, facts):
    last = date(2025, 8, 29)
    assert pick_history(archive, facts, last + timedelta(days=7), 10)
    with pytest.raises(MarketDataError) as caught:
        pick_history(archive, facts, last + timedelta(days=8), 10)
    assert "prices end on 2025-08-29, too long before 2025-09-06" in str(caught.value)
    assert "choose a date up to 2025-09-05" in str(caught.value)


def test_an_archive_without_prices_says_what_to_do(facts):
    with pytest.raises(MarketDataError, match="no fund has a price") as caught:
        pick_history(Memory(), facts, date(2025, 6, 30), 10)
    assert "allocator data refresh" in str(caught.value)


def test_cutting_keeps_what_was_known(make_series):
    whole = make_series("IWM", pd.Series(np.arange(1.0, 11.0), DAYS[:10]), Kind.CLOSE)
    cut = whole.until(DAYS[4].date())
    assert cut.values.tolist() == [1.0, 2.0, 3.0, 4.0, 5.0]
    late = replace(whole, known=whole.known + 3)
    assert late.until(DAYS[4].date()).values.tolist() == [1.0, 2.0]


def test_no_more_is_picked_than_is_used(archive, facts, as_of):
    """
    Closes of two years, returns of the window and a year, but all of the spread.

    The made-up market begins in 2014: with a window of three years all three differ.
    """
    chosen = pick_history(archive, facts, as_of, 3).picked
    firsts = {str(key[0]) + " " + key[1]: found.first for key, found in chosen.items()}
    assert firsts["close SPY"] == firsts["adjusted VOO"] == date(2023, 6, 1)
    assert firsts["adjusted TLT"] == firsts["total-return RU1000TR"] == date(2021, 6, 1)
    for name in ("adjusted SPY", "adjusted IWM", "total-return RU2000TR", "price-index GSPC"):
        assert firsts[name] == date(2014, 1, 1)
    assert firsts["rate DFF"] == date(2014, 1, 1)


def test_the_spread_is_followed_since_the_russell_indexes_began(make_series, facts):
    days = pd.bdate_range("1970-01-01", "2024-12-31")
    old = make_series("GSPC", pd.Series(1.0, days))
    fund = make_series("SPY", pd.Series(1.0, DAYS), Kind.CLOSE)
    chosen = pick_history(Memory.of(old, fund), facts, DAYS[-1].date(), 10).picked
    assert chosen[Kind.PRICE_INDEX, "GSPC"].first == date(1978, 12, 29)
