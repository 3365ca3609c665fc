from dataclasses import replace

import numpy as np
import pytest

from allocator.errors import Severity
from allocator.market.quality.contradictions import Difference, closes_apart, contradictions
from allocator.market.quality.monthly import at_month_ends
from allocator.market.series import Frequency, Kind
from allocator.model.quality import Check

ERROR, WARNING = Severity.ERROR, Severity.WARNING


@pytest.fixture
def spy(market, pick):
    return pick(market(), Kind.ADJUSTED, "SPY")


@pytest.fixture
def other(spy):
    """The same from another source, on another base."""
    key = replace(spy.key, source="file")
    return replace(spy, key=key, values=spy.values * 1.7)


def test_two_sources_on_different_bases_agree(spy, other):
    assert contradictions(spy, other) == ()
    assert np.abs(Difference.of(spy, other).off).max() < 1e-14


@pytest.mark.parametrize(
    ("times", "severity"),
    [(1.0049, None), (1.0051, ERROR), (1.37, ERROR), (0.2, WARNING), (2.0, WARNING), (1.5, ERROR)],
)
def test_closes_are_dollars_and_differ_by_splits_only(spy, times, severity):
    """In Canadian dollars every change is nearly right, and every price wrong."""
    close = replace(spy, key=replace(spy.key, kind=Kind.CLOSE))
    other = replace(close, key=replace(close.key, source="file"), values=close.values / times)
    found = closes_apart(close, other)
    assert [each.severity for each in found] == [severity] * (severity is not None)
    assert all(each.others == (str(other.key),) for each in found)
    assert closes_apart(spy, replace(other, key=replace(other.key, kind=Kind.ADJUSTED))) == ()


@pytest.mark.parametrize(("bp", "count"), [(4.9, 0), (5.1, 2)])
def test_five_basis_points_of_a_price_are_the_limit(spy, other, altered, bp, count):
    found = contradictions(altered(spy, 700, 1 + bp * 1e-4), other)
    assert sum(each.count for each in found) == count


def test_a_difference_names_its_days_sizes_and_the_other_source(spy, other, altered):
    (found,) = contradictions(altered(spy, 700, 1.002), other)
    assert (found.check, found.severity, found.place) == (Check.SOURCES, WARNING, str(spy.key))
    assert found.message == (
        f"differs from {other.key} by more than 5 bp on 2 of 3,269 days: {spy.days[700]} (+0.20%), "
        f"{spy.days[701]} (-0.20%); 2 of them undo each other"
    )


@pytest.mark.parametrize(("row", "severity"), [(700, WARNING), (-100, ERROR)])
def test_a_step_matters_in_the_last_common_year(spy, other, altered, row, severity):
    (found,) = contradictions(altered(spy, slice(row, None), 0.99), other)
    assert (found.severity, found.count, found.first) == (severity, 1, spy.days[row].item())
    assert ("-100 bp in the last common year" in found.message) == (severity is ERROR)


def test_the_last_common_year_is_that_of_the_shorter_series(spy, other, altered):
    short = other.where(other.days <= other.days[900])
    (found,) = contradictions(altered(spy, slice(800, None), 0.99), short)
    assert found.severity is ERROR


def test_a_drift_without_any_jump_is_an_error(spy, other):
    """A price index under the name of a total return falls behind by a basis point a day."""
    drift = np.exp(-0.0001 * np.arange(len(spy)))
    (found,) = contradictions(replace(spy, values=spy.values * drift), other)
    assert (found.severity, found.count) == (ERROR, 3269)
    assert found.message == (
        f"drifts from {other.key}, never by more than 5 bp at once: -249 bp in the last common year"
    )


@pytest.mark.parametrize(("factor", "severity"), [(1.004, WARNING), (0.99, ERROR)])
def test_only_the_last_row_makes_it_an_unfinished_session(spy, other, altered, factor, severity):
    (found,) = contradictions(altered(spy, -1, factor), other)
    assert (found.check, found.severity, found.count) == (Check.INTRADAY, severity, 1)
    assert found.first == spy.days[-1].item()


def test_a_last_row_that_is_not_the_only_one_is_one_of_several(spy, other, altered):
    (found,) = contradictions(altered(altered(spy, 700, 1.002), -1, 1.004), other)
    assert (found.check, found.count) == (Check.SOURCES, 3)


@pytest.mark.parametrize("swapped", [False, True])
def test_the_series_that_ends_is_the_one_with_the_unfinished_row(spy, other, altered, swapped):
    early = altered(spy.where(spy.days <= spy.days[2000]), -1, 1.003)
    (found,) = contradictions(other, early) if swapped else contradictions(early, other)
    assert (found.check, found.place) == (Check.INTRADAY, str(spy.key))


def test_a_last_common_row_after_which_both_go_on_is_not_unfinished(spy, other, altered):
    """Two gaps after it leave the two without later common days."""
    spoilt = altered(spy, 2000, 1.003)
    mine, theirs = (np.arange(len(spy)) <= 2000 for _ in range(2))
    mine[2001::2], theirs[2002::2] = True, True
    (found,) = contradictions(spoilt.where(mine), other.where(theirs))
    assert (found.check, found.count) == (Check.SOURCES, 1)


def test_days_meet_months_at_their_ends(spy, altered):
    months = replace(at_month_ends(spy), key=replace(spy.key, source="monthly"))
    assert contradictions(months, spy) == ()
    (found,) = contradictions(altered(months, 50, 1.003), spy)
    assert (found.check, found.count) == (Check.SOURCES, 2)
    assert "2 of 155 months" in found.message


@pytest.mark.parametrize(
    ("kind", "name", "enough"), [(Kind.RETURN, "Mkt-RF", 0.11), (Kind.RATE, "DGS10", 0.03)]
)
def test_returns_and_rates_are_compared_as_they_stand(make, kind, name, enough):
    days = np.arange("2020-01-01", "2020-02-01", dtype="M8[D]")
    one, other = (make(kind, name, days, np.full(31, 2.0), source=source) for source in "ab")
    values = one.values.copy()
    values[10] += enough
    (found,) = contradictions(replace(one, values=values), other)
    assert (found.severity, found.count, found.first) == (WARNING, 1, days[10].item())
    values[10] -= enough / 2
    assert contradictions(replace(one, values=values), other) == ()


def test_different_things_of_one_name_are_not_compared(make):
    """SMB of three factors and of five; months of a return against its days."""
    days = np.arange("2020-01-01", "2020-02-01", dtype="M8[D]")
    three, five = (make(Kind.RETURN, "SMB", days, np.full(31, n), source=str(n)) for n in (3, 5))
    assert contradictions(three, five) == ()
    daily = make(Kind.RETURN, "HML", days, np.full(31, 1.0))
    monthly = make(Kind.RETURN, "HML", days[-1:], [31.0], Frequency.MONTHLY, "months")
    assert contradictions(monthly, daily) == ()
    ratio = make(Kind.VALUATION, "Shiller CAPE", days, np.full(31, 25.0))
    assert contradictions(ratio, replace(ratio, values=ratio.values * 2)) == ()


def test_series_without_common_days_cannot_contradict_each_other(spy, other):
    early, late = spy.where(spy.days < spy.days[100]), other.where(other.days > spy.days[100])
    assert contradictions(early, late) == ()
    assert contradictions(early, other.where(other.days == spy.days[0])) == ()
