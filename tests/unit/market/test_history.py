from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from allocator.bundled import FACTS
from allocator.errors import MarketDataError
from allocator.market.archive import Memory
from allocator.market.facts import read_facts
from allocator.market.history import chained, lay_out, pick_history, pick_series, preceded
from allocator.market.series import Frequency, Kind

DAYS = pd.bdate_range("2024-01-01", "2024-12-31")


@pytest.fixture(scope="module")
def facts():
    return read_facts(FACTS)


def picked(archive, day):
    return pick_series(archive, lambda *_: True, day)


def test_nothing_after_the_day_is_picked(archive, facts, as_of):
    chosen = pick_history(archive, facts, as_of, 10)
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
def test_of_several_sources_the_one_that_reaches_furthest_counts(make_series, order):
    values = pd.Series(1.0, DAYS)
    sources = {"long": values[:-1], "short": values[10:], "shorter": values[20:]}
    offered = [make_series("IWM", v, Kind.CLOSE, name) for name, v in sources.items()][::order]
    (found,) = picked(Memory.of(*offered), date(2024, 12, 31)).values()
    assert found.key.source == "short"
    (earlier,) = picked(Memory.of(*offered), date(2024, 12, 30)).values()
    assert earlier.key.source == "long"


def test_monthly_prices_and_daily_returns_are_not_used(make_series):
    values = pd.Series(1.0, DAYS)
    monthly = make_series("IWM", values, Kind.ADJUSTED, frequency=Frequency.MONTHLY)
    daily = make_series("Qnt 2", values)
    assert not picked(Memory.of(monthly, daily), date(2025, 12, 31))


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


def test_each_series_is_carried_on_by_the_next():
    index = pd.Series([98.0, 100.0, 104.0], DAYS[:3])
    fund = pd.Series([10.0, 11.0, 12.0, 13.0], DAYS[1:5])
    assert chained([index, fund]).tolist() == pytest.approx(
        [98, 100, 104, 104 * 12 / 11, 104 * 13 / 11]
    )
    assert chained([index, index[:2]]).tolist() == index.tolist()
    assert chained([]) is None


def test_series_without_a_common_day_are_not_joined():
    early, late = pd.Series([1.0, 2.0], DAYS[:2]), pd.Series([5.0, 6.0], DAYS[2:4])
    assert chained([early, late]).tolist() == [5.0, 6.0]


def test_a_series_goes_back_before_it_begins_with_another_one():
    early = pd.Series([1.0, 2.0, 9.0], DAYS[:3])
    late = pd.Series([20.0, 30.0], DAYS[1:3])
    joined = preceded(late, early)
    assert joined.index.tolist() == DAYS[:3].tolist()
    assert joined.tolist() == pytest.approx([1.0, 2.0, 3.0])
    assert preceded(late, None) is late
    assert preceded(late, late) is late
    assert preceded(None, early) is None


def test_frames_hold_each_kind_by_day_and_fund(make_series):
    close = make_series("IWM", pd.Series([1.0, 2.0], DAYS[:2]), Kind.CLOSE)
    paid = make_series("SPY", pd.Series([0.5], DAYS[1:2]), Kind.DISTRIBUTION)
    more = make_series("IWM", pd.Series([0.1], DAYS[:1]), Kind.DISTRIBUTION)
    split = make_series("IWF", pd.Series([4.0], DAYS[:1]), Kind.SPLIT)
    history = lay_out(
        {(s.key.kind, s.key.name): s for s in (close, paid, more, split)}, DAYS[1].date()
    )
    assert history.close["IWM"].tolist() == [1.0, 2.0]
    assert history.distributions["SPY"].tolist() == [0.0, 0.5]
    assert history.splits.to_numpy().tolist() == [[DAYS[0], "IWF"]]
    assert history.adjusted.empty


def test_an_index_is_followed_through_whatever_stands_for_it(make_series):
    fund = make_series("IWM", pd.Series([1.0, 2.0], DAYS[:2]), Kind.ADJUSTED)
    history = lay_out({(Kind.ADJUSTED, "IWM"): fund}, DAYS[1].date())
    assert history.present(("RU2000TR", "IWM")) == ("IWM",)
    assert history.level(("RU2000TR", "IWM")).tolist() == [1.0, 2.0]
    assert history.level(("RU2000TR",)) is None


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
    chosen = pick_history(archive, facts, as_of, 3)
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
    chosen = pick_history(Memory.of(old, fund), facts, DAYS[-1].date(), 10)
    assert chosen[Kind.PRICE_INDEX, "GSPC"].first == date(1978, 12, 29)
