"""Other rules, other days and mere luck, on made-up differences."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from allocator.market.robustness import DRAWS, SEED, chance, start_range
from allocator.model.views import Episode, Evidence

DAYS = pd.bdate_range("2001-01-01", periods=1000)


def sample(values, *rows):
    """Episodes begun on some rows of a record of differences."""
    cases = (
        Episode(DAYS[row].date(), date(2010, 1, 4), float(values.iloc[row]), 0.0) for row in rows
    )
    return Evidence("made up", tuple(cases), float(values.mean()), "made up")


@pytest.fixture
def flat():
    """Nothing ever happens, but on three days in a row."""
    values = np.zeros(len(DAYS))
    values[100:103] = 1.0
    return pd.Series(values, DAYS)


def test_what_only_its_own_days_give_is_hardly_ever_matched(flat):
    """Three adjacent days: one shift in a thousand matches, and next to no three random days."""
    found = chance(sample(flat, 100, 101, 102), flat)
    assert found.shifted == 1 / len(DAYS)
    assert found.random_dates == 1 / (1 + DRAWS)
    assert (found.draws, found.seed) == (DRAWS, SEED)


def test_the_distances_of_the_days_are_kept_when_they_are_shifted(flat):
    """Of three days far from one another, at most one can be good at a time."""
    assert chance(sample(flat, 100, 400, 700), flat).shifted == 9 / len(DAYS)


def test_the_record_is_closed_to_a_ring(flat):
    rolled = pd.Series(np.roll(flat.to_numpy(), -101), DAYS)
    assert chance(sample(rolled, 999, 0, 1), rolled).shifted == 1 / len(DAYS)


def test_random_days_match_as_often_as_they_should():
    """Half of the days are good: six good ones in a row have odds of 1 to 64."""
    values = pd.Series(np.arange(len(DAYS)) % 2.0, DAYS)
    found = chance(sample(values, 1, 101, 301, 501, 701, 901), values)
    assert found.random_dates == pytest.approx(1 / 64, abs=0.003)
    assert found.shifted == 0.5


def test_a_sample_below_the_average_is_held_against_samples_below_it():
    values = pd.Series(np.sin(np.arange(len(DAYS)) / 30), DAYS)
    above = chance(sample(values, 40, 50), values)
    below = chance(sample(-values, 40, 50), -values)
    assert above == below
    assert above.shifted < 0.5


def test_an_episode_may_be_begun_on_any_day_of_the_month_after():
    values = pd.Series(np.arange(len(DAYS), dtype=float), DAYS)
    (episode,) = sample(values, 10).episodes
    found = start_range(episode, values)
    assert (found.start, found.least, found.largest) == (DAYS[10].date(), 10.0, 31.0)


def test_at_the_end_of_the_record_fewer_days_are_left():
    values = pd.Series(np.arange(len(DAYS), dtype=float), DAYS)
    (episode,) = sample(values, 995).episodes
    assert start_range(episode, values).largest == 999.0
