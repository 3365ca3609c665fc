"""Nothing raises for bad data, and what would break a snapshot is always found."""

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.bundled import FACTS
from allocator.errors import MarketDataError, Problem, Severity
from allocator.market.archive import Memory
from allocator.market.facts import read_facts
from allocator.market.quality import examine
from allocator.market.series import Frequency, Key, Kind, Series
from allocator.model.quality import Check

SHIPPED = read_facts(FACTS)
NAMES = ["SPY", "IWM", "IVV", "RU2000TR", "GSPC", "DFF", "Mkt-RF", "CPIAUCSL", "a/b (c)", ""]
DAY = st.one_of(
    st.integers(14600, 14700), st.integers(-80000, 90000), st.just(np.iinfo(np.int64).min)
)
VALUE = st.one_of(st.sampled_from([0.0, -1.0, 100.0]), st.floats(), st.floats(1, 200))


@st.composite
def anything(draw):
    rows = draw(st.lists(st.tuples(DAY, VALUE, st.integers(0, 40)), max_size=40))
    days = np.array([row[0] for row in rows], dtype="M8[D]")
    known = days + np.array([row[2] for row in rows], dtype="m8[D]")
    key = Key(
        draw(st.sampled_from(Kind)), draw(st.sampled_from(NAMES)), draw(st.sampled_from("xy"))
    )
    values = np.array([row[1] for row in rows], dtype=float)
    return Series(key, draw(st.sampled_from(Frequency)), days, values, known, "made up")


some = st.lists(anything(), max_size=8, unique_by=lambda each: each.key)
as_ofs = st.one_of(st.none(), st.dates(date(1950, 1, 1), date(2100, 1, 1)))


@given(some, as_ofs)
@settings(max_examples=30, deadline=None)
def test_whatever_the_data_findings_are_the_answer(series, as_of):
    found = examine(Memory(tuple(series)), SHIPPED, as_of)
    assert all(each.first <= each.last and each.count > 0 for each in found)


@given(some, as_ofs)
@settings(max_examples=100, deadline=None)
def test_days_that_are_not_in_order_each_once_are_always_an_error(series, as_of):
    """Whoever makes frames of series may rely on it."""
    errors = {
        each.place
        for each in examine(Memory(tuple(series)), SHIPPED, as_of)
        if each.severity is Severity.ERROR and each.check in {Check.ORDER, Check.DUPLICATE}
    }
    for each in series:
        seen = each if as_of is None else each.until(as_of)
        if not seen.is_ordered:
            assert str(each.key) in errors


@given(some, st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_findings_do_not_depend_on_the_order_of_series(series, random):
    shuffled = list(series)
    random.shuffle(shuffled)
    found = examine(Memory(tuple(series)), SHIPPED, None)
    assert examine(Memory(tuple(shuffled)), SHIPPED, None) == found


def test_a_series_that_cannot_be_read_is_left_to_the_archive(market):
    class Damaged(Memory):
        def read(self, key):
            if key.name == "DFF":
                raise MarketDataError(Problem("DFF.parquet", "is damaged"))
            return super().read(key)

    assert examine(Damaged(market()), SHIPPED, None) == ()
