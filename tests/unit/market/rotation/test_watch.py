from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from allocator.bundled import FACTS
from allocator.market.episodes import Duel
from allocator.market.evidence import price_duel
from allocator.market.facts import read_facts
from allocator.market.history import lay_out
from allocator.market.rotation.watch import Watch, begins, stands_since


def flags(*values):
    return pd.Series(values, pd.bdate_range("2001-01-01", periods=len(values)))


def test_a_day_within_the_year_of_an_earlier_one_begins_no_episode(watch):
    market = watch([100.0] * 900)
    days = market.duel.small.index
    found = market.evidence(days[[10, 60, 200, 300, 400]])
    assert [each.start for each in found.episodes] == [days[10].date(), days[300].date()]
    assert all(a.end <= b.start for a, b in zip(found.episodes, found.episodes[1:], strict=False))


def test_a_year_may_begin_on_the_day_on_which_the_last_one_ends(watch):
    market = watch([100.0] * 900)
    first = market.evidence(market.duel.small.index[[10]]).episodes[0]
    again = market.evidence(pd.DatetimeIndex([first.start, first.end])).episodes
    assert [each.start for each in again] == [first.start, first.end]


def test_a_year_that_is_not_over_is_no_episode(watch):
    market = watch([100.0] * 300)
    assert market.evidence(market.duel.small.index[[100]]).n == 0


def test_evidence_has_the_average_of_any_year_and_its_source(watch):
    found = watch([100.0] * 300).evidence(pd.DatetimeIndex([]))
    assert (found.baseline_mean, found.basis, found.source) == (
        0.01,
        "price returns",
        "made up, 2001-01-02 to 2002-03-18",
    )


@pytest.mark.parametrize(("late", "is_on"), [(0, True), (364, True), (365, False)])
def test_a_signal_of_a_day_is_on_until_the_same_day_of_the_next_year(watch, late, is_on):
    market = watch([100.0] * 300, late=late)
    day = market.duel.small.index[-1]
    earlier = market.duel.small.index[100]
    found = market.within_a_year(pd.DatetimeIndex([earlier, day]))
    assert found == (day.date() if is_on else None)


@pytest.mark.parametrize(("late", "is_on"), [(365, True), (366, False)])
def test_a_signal_of_29_february_is_on_until_1_march(watch, late, is_on):
    """2004-02-29 to 2005-03-01 are 366 days."""
    day = pd.Timestamp("2004-02-29")
    market = replace(watch([100.0] * 300), as_of=(day + pd.Timedelta(days=late)).date())
    found = market.within_a_year(pd.DatetimeIndex([day]))
    assert found == (day.date() if is_on else None)


def test_the_average_since_a_day_leaves_out_what_began_before(watch):
    market = watch([100.0] * 300)
    assert market.mean_since(market.first) == 0.01
    assert market.mean_since(market.duel.small.index[1].date()) == 0.02
    assert market.mean_since(date(2030, 1, 1)) is None


@pytest.mark.parametrize(("late", "is_known"), [(7, True), (8, False)])
def test_closes_of_a_week_ago_still_tell_how_things_stand(watch, late, is_known):
    market = watch([100.0] * 300, late=late)
    expected = None if is_known else f"closes end on {market.last}, too early to tell"
    assert market.ends_early(market.last) == expected


def test_without_a_day_nothing_is_on(watch):
    assert watch([100.0] * 300).within_a_year(pd.DatetimeIndex([])) is None


def test_what_holds_from_the_beginning_did_not_begin(watch):
    assert begins(flags(True, True, False)).empty
    assert stands_since(flags(True, True)) == flags(True).index[0].date()


def test_what_holds_no_more_is_not_on(watch):
    assert stands_since(flags(True, False)) is None
    assert stands_since(flags(False, True, True)) == flags(0, 0).index[1].date()


def test_points_are_those_of_the_index_itself(make_series):
    """The record before its own series is on another base: 50 where the index has 200."""
    days = pd.bdate_range("2001-01-01", periods=600)
    level = pd.Series(range(100, 700), days, dtype=float)
    series = {
        "RUT": level[300:] * 4,
        "RU2000PR": level[:400],
        "GSPC": level,
    }
    made = [make_series(name, values) for name, values in series.items()]
    history = lay_out({(each.key.kind, each.key.name): each for each in made}, days[-1].date())
    facts = read_facts(FACTS)
    found = Watch.of(history, facts, price_duel(history, facts))
    assert isinstance(found.duel, Duel)
    assert found.points.iloc[-1] == 4 * 699.0
    assert found.points.index[0] == days[300]
    assert found.before == pytest.approx(4 * 399.0)
    assert found.last == days[-1].date()
    assert found.ends_early(found.last) is None
    assert found.differences.mean() == pytest.approx(0)
    assert found.first == days[0].date()
