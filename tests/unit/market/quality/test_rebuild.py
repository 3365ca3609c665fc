"""The vendor's convention, and each way in which an adjusted price departs from it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.errors import Severity
from allocator.market.prices import carried_on
from allocator.market.quality.rebuild import Rebuilt, rebuild
from allocator.market.series import Kind
from allocator.model.quality import Check

ERROR, WARNING = Severity.ERROR, Severity.WARNING


@pytest.fixture
def fund(market, pick):
    """A fund with 51 distributions of 0.45 percent of its close."""
    return tuple(
        pick(market(), kind, "SPY") for kind in (Kind.CLOSE, Kind.ADJUSTED, Kind.DISTRIBUTION)
    )


def ex_rows(close, paid):
    return np.searchsorted(close.days, paid.days)


def appended(close, adjusted, row):
    """What a crawler keeps that adds each day's rows to what it has: adjusted up to a row."""
    factor = close.values[row - 1] / adjusted.values[row - 1]
    return replace(adjusted, values=np.append(adjusted.values[:row] * factor, close.values[row:]))


def test_a_sound_fund_is_rebuilt_to_the_last_bits(fund):
    assert rebuild(*fund) == ()
    assert np.abs(Rebuilt.of(*fund).off).max() < 1e-12


@pytest.mark.parametrize(("times", "count"), [(2, 1), (1.37, 1), (1.02, 1), (1.004, 0), (0.3, 0)])
def test_an_adjusted_price_is_never_above_the_close(fund, times, count):
    """Closes halved for a split, or in another currency; later distributions only lower it."""
    close, adjusted, paid = fund
    level = times * close.values[-1] / adjusted.values[-1]
    other = replace(adjusted, values=adjusted.values * level)
    found = [each for each in rebuild(close, other, paid) if "can only be less" in each.message]
    assert [each.severity for each in found] == [WARNING] * count
    assert all(each.others == (str(close.key),) for each in found)


def test_it_is_the_convention_by_which_closes_are_carried_on(fund):
    close, adjusted, paid = fund
    end = carried_on(close.values[0], adjusted.to_pandas(), paid.to_pandas())
    assert end == pytest.approx(close.values[-1], rel=1e-12)
    assert Rebuilt.of(*fund).implied[ex_rows(close, paid) - 1] == pytest.approx(paid.values)


@given(st.integers(1, 20))
@settings(max_examples=10, deadline=None)
def test_an_adjusted_price_that_was_appended_names_every_distribution_it_lacks(market, pick, last):
    close, adjusted, paid = (
        pick(market(), kind, "SPY") for kind in (Kind.CLOSE, Kind.ADJUSTED, Kind.DISTRIBUTION)
    )
    spoilt = appended(close, adjusted, ex_rows(close, paid)[-last] - 3)
    (found,) = rebuild(close, spoilt, paid)
    assert (found.check, found.severity, found.place) == (Check.REBUILD, ERROR, str(adjusted.key))
    assert (found.first, found.last) == (paid.days[-last].item(), paid.days[-1].item())
    assert found.count == last
    assert f"of 51 distributions the newest {last} are not in it" in found.message
    assert f"{100 * (0.9955**last - 1):+.2f}% in all" in found.message


def test_an_adjusted_price_that_is_the_close_is_an_error(fund):
    close, adjusted, paid = fund
    (found,) = rebuild(close, replace(adjusted, values=close.values), paid)
    assert (found.severity, found.count) == (ERROR, 51)
    missed = f"{100 * (0.9955**51 - 1):+.2f}%"
    assert f"is not adjusted: none of 51 distributions is in it, {missed} in all" in found.message


@pytest.mark.parametrize(("years", "severity"), [(0, WARNING), (1, ERROR)])
def test_some_that_are_missing_in_the_middle_matter_if_they_are_recent(fund, years, severity):
    """Two of the last year are 0.9 percent; long ago they are only worth knowing."""
    close, adjusted, paid = fund
    rows = ex_rows(close, paid)[[-4, -3] if years else [10, 11]]
    values = adjusted.values.copy()
    for row in rows:
        values[row:] *= 1 - 0.0045
    (found,) = rebuild(close, replace(adjusted, values=values), paid)
    assert (found.severity, found.count) == (severity, 2)
    assert found.message.startswith("2 of 51 distributions are not in it, -0.90% in all")


@pytest.mark.parametrize(
    ("times", "words"), [(4.0, "are 4 times"), (2.0, "are 2 times"), (0.5, "are 0.5 times")]
)
def test_distributions_of_other_shares_are_a_warning(fund, times, words):
    close, adjusted, paid = fund
    spoilt = replace(paid, values=paid.values * np.where(np.arange(51) < 40, times, 1))
    (found,) = rebuild(close, adjusted, spoilt)
    assert (found.severity, found.place, found.count) == (WARNING, str(paid.key), 40)
    assert words in found.message
    assert ("4 for 1" in found.message) == (times == 4)
    assert ("1 for 2" in found.message) == (times == 0.5)


@pytest.mark.parametrize(("row", "severity"), [(800, WARNING), (-100, ERROR)])
def test_closes_scaled_for_a_split_from_one_day_on_are_a_step_of_the_close(fund, row, severity):
    """IWF in 2005: long ago it does not matter, within the last year the price is wrong."""
    close, adjusted, paid = fund
    spoilt = replace(close, values=close.values * np.where(close.days < close.days[row], 4, 1))
    found = [each for each in rebuild(spoilt, adjusted, paid) if each.place == str(close.key)]
    assert [(each.severity, each.count, each.first) for each in found] == [
        (severity, 1, close.days[row].item())
    ]
    assert "(-75.0%)" in found[0].message


@pytest.mark.parametrize(("factor", "severity"), [(1.004, WARNING), (0.993, ERROR)])
def test_a_last_row_that_differs_is_of_an_unfinished_session(fund, factor, severity):
    close, adjusted, paid = fund
    values = np.append(adjusted.values[:-1], adjusted.values[-1] * factor)
    (found,) = rebuild(close, replace(adjusted, values=values), paid)
    assert (found.check, found.severity, found.count) == (Check.INTRADAY, severity, 1)
    assert found.first == close.days[-1].item()


def test_a_last_row_of_twice_the_price_is_told_once(fund, altered):
    """Not as a split too."""
    close, adjusted, paid = fund
    assert [each.check for each in rebuild(close, altered(adjusted, -1, 2.0), paid)] == [
        Check.INTRADAY
    ]


def test_an_ex_date_that_the_last_row_lacks_is_no_unfinished_session(fund):
    close, adjusted, paid = fund
    until = close.days <= paid.days[-1]
    spoilt = appended(close, adjusted, ex_rows(close, paid)[-1] - 3)
    (found,) = rebuild(close.where(until), spoilt.where(until), paid)
    assert (found.check, found.severity, found.count) == (Check.REBUILD, ERROR, 1)


def test_one_distribution_that_is_not_in_it_is_the_newest_one(fund):
    close, adjusted, paid = fund
    rows = ex_rows(close, paid)
    few = close.where((close.days > paid.days[-2]) & (close.days < close.days[rows[-1] + 20]))
    (found,) = rebuild(few, replace(few, key=adjusted.key), paid)
    assert "of 1 distribution the newest 1 are not in it" in found.message


def test_the_series_that_ends_first_is_the_one_with_the_unfinished_row(fund):
    close, adjusted, paid = fund
    early = close.where(close.days <= close.days[2000])
    values = np.append(early.values[:-1], early.values[-1] * 1.002)
    (found,) = rebuild(replace(early, values=values), adjusted, paid)
    assert (found.check, found.place) == (Check.INTRADAY, str(close.key))
    assert str(adjusted.key) in found.message


def test_a_distribution_dated_beside_its_ex_date_is_not_taken_for_a_missing_one(fund):
    close, adjusted, paid = fund
    days = paid.days.copy()
    days[20] = close.days[ex_rows(close, paid)[20] - 2]
    (found,) = rebuild(close, adjusted, replace(paid, days=days))
    assert (found.severity, found.count) == (WARNING, 2)
    assert "is not what" in found.message


def test_a_distribution_that_nobody_recorded_is_a_difference(fund):
    close, adjusted, paid = fund
    (found,) = rebuild(close, adjusted, paid.where(np.arange(51) != 20))
    assert (found.severity, found.count) == (WARNING, 1)
    assert "(+0.45%)" in found.message


def test_two_unrecorded_ones_in_the_last_year_are_an_error(fund):
    close, adjusted, paid = fund
    (found,) = rebuild(close, adjusted, paid.where(np.arange(51) < 49))
    assert (found.severity, found.count) == (ERROR, 2)
    assert f"; {1e4 * (0.9955**-2 - 1):+.0f} bp in its last year" in found.message


def test_without_a_record_only_what_no_distribution_explains_is_found(fund):
    """An adjusted price may then grow more than the close, but never less."""
    close, adjusted, _ = fund
    assert rebuild(close, adjusted, None) == ()
    less = adjusted.values * np.where(np.arange(len(adjusted)) < 900, 1, 0.99)
    (found,) = rebuild(close, replace(adjusted, values=less), None)
    assert (found.severity, found.count, found.first) == (WARNING, 1, close.days[900].item())


def test_a_distribution_on_a_day_without_a_row_counts_on_the_next_one(fund):
    close, adjusted, paid = fund
    kept = ~np.isin(close.days, paid.days[10:12])
    assert rebuild(close.where(kept), adjusted, paid) == ()


def test_distributions_outside_the_prices_do_not_count(fund):
    close, adjusted, paid = fund
    within = (close.days > paid.days[5]) & (close.days < paid.days[30])
    assert rebuild(close.where(within), adjusted, paid) == ()


def test_series_without_two_common_days_have_nothing_to_rebuild(fund):
    close, adjusted, paid = fund
    assert rebuild(close.where(close.days < close.days[1]), adjusted, paid) == ()
    assert rebuild(close.where(close.days < close.days[0]), adjusted, paid) == ()


@pytest.mark.parametrize(("bp", "count"), [(4.9, 0), (5.1, 2)])
def test_five_basis_points_are_the_limit(fund, altered, bp, count):
    close, adjusted, paid = fund
    found = rebuild(close, altered(adjusted, 700, 1 + bp * 1e-4), paid)
    assert sum(each.count for each in found) == count
