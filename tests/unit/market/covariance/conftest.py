"""Made-up weekly returns and levels of a window, some of them short."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from allocator.model.assets import AssetClass

AS_OF = date(2025, 6, 25)
FRIDAYS = pd.date_range("2015-06-19", "2025-06-20", freq="W-FRI")


@pytest.fixture
def as_of():
    """A Wednesday: the week to Friday the 27th is not over."""
    return AS_OF


@pytest.fixture
def returns():
    """Five years of weekly returns: two stock indexes and two bond indexes, related inside each."""
    rng = np.random.default_rng(3)
    stock, bond = 0.02 * rng.standard_normal((2, 260))
    own = 0.005 * rng.standard_normal((4, 260))
    columns = {
        "Bond A": bond + own[0],
        "Bond B": 0.5 * bond + own[1],
        "Stock A": stock + own[2],
        "Stock B": 1.2 * stock + own[3],
    }
    return pd.DataFrame(columns, pd.date_range("2020-01-03", periods=260, freq="W-FRI"))


@pytest.fixture
def classes():
    return {
        "Bond A": AssetClass.BOND,
        "Bond B": AssetClass.BOND,
        "Gold": AssetClass.COMMODITY,
        "Stock A": AssetClass.EQUITY,
        "Stock B": AssetClass.EQUITY,
    }


@pytest.fixture
def levels():
    """Levels on Fridays: 522 weeks of two stocks and a bond, 200 of another bond, all related."""
    rng = np.random.default_rng(1)
    common = rng.standard_normal((len(FRIDAYS), 1))
    mixed = 0.02 * (common + rng.standard_normal((len(FRIDAYS), 4)))
    names = ["Stock A", "Bond B", "Stock B", "Bond A"]
    frame = pd.DataFrame(100 * np.cumprod(1 + mixed, axis=0), FRIDAYS, names)
    frame.loc[: FRIDAYS[-202], "Bond B"] = np.nan
    return frame
