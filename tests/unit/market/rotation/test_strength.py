import numpy as np
import pandas as pd
import pytest

from allocator.market.rotation.strength import FEWEST, fifth_of, relative_strength
from allocator.model.signals import State

NAMES = ("lowest", "second lowest", "middle", "second highest", "highest")


def by_hand(small, large, sessions):
    """Rank every day among those up to it, one by one; the fifth of each, None before it counts."""
    apart = [
        small[at] / small[at - sessions] - large[at] / large[at - sessions]
        for at in range(sessions, len(small))
    ]
    fifths = []
    for at, value in enumerate(apart):
        past = apart[: at + 1]
        rank = sum(each < value for each in past) + (sum(each == value for each in past) + 1) / 2
        fifths.append(int(np.ceil(5 * rank / len(past))) - 1 if len(past) >= FEWEST else None)
    return [None] * sessions + fifths


@pytest.fixture(scope="module")
def made():
    rng = np.random.default_rng(11)
    return [100 * np.exp(np.cumsum(rng.normal(0, 0.01, 2400))) for _ in range(2)]


def test_the_fifth_and_its_entries_are_those_found_by_hand(watch, made):
    small, large = made
    market = watch(small, large)
    days = market.duel.small.index
    found = relative_strength(market, 20)
    fifths = by_hand(small, large, 20)
    now = fifths[-1]
    entries = [
        days[at]
        for at in range(1, len(fifths))
        if fifths[at] == now and fifths[at - 1] not in (None, now)
    ]
    assert found.title.endswith(f": {NAMES[now]} fifth")
    assert found.evidence == market.evidence(pd.DatetimeIndex(entries))
    assert found.evidence.n >= 2
    stretch = next(at for at in range(len(fifths) - 1, 0, -1) if fifths[at] != now) + 1
    assert found.since == days[stretch].date()


def test_what_comes_later_changes_no_fifth_of_the_past(watch, made):
    """Had the thresholds looked ahead, other days would enter a fifth once the future is cut off."""
    small, large = made
    whole = by_hand(small, large, 20)
    for end in (1500, 1900, 2300):
        market = watch(small[:end], large[:end])
        found = relative_strength(market, 20)
        assert found.title.endswith(f": {NAMES[whole[end - 1]]} fifth")
        days = market.duel.small.index
        entries = [
            days[at]
            for at in range(1, end)
            if whole[at] == whole[end - 1] and whole[at - 1] not in (None, whole[end - 1])
        ]
        assert found.evidence == market.evidence(pd.DatetimeIndex(entries))


def test_too_short_a_past_gives_no_signal(watch, walk):
    assert relative_strength(watch(walk(FEWEST + 19)), 20) is None
    assert relative_strength(watch(walk(FEWEST + 20)), 20).key == "relative-strength-20"
    assert relative_strength(watch(walk(15)), 20) is None


def test_what_is_seen_has_both_returns_and_the_rank(watch):
    """Small caps fall by 0.01 % a day, then rise by 1 % a day for twenty: more than ever."""
    growth = np.full(1500, 0.9999)
    growth[-20:] = 1.01
    market = watch(100 * np.cumprod(growth), 100 * np.full(1500, 1.0))
    found = relative_strength(market, 20)
    assert found.key == "relative-strength-20"
    assert found.seen == (
        f"on {market.last} +22.0 points (+22.0% less 0.0%), above 100% of 1,480 days"
    )
    assert "highest fifth" in found.rule


def test_of_old_closes_nothing_is_said_of_today(watch, made):
    market = watch(*made, late=8)
    found = relative_strength(market, 20)
    assert found.state is State.UNKNOWN
    assert found.unknown_because == f"closes end on {market.last}, too early to tell"
    assert found.evidence == relative_strength(watch(*made), 20).evidence


def test_days_that_are_all_alike_are_in_the_middle(watch):
    found = relative_strength(watch(np.full(1500, 100.0)), 20)
    assert found.title.endswith(": middle fifth")


def test_the_borders_belong_to_the_fifth_below():
    ranks = pd.Series([1.0, 3.0, 3.5, 6.0, 9.0, 12.0, 12.5, 15.0])
    assert fifth_of(ranks, np.full(8, 15.0)).tolist() == [0, 0, 1, 1, 2, 3, 4, 4]
