"""Phases against two made-up indexes, whose returns over any days are known."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from allocator.errors import MarketDataError
from allocator.market.archive import Memory
from allocator.market.price_history import price_history
from allocator.model.rate_cycle import Phase

DAYS = pd.bdate_range("2017-01-02", "2021-12-31")


def wavy(seed, drift):
    """A level that moves as an index does: nothing in it looks like an error."""
    steps = np.random.default_rng(seed).normal(drift, 0.008, len(DAYS))
    return pd.Series(1000 * np.exp(np.cumsum(steps)).round(6), DAYS)


@pytest.fixture(scope="module")
def archive(make_series):
    return Memory.of(
        make_series("RUT", wavy(1, 0.0003)),
        make_series("GSPC", wavy(2, 0.0002)),
    )


def test_each_phase_runs_from_the_close_of_its_entry_to_that_of_the_next(archive):
    found = price_history(archive, date(2021, 6, 30))
    spans = {span.start: span for span in found.spans}
    half = spans[date(2019, 7, 31)]
    small = wavy(1, 0.0003)
    assert (half.phase, half.end, half.is_over) == (Phase.FIRST_HALF, date(2020, 2, 27), True)
    assert half.small == pytest.approx(small["2020-02-27"] / small["2019-07-31"] - 1)
    assert [a.end for a in found.spans[:-1]] == [b.start for b in found.spans[1:]]


def test_levels_begin_at_a_hundred_with_the_first_phase_that_has_prices(archive):
    found = price_history(archive, date(2021, 6, 30))
    assert found.small[0] == found.large[0] == 100
    assert found.days[0] == found.spans[0].start


def test_nothing_later_than_the_day_is_used(archive):
    early, late = (price_history(archive, date(year, 6, 30)) for year in (2020, 2021))
    assert early.until == date(2020, 6, 30)
    assert not early.spans[-1].is_over
    assert early.spans[:-1] == late.spans[: len(early.spans) - 1]
    assert (late.small[: len(early.small)] == early.small).all()


def test_phases_are_told_up_to_the_last_price_only(archive):
    """The cut of September 2024 is known by 2025, but no price is: it is in no phase."""
    found = price_history(archive, date(2025, 6, 30))
    assert found.until == date(2021, 12, 31)
    assert found.spans[-1].phase is Phase.HOLD_LOW


@pytest.mark.parametrize("missing", ["RUT", "GSPC"])
def test_an_index_that_is_not_there_is_named_with_the_way_to_get_it(archive, missing):
    rest = replace(archive, series=tuple(s for s in archive.series if s.key.name != missing))
    with pytest.raises(MarketDataError) as told:
        price_history(rest, date(2021, 6, 30))
    (problem,) = told.value.problems
    assert f"({missing})" in problem.message
    assert "allocator data refresh" in problem.remedy


def test_prices_that_end_before_the_first_phase_are_refused(make_series):
    days = pd.bdate_range("1988-01-04", "1989-01-31")
    level = pd.Series(np.linspace(100, 120, len(days)), days)
    archive = Memory.of(make_series("RUT", level), make_series("GSPC", level * 1.01))
    with pytest.raises(MarketDataError, match="before the first known phase"):
        price_history(archive, date(2021, 6, 30))


def test_levels_with_an_error_in_them_are_refused(archive):
    small, large = archive.series
    broken = replace(small, values=np.where(small.days == small.days[600], -5.0, small.values))
    with pytest.raises(MarketDataError):
        price_history(replace(archive, series=(broken, large)), date(2021, 6, 30))
