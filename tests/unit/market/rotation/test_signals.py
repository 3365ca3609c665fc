"""The signals of a snapshot, on the made-up market of the builder's tests."""

from dataclasses import replace

import numpy as np
import pytest

from allocator.market import build_snapshot
from allocator.market.series import Kind
from allocator.market.sessions import sessions
from allocator.market.snapshot_file import parse_snapshot
from tests.made_series import made_series

PRICES = (
    "burst",
    "relative-strength-20",
    "relative-strength-60",
    "relative-strength-120",
    "record",
    "round-number",
)


@pytest.fixture(scope="module")
def volumes(as_of):
    """Two years of volumes, five times as many in the last week, and some days beyond it."""
    days = sessions(np.datetime64("2023-01-03"), np.datetime64("2025-07-31"))
    values = np.random.default_rng(4).uniform(90, 110, len(days))
    values[days > np.datetime64("2025-06-20")] = 500.0
    return made_series(Kind.VOLUME, "IWM call volume", values, days, source="calls")


def built(archive, as_of, *more):
    whole = replace(archive, series=(*archive.series, *more))
    return parse_snapshot(build_snapshot(whole, as_of).encode(), "built")


def test_every_snapshot_has_the_signals_of_prices(archive, as_of):
    snapshot = built(archive, as_of)
    assert tuple(signal.key for signal in snapshot.signals) == PRICES
    for signal in snapshot.signals:
        assert signal.evidence.baseline_mean == snapshot.signals[0].evidence.baseline_mean
        assert all(episode.end <= as_of for episode in signal.evidence.episodes)
        assert signal.since is None or signal.since <= as_of


def test_volumes_of_calls_add_a_signal_as_known_on_the_day(archive, as_of, volumes):
    snapshot = built(archive, as_of, volumes)
    signal = snapshot.signals[-1]
    assert tuple(each.key for each in snapshot.signals) == (*PRICES, "call-volume")
    assert str(signal.since) == "2025-06-23"
    assert f"on {as_of} z +" in signal.seen
    assert signal.read_from.endswith(f" to {as_of}")
    assert [each.last for each in snapshot.inputs if "call volume" in each.name] == [as_of]
    assert not [each for each in snapshot.findings if "call volume" in each.place]
    cut = built(archive, as_of, volumes.until(as_of))
    assert cut.signals == snapshot.signals


def test_volumes_of_anything_else_are_not_used(archive, as_of, volumes):
    other = replace(volumes, key=replace(volumes.key, name="SPY call volume"))
    assert built(archive, as_of, other).signals == built(archive, as_of).signals


def test_volumes_by_the_month_are_said_to_be_unused(archive, as_of):
    days = np.arange("2023-01", "2025-06", dtype="M8[M]").astype("M8[D]") + 27
    from allocator.market.series import Frequency

    monthly = made_series(
        Kind.VOLUME, "call volume", np.ones(len(days)), days, frequency=Frequency.MONTHLY
    )
    snapshot = built(archive, as_of, monthly)
    assert "call-volume" not in {signal.key for signal in snapshot.signals}
    assert any("volumes are used by the day" in each.message for each in snapshot.findings)
