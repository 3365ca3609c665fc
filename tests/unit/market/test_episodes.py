from datetime import date

import numpy as np
import pandas as pd
import pytest

from allocator.errors import MarketDataError
from allocator.market.episodes import Duel, episode_evidence
from allocator.model.rate_cycle import News, Phase, PhaseEntry
from allocator.model.views import Episode

DAYS = pd.bdate_range("2020-01-01", "2022-12-30")


@pytest.fixture
def duel():
    """Small gains a point a day, large stays."""
    small = pd.Series(100.0 + np.arange(len(DAYS)), DAYS)
    return Duel.of(small, pd.Series(50.0, DAYS), "price returns", "made up")


def episodes(*differences):
    return tuple(Episode(date(2000, 1, 3), date(2001, 1, 3), d, 0.0) for d in differences)


def test_the_window_is_twelve_calendar_months_from_close_to_close(duel):
    window = duel.window(date(2020, 6, 3))
    assert (window.start, window.end) == (date(2020, 6, 3), date(2021, 6, 3))
    assert window.small == duel.small["2021-06-03"] / duel.small["2020-06-03"] - 1
    assert window.large == 0


def test_where_a_market_is_closed_the_next_close_counts(duel):
    """2020-03-15 was a Sunday; so is 2021-05-30, twelve months after a Saturday."""
    assert duel.window(date(2020, 3, 15)).start == date(2020, 3, 16)
    assert duel.window(date(2020, 3, 15)).end == date(2021, 3, 15)
    assert duel.window(date(2020, 5, 30)).end == date(2021, 5, 31)


def test_a_leap_day_is_followed_to_the_end_of_february(duel):
    assert duel.window(date(2020, 2, 29)).end == date(2021, 3, 1)


def test_a_window_that_the_data_does_not_cover_is_none(duel):
    assert duel.window(date(2021, 12, 30)) is not None
    assert duel.window(date(2021, 12, 31)) is None
    assert duel.window(date(2019, 12, 1)) is None


def test_only_days_on_which_both_were_seen_count():
    one, other = pd.Series(1.0, DAYS[:-5]), pd.Series(1.0, DAYS[5:])
    assert len(Duel.of(one, other, "", "").small) == len(DAYS) - 10
    with pytest.raises(MarketDataError, match="no day has both"):
        Duel.of(pd.Series(1.0, DAYS[:3]), pd.Series(1.0, DAYS[5:]), "", "made up")


def test_the_baseline_is_the_mean_over_every_window(duel):
    windows = [duel.window(day.date()) for day in DAYS]
    differences = [window.difference for window in windows if window]
    assert duel.baseline() == pytest.approx(np.mean(differences), rel=1e-12)


def test_a_baseline_needs_twelve_months():
    short = pd.Series(1.0, DAYS[:200])
    with pytest.raises(MarketDataError, match="shorter than twelve months"):
        Duel.of(short, short, "", "made up").baseline()


def test_every_phase_has_evidence_even_without_episodes(duel):
    entries = (
        PhaseEntry(Phase.FIRST_HALF, date(2020, 3, 3), News.CUT),
        PhaseEntry(Phase.FIRST_HALF, date(2022, 9, 1), News.CUT),
    )
    evidence = episode_evidence(entries, duel)
    assert set(evidence) == set(Phase)
    assert [episode.start for episode in evidence[Phase.FIRST_HALF].episodes] == [date(2020, 3, 3)]
    assert evidence[Phase.PAUSE].n == 0
