"""A made-up market in which nothing is wrong, to be spoilt in one place at a time."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from allocator.market.catalogue import public_days
from allocator.market.series import Frequency, Kind
from allocator.market.sessions import bond_days, sessions
from tests.made_series import made_series

FIRST, LAST = np.datetime64("2012-01-03", "D"), np.datetime64("2024-12-31", "D")
FEES = {"SPY": 0.000945, "IVV": 0.0003, "IWM": 0.0019, "VTWO": 0.001}
YIELDS = {"SPY": 0.0045, "IVV": 0.0046, "IWM": 0.003, "VTWO": 0.0031}


@pytest.fixture(scope="session")
def make():
    """Make a series from days and values."""
    return make_series


@pytest.fixture(scope="session")
def market():
    """Make every series of a sound market, by a seed."""
    return sound_market


@pytest.fixture(scope="session")
def pick():
    """Take one of several series by kind and name."""
    return lambda some, kind, name: next(
        each for each in some if (each.key.kind, each.key.name) == (kind, name)
    )


@pytest.fixture(scope="session")
def swap():
    """Put a spoilt series in the place of the sound one."""
    return lambda some, spoilt: tuple(spoilt if each.key == spoilt.key else each for each in some)


@pytest.fixture(scope="session")
def altered():
    """Change values of a series from one row on, or in one row only."""
    return change_values


def make_series(kind, name, days, values, frequency=Frequency.DAILY, source="yahoo"):
    days = np.array(days, dtype="M8[D]")
    known = public_days(name, days) if len(days) else days
    return made_series(kind, name, values, days, frequency=frequency, source=source, known=known)


def change_values(series, rows, factor):
    values = series.values.copy()
    values[rows] *= factor
    return replace(series, values=values)


@cache
def sound_market(seed=0):
    rng = np.random.default_rng(seed)
    days = sessions(FIRST, LAST)
    large = 0.0003 + 0.009 * rng.standard_normal(len(days))
    small = large + 0.006 * rng.standard_normal(len(days))
    index = {"SPY": large, "IVV": large, "IWM": small, "VTWO": small}
    out = [
        make_series(Kind.TOTAL_RETURN, "RU2000TR", days, level(small), source="fred"),
        make_series(Kind.PRICE_INDEX, "GSPC", days, level(large - 0.00007)),
        make_series(Kind.RETURN, "Mkt-RF", days, 100 * large, source="french"),
        *rates(days, rng),
        *monthly(days, large, rng),
    ]
    for name, returns in index.items():
        noise = np.diff(0.0003 * rng.standard_normal(len(days) + 1))
        out += fund(name, days, returns + noise - FEES[name] / 252)
    return tuple(out)


def level(returns):
    return 100 * np.cumprod(1 + returns)


def fund(name, days, returns):
    """A fund that pays in every quarter, adjusted as Yahoo does: A = growth, and P falls by D."""
    total = level(returns)
    pays = np.diff(days.astype("M8[M]").astype(int) // 3, prepend=0) > 0
    pays[0] = False
    close = total * np.cumprod(np.where(pays, 1 - YIELDS[name], 1))
    paid = YIELDS[name] * close[np.flatnonzero(pays) - 1]
    yield make_series(Kind.CLOSE, name, days, close)
    yield make_series(Kind.ADJUSTED, name, days, total * close[-1] / total[-1])
    yield make_series(Kind.DISTRIBUTION, name, days[pays], paid, Frequency.EVENTS)


def rates(days, rng):
    """A yield on the days of the bond market, an overnight rate on every day."""
    of_bonds, every = bond_days(FIRST, LAST), np.arange(FIRST, LAST + 1)
    yield make_series(Kind.RATE, "DGS10", of_bonds, 3 + walk(of_bonds, rng), source="fred")
    yield make_series(Kind.RATE, "DFF", every, 2 + walk(every, rng), source="fred")


def walk(days, rng):
    return np.sin(np.cumsum(0.02 * rng.standard_normal(len(days))))


def monthly(days, large, rng):
    """Returns of the market and of portfolios, prices of a fund, consumer prices, by month."""
    months = days.astype("M8[M]")
    last = np.append(months[1:] > months[:-1], True)
    ends = (months[last] + 1).astype("M8[D]") - 1
    made = np.diff(level(large)[last]) / level(large)[last][:-1]
    portfolio = 100 * (1.1 * made + 0.01 * rng.standard_normal(len(made)))
    month = Frequency.MONTHLY
    yield make_series(Kind.RETURN, "Mkt-RF", ends[1:], 100 * made, month, "french_monthly")
    yield make_series(Kind.RETURN, "Qnt 2", ends[1:], portfolio, month, "french_monthly")
    yield make_series(Kind.RETURN, "RF", ends[1:], np.full(len(made), 0.1), month, "french_monthly")
    yield make_series(
        Kind.MACRO, "CPIAUCSL", ends, 230 * 1.002 ** np.arange(len(ends)), month, "fred"
    )
    yield make_series(Kind.VALUATION, "Shiller CAPE", ends, 25 + walk(ends, rng), month, "shiller")
    yield make_series(Kind.PRICE_INDEX, "GSPC", ends, level(large - 0.00007)[last], month, "months")
