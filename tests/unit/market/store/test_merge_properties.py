"""What holds of merging whatever comes: parts and wholes, noise, restated and readjusted numbers."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.market.series import PRICES, Kind
from allocator.market.store import Outcome
from allocator.market.store.merge import merged


def put(stored, offered):
    """Merge, and hold that a contradiction keeps what is stored."""
    kept, merge = merged(stored, offered, replacing=False)
    assert kept is stored or merge.outcome is not Outcome.CONTRADICTED
    return kept, merge


def part(whole, start, stop):
    """Take a stretch of a series."""
    rows = np.arange(len(whole))
    return whole.where((rows >= start) & (rows < stop))


spans = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(sorted)


@settings(deadline=None)
@given(cuts=st.lists(st.integers(2, 98), unique=True, max_size=6), data=st.data())
def test_overlapping_parts_in_any_order_make_the_whole(series, prices, cuts, data):
    """Each part but the first shares a day with those before it; of known days the later counts."""
    whole = series(prices, Kind.ADJUSTED)
    bounds = [0, *sorted(cuts), 99]
    parts = [(low, high + 1) for low, high in pairwise(bounds)]
    first = data.draw(st.integers(0, len(parts) - 1))
    order = [*range(first, len(parts)), *reversed(range(first))]
    stored, added = None, 0
    for number in order:
        stored, merge = put(stored, part(whole, *parts[number]))
        assert merge.outcome in {Outcome.NEW, Outcome.EXTENDED}
        added += merge.added
    assert (stored.digest, added) == (whole.digest, 100)


@settings(deadline=None)
@given(first=spans, second=spans, kind=st.sampled_from(Kind))
def test_parts_of_one_series_never_contradict_unless_they_share_no_day(
    series, prices, first, second, kind
):
    whole = series(prices, kind)
    one, other = (part(whole, low, high + 1) for low, high in (first, second))
    stored, merge = put(one, other)
    if merge.outcome is Outcome.CONTRADICTED:
        assert first[1] < second[0] or second[1] < first[0]
        assert kind in {Kind.CLOSE, Kind.ADJUSTED, Kind.MACRO}
        return
    held = sorted({*range(first[0], first[1] + 1), *range(second[0], second[1] + 1)})
    assert stored.digest == whole.where(np.isin(np.arange(100), held)).digest
    again, merge = put(stored, other)
    assert (again.digest, merge.outcome) == (stored.digest, Outcome.SAME)


@settings(deadline=None)
@given(
    factor=st.floats(0.01, 100),
    noise=st.floats(-4e-7, 4e-7),
    extra=st.integers(0, 20),
)
def test_readjusting_and_back_gives_the_series_again(series, prices, factor, noise, extra):
    whole = series(prices, Kind.ADJUSTED)
    scaled = replace(whole, values=prices * factor * (1 + noise))
    there, merge = put(part(whole, 0, 100 - extra), scaled)
    if abs(factor * (1 + noise) - 1) > 6e-6:
        assert merge.outcome is Outcome.READJUSTED
        assert merge.factor == pytest.approx(factor * (1 + noise), rel=1e-9)
        assert there.digest == scaled.digest
        back, merge = put(there, whole)
        assert merge.outcome is Outcome.READJUSTED
        assert back.digest == whole.digest


@settings(deadline=None)
@given(
    row=st.integers(0, 99),
    size=st.floats(1e-5, 0.5) | st.floats(-0.5, -1e-5),
    span=spans,
    kind=st.sampled_from([*PRICES, Kind.RATE, Kind.DISTRIBUTION, Kind.SPLIT]),
)
def test_one_number_off_is_never_taken_in_silence(series, prices, row, size, span, kind):
    """Whatever part of the days is offered: if the number is in it, it is found and named."""
    changed = prices.copy()
    changed[row] *= 1 + size
    low, high = span
    offered = part(series(changed, kind), low, high + 1)
    stored, merge = put(series(prices, kind), offered)
    assert stored.digest == series(prices, kind).digest
    if low <= row <= high:
        assert merge.outcome is Outcome.CONTRADICTED
        day = np.datetime64("2026-01-01") + row
        assert f"on {day}: {prices[row]:.8g} stored, {changed[row]:.8g} offered" in merge.message
    else:
        assert merge.outcome is Outcome.SAME
