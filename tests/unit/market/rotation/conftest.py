"""Small and large caps made up: levels by session, watched on some day."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from allocator.market.episodes import Duel
from allocator.market.rotation.watch import Watch
from allocator.market.sessions import sessions

FIRST = np.datetime64("2001-01-02")


def days_from(first, count):
    """Real sessions, as the signals of single days need."""
    found = sessions(np.datetime64(first), np.datetime64(first) + 2 * count + 30)[:count]
    return pd.DatetimeIndex(found.astype("datetime64[ns]"))


@pytest.fixture
def watch():
    """Watch levels on the day of the last close, or days later; points are the small caps' own."""

    def make(small, large=None, *, late=0, points=None, before=0.0, first=FIRST):
        days = days_from(first, len(small))
        large = np.full(len(small), 100.0) if large is None else large
        level = pd.Series(np.asarray(small, dtype=float), days)
        duel = Duel.of(level, pd.Series(large, days, dtype=float), "price returns", "made up")
        as_of = duel.small.index[-1].date() + timedelta(days=late)
        own = level if points is None else points
        differences = pd.Series([0.0, 0.02], duel.small.index[[0, -1]])
        return Watch(duel, own, before, as_of, differences)

    return make


@pytest.fixture
def walk():
    """Random levels of so many sessions."""

    def make(count, seed=3, size=0.012):
        return 100 * np.exp(np.cumsum(np.random.default_rng(seed).normal(0, size, count)))

    return make
