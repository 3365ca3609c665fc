"""Rotation signals on the Russell 2000 and the S&P 500 as their sources have them."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from allocator.bundled import FACTS
from allocator.market.evidence import price_duel
from allocator.market.facts import read_facts
from allocator.market.folder import Folder
from allocator.market.history import chained, lay_out
from allocator.market.picking import pick_history
from allocator.market.rotation import rotation_signals
from allocator.market.rotation.prices import burst_days, day_returns
from allocator.market.series import Kind
from allocator.model.signals import State
from tests.shared_data import DATA

pytestmark = pytest.mark.realdata


def history_on(as_of):
    return lay_out(pick_history(Folder(DATA, as_of), read_facts(FACTS), as_of, 10).picked, as_of)


def signals_on(history):
    facts = read_facts(FACTS)
    found = rotation_signals(history, facts, price_duel(history, facts))
    return {signal.key: signal for signal in found}


@pytest.fixture(scope="module")
def history():
    return history_on(date(2025, 12, 24))


@pytest.fixture(scope="module")
def signals(history):
    return signals_on(history)


def starts(signal):
    return [str(each.start) for each in signal.evidence.episodes]


def test_small_caps_jumped_alone_on_two_days_since_1979(history, signals):
    duel = price_duel(history, read_facts(FACTS))
    days = burst_days(day_returns(duel))
    assert [str(day.date()) for day in days] == ["2008-10-10", "2024-07-11"]
    assert starts(signals["burst"]) == ["2008-10-10", "2024-07-11"]
    assert signals["burst"].since is None
    assert "Russell 2000 +3.6%, S&P 500 -0.9%" in signals["burst"].seen


def test_every_session_since_1979_is_looked_at(history):
    duel = price_duel(history, read_facts(FACTS))
    assert len(day_returns(duel)) == len(duel.small)


def test_records_hang_on_a_thousandth_of_the_level_and_the_other_signals_do_not(history, signals):
    """
    With FRED's level throughout, not Yahoo's from 1987 on, four of eleven first records move.

    Of 2000-03-09 and 2004-04-05 FRED has 1508.16 and 1507.08, Yahoo 606.05 and 606.39.
    """
    picked = history.picked
    fred = picked[Kind.PRICE_INDEX, "RU2000PR"].to_pandas()
    yahoo = picked[Kind.PRICE_INDEX, "RUT"].to_pandas()
    duel = price_duel(history, read_facts(FACTS))
    other = replace(duel, small=chained([fred, yahoo]).reindex(duel.small.index).dropna())
    other = replace(other, large=duel.large[other.small.index])
    found = {each.key: each for each in rotation_signals(history, read_facts(FACTS), other)}
    both = zip(starts(signals["record"]), starts(found["record"]), strict=True)
    assert {one: another for one, another in both if one != another} == {
        "1989-07-31": "1989-08-03",
        "1991-10-16": "1991-09-30",
        "1995-05-16": "1995-05-15",
        "2004-04-05": "2004-11-10",
    }
    assert round(100 * found["record"].evidence.mean, 1) == 0.5
    for key in found.keys() - {"record"}:
        assert found[key].evidence.n == signals[key].evidence.n
        assert found[key].evidence.mean == pytest.approx(signals[key].evidence.mean, abs=1e-3)
    for key in ("burst", "round-number"):
        assert starts(found[key]) == starts(signals[key])


def test_the_record_of_september_2025_was_the_first_since_november_2021(history, signals):
    """As the press wrote on 18 September 2025; the one before was 2,442.74 on 8 November 2021."""
    record = signals["record"]
    assert record.since == date(2025, 9, 18)
    assert "that of 2025-09-18 was the first in 968 sessions" in record.seen
    level = history.picked[Kind.PRICE_INDEX, "RUT"].to_pandas()
    before = level[:"2025-09-17"]
    assert (str(before.idxmax().date()), round(before.max(), 2)) == ("2021-11-08", 2442.74)
    assert (record.evidence.n, record.evidence.positive) == (11, 5)
    assert round(100 * record.evidence.mean, 1) == 0.2


def test_round_numbers_are_of_the_index_and_not_of_another_base(signals):
    found = signals["round-number"]
    assert "at 2,434.98; 2,500 is 2.7% above" in found.seen
    assert "2021-11-03, 2,400" in found.seen
    assert starts(found)[0] > "1987-09-10"
    assert found.since is None


def test_of_december_the_closes_of_september_say_no_strength(signals):
    for sessions in (20, 60, 120):
        found = signals[f"relative-strength-{sessions}"]
        assert found.state is State.UNKNOWN
        assert found.unknown_because == "closes end on 2025-09-24, too early to tell"


def test_of_december_single_days_are_not_known_but_the_record_of_september_is_on(signals):
    """The burst of July 2024 is over, and 91 days of closes that could hold another are missing."""
    assert signals["burst"].state is signals["round-number"].state is State.UNKNOWN
    assert (signals["record"].state, str(signals["record"].since)) == (State.ON, "2025-09-18")


def test_the_average_of_any_year_is_that_of_the_days_on_which_it_could_come_on(signals):
    """-0.55 since 1987-09-10, when Yahoo's ^RUT begins, was worked out apart."""
    found = signals["round-number"]
    assert (found.readable, round(100 * found.mean_since, 2)) == (date(1987, 9, 10), -0.55)
    for key in ("burst", "record"):
        assert signals[key].mean_since == signals[key].evidence.baseline_mean
    strength = signals["relative-strength-20"]
    assert strength.readable == date(1984, 1, 20)
    assert round(100 * strength.mean_since, 1) == -1.0


def test_no_year_counts_twice(signals):
    for signal in signals.values():
        episodes = signal.evidence.episodes
        assert all(one.end <= other.start for one, other in pairwise(episodes)), signal.key
        assert signal.evidence.baseline_mean == signals["burst"].evidence.baseline_mean


@pytest.mark.parametrize("as_of", [date(2009, 3, 31), date(2024, 8, 1), date(2025, 9, 24)])
def test_what_was_known_then_is_the_beginning_of_what_is_known_now(signals, as_of):
    """The days on which a signal came on are the same, whenever one looks; only later ones join."""
    earlier = signals_on(history_on(as_of))
    for key in ("burst", "record", "round-number"):
        then, now = starts(earlier[key]), starts(signals[key])
        assert then == now[: len(then)], key
        assert all(end <= as_of for end in (e.end for e in earlier[key].evidence.episodes))
    for key, signal in earlier.items():
        assert signal.since is None or signal.since <= as_of, key
        same_fifth = signal.title == signals[key].title
        if key.startswith("relative") and same_fifth:
            assert starts(signal) == starts(signals[key])[: signal.evidence.n]


def test_on_a_day_with_closes_the_strength_is_that_of_all_days_so_far():
    """A second way: the quintiles of NumPy over all readings up to the day."""
    history = history_on(date(2025, 9, 24))
    duel = price_duel(history, read_facts(FACTS))
    found = signals_on(history)
    names = ("lowest", "second lowest", "middle", "second highest", "highest")
    for sessions in (20, 60, 120):
        apart = duel.small.pct_change(sessions) - duel.large.pct_change(sessions)
        limits = np.quantile(apart.dropna(), [0.2, 0.4, 0.6, 0.8])
        fifth = names[int(np.searchsorted(limits, apart.iloc[-1]))]
        signal = found[f"relative-strength-{sessions}"]
        assert signal.title.endswith(f": {fifth} fifth")
        assert signal.state == "on"
        assert pd.Timestamp(signal.since) in duel.small.index
