"""Series and tables to store, and a store to put them into."""

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest

from allocator.market.series import Kind, Table, TableKey, TableKind
from allocator.market.store import Store
from tests.made_series import made_series


@pytest.fixture(scope="session")
def now():
    return datetime(2026, 5, 1, 21, 30, 15, 250000, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "home")


@pytest.fixture(scope="session")
def series():
    """Make a series from its numbers, on days that follow one another unless given."""

    def make(values, kind=Kind.CLOSE, *, name="IWM", start="2026-01-01", days=None, known=None):
        return made_series(kind, name, values, start if days is None else days, known=known)

    return make


@pytest.fixture(scope="session")
def prices():
    """A hundred closes that move by a per cent a day, the same each time."""
    steps = np.random.default_rng(3).standard_normal(100)
    return 100 * np.exp(np.cumsum(0.01 * steps))


@pytest.fixture(scope="session")
def table():
    """Three lines of a fund: one is the company with the ticker NA, and gives no price."""

    def make(*weights):
        lines = pd.DataFrame(
            {
                "ticker": ["AAPL", "NA", ""],
                "name": ["Apple, Inc.", 'Nano "Labs"', "a\nline"],
                "weight": weights or (5.5, -0.0, 1 / 3),
                "price": [200.1, np.nan, np.nan],
            }
        )
        key = TableKey(TableKind.HOLDINGS, "IWV", date(2026, 4, 30), "ishares")
        return Table(key, lines, "made up")

    return make


@pytest.fixture
def file_in():
    """Find the one file of a store, or of a part of it."""

    def find(store, folder="series"):
        (found,) = (store.home / folder).rglob("*.parquet")
        return found

    return find


@pytest.fixture(scope="session")
def content():
    """Read a folder to the bit: every file but the lock, by its path."""

    def read(folder):
        files = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}

    return read
