from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from allocator.market.rotation.prices import (
    YEAR,
    burst,
    burst_days,
    day_returns,
    first_record,
    round_level_at_or_above,
    round_level_below,
    round_number,
)
from allocator.model.signals import State


def moves(**by_row):
    """Levels that stand still but for the moves of some rows."""
    growth = np.ones(900)
    for row, move in by_row.items():
        growth[int(row.removeprefix("at"))] = 1 + move
    return 100 * np.cumprod(growth)


def test_a_burst_is_above_three_percent_while_large_caps_fall(watch):
    found = burst(watch(moves(at50=0.031, at400=0.05), moves(at50=-0.001, at400=-0.02)))
    assert found.evidence.n == 2
    assert "last on 2002-08-09: Russell 2000 +5.0%, S&P 500 -2.0%" in found.seen
    assert found.key == "burst"


@pytest.mark.parametrize(
    ("small", "large"),
    [(0.03, -0.01), (0.029, -0.01), (0.05, 0.0), (0.05, 0.001), (-0.05, -0.01)],
)
def test_three_percent_exactly_or_large_caps_that_do_not_fall_are_no_burst(watch, small, large):
    found = burst(watch(moves(at50=small - 1e-12), moves(at50=large)))
    assert found.evidence.n == 0
    assert found.since is None
    assert found.seen.startswith("none so far; closes are known to ")


def test_two_days_of_which_one_is_missing_are_no_day(watch):
    """+2 % and +2 % with the day between missing would be a burst of 4 %."""
    market = watch(moves(at50=0.02, at51=0.02), moves(at50=-0.01, at51=-0.01))
    gone = market.duel.small.index[50]
    duel = type(market.duel).of(
        market.duel.small.drop(gone), market.duel.large.drop(gone), "price returns", "made up"
    )
    assert burst_days(day_returns(duel)).empty
    assert len(day_returns(duel)) == len(duel.small) - 1


def test_weekends_and_closed_days_do_not_part_sessions(watch):
    """The week after 11 September 2001 had no sessions; the 17th follows the 10th."""
    market = watch(moves(at50=0.0))
    returns = day_returns(market.duel)
    assert pd.Timestamp("2001-09-17") in returns.index
    assert len(returns) == len(market.duel.small)


def test_a_burst_is_on_for_a_year(watch):
    small, large = moves(at880=0.04), moves(at880=-0.01)
    market = watch(small, large, late=300)
    assert burst(market).since == market.duel.small.index[880].date()
    assert burst(watch(small, large, late=340)).since is None


@pytest.mark.parametrize("read", [burst, first_record, round_number])
@pytest.mark.parametrize(("late", "state"), [(7, State.OFF), (8, State.UNKNOWN)])
def test_a_day_that_old_closes_cannot_show_may_have_come(watch, read, late, state):
    market = watch(np.full(900, 165.0), late=late)
    found = read(market)
    assert found.state is state
    said = f"closes end on {market.last}, too early to tell"
    assert found.unknown_because == (said if state is State.UNKNOWN else None)


def test_what_is_on_for_a_year_is_on_though_closes_end_before(watch):
    level = np.full(900, 90.0)
    level[0], level[890:] = 100.0, 110.0
    market = watch(level, late=90)
    found = first_record(market)
    assert (found.state, found.since) == (State.ON, market.duel.small.index[890].date())


def test_the_closes_of_small_caps_alone_tell_of_round_numbers(watch):
    """The S&P 500 ends earlier: a burst is not known, a round number is."""
    market = watch(np.full(900, 165.0), late=8)
    more = pd.Series(165.0, [*market.points.index, pd.Timestamp(market.as_of)])
    market = replace(market, points=more)
    assert burst(market).state is State.UNKNOWN
    assert round_number(market).state is State.OFF


def test_a_record_counts_after_a_year_without_one(watch):
    """Down on the first day, back above after exactly as many sessions as it takes, or one less."""
    for wait, expected in ((YEAR, 1), (YEAR - 1, 0)):
        level = np.full(900, 90.0)
        level[:10] = 100.0
        level[0] = 99.0
        level[1 + wait :] = 101.0
        found = first_record(watch(level))
        assert found.evidence.n == expected, wait
        assert bool(found.since) is False


def test_to_reach_the_old_record_is_not_to_break_it(watch):
    level = np.full(900, 90.0)
    level[0], level[400:] = 100.0, 100.0
    assert first_record(watch(level)).evidence.n == 0


def test_what_is_seen_of_a_record(watch):
    level = np.full(600, 90.0)
    level[0], level[590:], level[-1] = 100.0, 110.0, 99.0
    market = watch(level)
    record = market.duel.small.index[590].date()
    assert first_record(market).seen == (
        f"on {market.last} 9 sessions after the record close of {record} and 10.0% below it; that "
        f"of {record} was the first in 590 sessions"
    )
    assert first_record(market).since == record
    rising = watch(np.arange(100.0, 400.0))
    assert first_record(rising).seen == f"on {rising.last} at a record close"


def test_levels_of_two_leading_digits():
    levels = [168.97, 170.0, 170.01, 999.0, 1000.0, 1001.0, 1100.0, 2434.98, 12345.0]
    below = [160, 160, 170, 990, 900, 1000, 1000, 2400, 12000]
    assert round_level_below(np.array(levels)).tolist() == below
    above = [round_level_at_or_above(level) for level in levels]
    assert above == [170, 170, 180, 1000, 1000, 1100, 1100, 2500, 13000]


def test_only_the_first_close_ever_above_a_level_counts(watch):
    """165 is passed through 170 once; back below and above again it is no news."""
    level = np.full(1200, 165.0)
    level[100:200], level[500:600] = 171.0, 172.0
    level[900:] = 181.0
    market = watch(level)
    found = round_number(market)
    days = market.duel.small.index
    starts = [each.start for each in found.evidence.episodes]
    assert starts == [days[100].date(), days[900].date()]
    assert found.since is None
    assert found.seen == (
        f"on {market.last} at 181.00; 190 is 5.0% above; last through a new one on "
        f"{days[900].date()}, 180"
    )


def test_at_a_level_is_not_above_it(watch):
    level = np.full(700, 165.0)
    level[100:] = 170.0
    found = round_number(watch(level))
    assert found.evidence.n == 0
    assert "170 is 0.0% above" in found.seen


def test_a_thousand_is_passed_though_its_steps_are_wider(watch):
    level = np.full(900, 995.0)
    level[100:200] = 1000.0
    level[300:] = 1001.0
    market = watch(level)
    starts = [each.start for each in round_number(market).evidence.episodes]
    assert starts == [market.duel.small.index[300].date()]


def test_levels_passed_before_the_index_had_points_of_its_own_are_no_news(watch):
    level = np.full(900, 165.0)
    level[100:], level[400:] = 171.0, 181.0
    market = watch(level, before=174.4)
    starts = [each.start for each in round_number(market).evidence.episodes]
    assert starts == [market.duel.small.index[400].date()]


def test_the_first_day_passes_only_what_was_not_passed_before(watch):
    assert round_number(watch(np.full(600, 175.0), before=168.0)).evidence.n == 1
    assert round_number(watch(np.full(600, 175.0), before=174.0)).evidence.n == 0
    assert round_number(watch(np.full(600, 175.0))).evidence.n == 0
