"""Two real fetches of one series, months apart: what a refresh must tell from a contradiction."""

import pandas as pd
import pytest

from allocator.market.series import Frequency, Key, Kind, Series
from allocator.market.store import Outcome
from allocator.market.store.merge import merged
from tests.shared_data import DATA

pytestmark = pytest.mark.realdata


def fetched(kind, path, column, rows_above=0):
    """Read a column of closes by day, as one source would have sent it."""
    frame = pd.read_csv(DATA / path, skiprows=range(1, 1 + rows_above), index_col=0)
    days = pd.to_datetime(frame.index.str[:10])
    values = frame[column].astype("f8").set_axis(days).dropna()
    return Series.of(Key(kind, column, "yahoo"), Frequency.DAILY, values, path)


def outcome(stored, offered):
    """Put one fetch on top of the other."""
    _, merge = merged(stored, offered, replacing=False)
    return merge.outcome, merge.factor


def test_two_distributions_between_two_fetches_are_one_factor():
    """IWM paid 0.842 after a close of 251.93 (2025-12-15), and 0.442 after 248.92 (2026-03-16)."""
    old = fetched(Kind.ADJUSTED, "source_formats/yfinance_multiheader_IWM.csv", "Price.1", 3)
    new = fetched(Kind.ADJUSTED, "prices/etf_adjclose_daily.csv", "IWM")
    found, factor = outcome(old, new)
    assert found is Outcome.READJUSTED
    assert factor == pytest.approx((1 - 0.842 / 251.93) * (1 - 0.442 / 248.92), abs=2e-6)


@pytest.mark.parametrize(
    ("kind", "column", "path", "fund"),
    [
        (Kind.ADJUSTED, "AdjClose", "prices/etf_adjclose_daily.csv", "VOO"),
        (Kind.CLOSE, "Close", "prices/etf_close_unadjusted_daily.csv", "VOO"),
    ],
)
def test_two_fetches_without_one_in_between_agree(kind, column, path, fund):
    one = fetched(kind, "source_formats/ohlc_adjclose_dividends_VOO.csv", column)
    other = fetched(kind, path, fund)
    assert outcome(one, other) == outcome(other, one) == (Outcome.SAME, None)


def test_a_close_is_no_adjusted_close():
    """The trap of `Adj Close` = Close: the two differ in steps, at each distribution."""
    adjusted = fetched(Kind.ADJUSTED, "prices/etf_adjclose_daily.csv", "VOO")
    close = fetched(Kind.ADJUSTED, "prices/etf_close_unadjusted_daily.csv", "VOO")
    assert outcome(adjusted, close) == (Outcome.CONTRADICTED, None)
