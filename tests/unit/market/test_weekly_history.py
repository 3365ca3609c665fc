"""Histories do not ship: only who asks for them has them in a snapshot."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from allocator.market import build_snapshot
from allocator.market.series import Kind
from allocator.market.snapshot_file import parse_snapshot, snapshot_text


@pytest.fixture(scope="module")
def late(archive):
    """An archive in which TLT begins in 2019."""

    def cut(series):
        is_tlt = (series.key.kind, series.key.name) == (Kind.ADJUSTED, "TLT")
        return series.where(series.days >= np.datetime64("2019-01-01")) if is_tlt else series

    return replace(archive, series=tuple(map(cut, archive.series)))


@pytest.fixture(scope="module")
def text(late, as_of):
    return build_snapshot(late, as_of, with_history=True)


@pytest.fixture(scope="module")
def snapshot(text):
    return parse_snapshot(text.encode(), "built")


def test_only_a_snapshot_that_is_asked_for_them_has_weeks(late, as_of, snapshot):
    plain = parse_snapshot(build_snapshot(late, as_of).encode(), "built")
    assert plain.weeks is None
    assert "weeks" not in plain.sources
    without = replace(
        snapshot,
        weeks=None,
        sources={key: said for key, said in snapshot.sources.items() if key != "weeks"},
    )
    assert snapshot_text(without) == snapshot_text(plain)


def test_weeks_are_those_of_the_risk_model(snapshot):
    """The sample covariance of the weeks, times 52, is the model's; a second computation."""
    weeks, risk = snapshot.weeks, snapshot.risk
    assert (len(weeks.ends), weeks.ends[-1]) == (risk.weeks, risk.end)
    expected = risk.among(weeks.indexes)
    assert 52 * np.cov(weeks.returns.T) == pytest.approx(expected, rel=1e-3, abs=1e-7)


def test_weeks_are_those_of_the_series(snapshot, archive):
    (levels,) = (s for s in archive.series if (s.key.kind, s.key.name) == (Kind.ADJUSTED, "QQQ"))
    weekly = levels.to_pandas().resample("W-FRI").last().pct_change()
    own = snapshot.weeks.returns[:, snapshot.weeks.indexes.index("Nasdaq-100")]
    assert own == pytest.approx(weekly[pd.DatetimeIndex(snapshot.weeks.ends)], abs=5.1e-7)


def test_an_index_whose_weeks_are_filled_in_has_no_history_and_is_named(snapshot):
    assert set(snapshot.risk.indexes) - set(snapshot.weeks.indexes) == {"US Treasuries 20+ Years"}
    assert snapshot.sources["weeks"].endswith(
        "without US Treasuries 20+ Years, whose weeks are filled in"
    )


def test_a_history_is_written_and_read_the_same_to_the_byte(text, snapshot):
    assert snapshot_text(snapshot) == text


def test_a_history_stays_small(text):
    assert len(text) < 1_000_000
