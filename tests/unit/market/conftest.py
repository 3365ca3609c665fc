"""A small made-up market: an archive in memory, shaped like the real one, and pieces of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from allocator.bundled import FACTS
from allocator.market.archive import Memory
from allocator.market.catalogue import known_as, public_days
from allocator.market.facts import read_facts
from allocator.market.history import lay_out
from allocator.market.series import Frequency, Key, Kind, Series, Table, TableKey, TableKind

AS_OF = date(2025, 6, 30)


def series(name, values, kind=None, source="made up", frequency=Frequency.DAILY):
    """A series of pandas values by day; its kind is the catalogue's unless it is given."""
    known = known_as(name)
    made = Series.of(Key(kind or known.kind, name, source), frequency, values, f"{source}.csv")
    return replace(made, known=public_days(name, made.days))


@pytest.fixture(scope="session")
def make_series():
    return series


@pytest.fixture(scope="session")
def archive():
    """Every fund follows its index to the cent; the levels of indexes leave dividends out."""
    days = pd.bdate_range("2014-01-01", "2025-08-29")
    rng = np.random.default_rng(7)
    facts = read_facts(FACTS)
    walks = _walks(rng, days, [index.name for index in facts.indexes])
    follows = {f.symbol: f.index for f in facts.funds if not f.par and f.multiple == 1}
    follows |= {
        name: index.name
        for index in facts.indexes
        for name in (*index.series, *index.price_series, *index.price_series_before)
        if known_as(name)
    }
    made = [
        series(name, walks[index], None if known_as(name) else Kind.ADJUSTED)
        for name, index in follows.items()
    ]
    made = [
        _without_dividends(each) if each.key.kind is Kind.PRICE_INDEX else each for each in made
    ]
    made += [series(name, walks[follows[name]], Kind.CLOSE) for name in ("SPY", "IWM", "AGG")]
    paid = pd.Series([0.5], pd.to_datetime(["2014-03-03"]))
    made.append(series("VOO", paid, Kind.DISTRIBUTION, frequency=Frequency.EVENTS))
    made += [_policy_rate(), *_quintiles(rng)]
    return Memory(tuple(made), tables_of(date(2025, 5, 1), date(2025, 6, 2)))


def _without_dividends(total):
    """Take two percent a year off the growth of a series."""
    return replace(total, values=total.values * np.exp(-0.02 / 261 * np.arange(len(total))))


def _policy_rate():
    """The effective rate as it was, near enough: in the ranges of the table that ships."""
    levels = {"2014-01-01": 0.1, "2015-12-17": 0.37, "2016-12-15": 0.62, "2017-03-16": 0.9}
    levels |= {"2017-06-15": 1.15, "2017-12-14": 1.4, "2018-03-22": 1.7, "2018-06-14": 1.9}
    levels |= {"2018-12-20": 2.4, "2019-08-01": 2.1, "2019-11-01": 1.6, "2020-03-16": 0.08}
    levels |= {"2022-03-17": 0.33, "2022-07-28": 2.33, "2023-02-02": 4.6, "2023-08-01": 5.33}
    levels |= {"2024-09-19": 4.83, "2024-11-08": 4.58, "2024-12-19": 4.33}
    steps = pd.Series(levels.values(), pd.to_datetime(list(levels)))
    days = pd.date_range("2014-01-01", "2025-08-29")
    return series("DFF", steps.reindex(days, method="ffill"))


def _quintiles(rng):
    months = pd.date_range("2014-01-31", "2025-08-31", freq="ME")
    common = rng.standard_normal(len(months))
    return [
        series(name, pd.Series(0.5 + 3 * common + own, months), frequency=Frequency.MONTHLY)
        for name, own in (("Qnt 2", rng.standard_normal(len(months))), ("Hi 20", 0.0))
    ]


def _walks(rng, days, names):
    steps = 0.008 * rng.standard_normal((len(days), 1))
    own = 0.004 * rng.standard_normal((len(days), len(names)))
    return pd.DataFrame(100 * np.exp(np.cumsum(steps + own, axis=0)), days, names).round(2)


def tables_of(held_on, valued_on):
    """
    1,002 companies: C0001 is the largest; each is held in proportion to its size.

    1,100 more, worth next to nothing, are listed and not held, so that the list is of the market.
    """
    sizes = {f"C{rank:04d}": 5000.0 - rank for rank in range(1, 1003)}
    held = [(ticker, "Equity", size) for ticker, size in sizes.items()]
    held += [("USD", "Cash", 99999.0), ("-", "Equity", 5.0)]
    listed = [(ticker, f"{ticker} Inc", size * 1e6) for ticker, size in sizes.items()]
    listed += [(f"X{n:04d}", f"X{n:04d} Inc", 1e6) for n in range(1100)]
    listed += [("USD", "A fund", np.nan), ("NA", "Nano Inc", 12.5e6)]
    return (
        Table(
            TableKey(TableKind.HOLDINGS, "IWV", held_on, "holdings"),
            pd.DataFrame(held, columns=["ticker", "asset_class", "value"]),
            "holdings.csv",
        ),
        Table(
            TableKey(TableKind.COMPANIES, "screener", valued_on, "screener"),
            pd.DataFrame(listed, columns=["ticker", "company", "market_value"]),
            "screener.csv",
        ),
    )


@pytest.fixture
def history_of():
    """Make a History from columns of prices; every frame may be left out."""

    def make(as_of, *, adjusted=None, close=None, paid=None, splits=()):
        frames = ((Kind.ADJUSTED, adjusted), (Kind.CLOSE, close), (Kind.DISTRIBUTION, paid))
        picked = {
            (kind, name): series(name, frame[name], kind)
            for kind, frame in frames
            if frame is not None
            for name in frame
        }
        for day, name in splits:
            event = pd.Series([2.0], pd.to_datetime([day]))
            picked[Kind.SPLIT, name] = series(name, event, Kind.SPLIT)
        return lay_out(picked, as_of)

    return make


@pytest.fixture(scope="session")
def as_of():
    return AS_OF
