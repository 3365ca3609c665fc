from datetime import date

import pandas as pd
import pytest

from allocator.bundled import FACTS
from allocator.market.facts import read_facts
from allocator.market.series import Frequency, Kind
from allocator.market.valuations import valuation_histories

MONTHS = pd.date_range("2010-01-31", "2024-12-31", freq="ME")


@pytest.fixture
def histories(make_series):
    def make(**named):
        picked = {}
        for word, values in named.items():
            name = word.replace("_PE", " P/E").replace("_", " ")
            made = make_series(name, values, Kind.VALUATION, frequency=Frequency.MONTHLY)
            picked[Kind.VALUATION, name] = made
        return valuation_histories(picked, read_facts(FACTS))

    return make


def test_ten_years_are_shown_and_the_mean_is_of_all(histories):
    values = pd.Series(range(1, len(MONTHS) + 1), MONTHS, dtype="f8")
    (found,) = histories(Shiller_CAPE=values)
    assert (found.index, len(found.months)) == ("S&P 500", 120)
    assert found.months[-1] == date(2024, 12, 31)
    assert found.values[-1] == len(MONTHS)
    assert (found.since, found.mean) == (date(2010, 1, 31), (1 + len(MONTHS)) / 2)
    assert "10 years of real earnings" in found.definition


def test_a_funds_own_ratio_is_one_of_its_index_by_its_own_definition(histories):
    """Fetched on several days of a month, the last one counts."""
    days = pd.to_datetime(["2026-01-05", "2026-01-20", "2026-02-03"])
    (found,) = histories(IWM_PE=pd.Series([17.0, 18.0, 19.0], days))
    assert (found.index, found.values) == ("Russell 2000", (18.0, 19.0))
    assert "Yahoo" in found.definition
    assert "IWM" in found.definition


def test_amounts_and_unknown_funds_are_no_ratios(histories):
    values = pd.Series(1.0, MONTHS)
    assert histories(Shiller_price=values, Shiller_earnings=values, XYZ_PE=values) == ()
