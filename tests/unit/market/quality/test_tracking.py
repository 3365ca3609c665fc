from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.errors import Severity
from allocator.market.quality.tracking import (
    Race,
    last_day_apart,
    missing_distributions,
    tracking_gap,
)
from allocator.market.series import Kind
from allocator.model.quality import Check

ERROR, WARNING = Severity.ERROR, Severity.WARNING


@pytest.fixture
def race(market, pick):
    """IWM, which charges 0.19 percent, against the index."""
    return Race(
        pick(market(), Kind.ADJUSTED, "IWM"), pick(market(), Kind.TOTAL_RETURN, "RU2000TR"), 0.0019
    )


@pytest.fixture
def twins(market, pick):
    iwm, vtwo = (pick(market(), Kind.ADJUSTED, name) for name in ("IWM", "VTWO"))
    return Race(iwm, vtwo, 0.0009)


def drifting(series, a_year):
    """Change the growth of a series by a fraction a year."""
    years = (series.days - series.days[0]).astype(float) / 365.25
    return replace(series, values=series.values * np.exp(a_year * years))


def test_a_fund_that_lags_by_its_fee_is_as_it_should_be(race):
    assert tracking_gap(race) == ()


@pytest.mark.parametrize(
    ("a_year", "severity"),
    [(0.0048, None), (0.0052, WARNING), (-0.0052, WARNING), (0.0098, WARNING), (-0.0102, ERROR)],
)
def test_half_a_percent_beyond_the_fee_is_odd_and_one_is_wrong(race, a_year, severity):
    found = tracking_gap(replace(race, fund=drifting(race.fund, a_year)))
    assert [each.severity for each in found] == ([severity] if severity else [])


def test_the_gap_is_told_with_its_span_and_the_fee(race):
    (found,) = tracking_gap(replace(race, fund=drifting(race.fund, -0.02)))
    assert (found.check, found.place) == (Check.TRACKING, str(race.fund.key))
    assert found.message == (
        f"returned -2.19% a year against {race.other.key} from 2012-01-03 to 2024-12-31; its fee "
        "explains -0.19%"
    )
    assert (str(found.first), str(found.last)) == ("2012-01-03", "2024-12-31")


def test_less_than_three_years_prove_nothing(race):
    fund = drifting(race.fund, -0.05)
    until = fund.where(fund.days < np.datetime64("2014-12-31"))
    assert tracking_gap(replace(race, fund=until)) == ()
    assert tracking_gap(replace(race, fund=fund.where(fund.days < fund.days[41]))) == ()


def test_one_odd_close_at_either_end_is_not_a_gap(race, altered):
    """Funds on one index have closed seven percent apart."""
    odd = altered(altered(race.fund, 0, 1.07), -1, 0.93)
    assert tracking_gap(replace(race, fund=odd)) == ()


def test_a_last_row_far_from_that_of_a_twin_is_found(twins, altered):
    assert last_day_apart(twins) == ()
    (found,) = last_day_apart(replace(twins, fund=altered(twins.fund, -1, 1.02)))
    assert (found.check, found.severity, found.place) == (
        Check.INTRADAY,
        WARNING,
        str(twins.fund.key),
    )
    assert (found.count, found.first) == (1, twins.fund.days[-1].item())
    assert str(twins.other.key) in found.message


@given(st.integers(300, 3200))
@settings(max_examples=15, deadline=None)
def test_the_last_row_is_the_last_one_before_the_day(market, pick, altered, row):
    iwm, vtwo = (pick(market(), Kind.ADJUSTED, name) for name in ("IWM", "VTWO"))
    spoilt = Race(altered(iwm, row, 0.98), vtwo, 0.0009)
    assert last_day_apart(spoilt) == ()
    cut = replace(spoilt, fund=spoilt.fund.where(iwm.days <= iwm.days[row]))
    (found,) = last_day_apart(cut)
    assert found.first == iwm.days[row].item()


def test_in_a_panic_funds_may_part(twins, altered):
    """What two funds were apart in the month before is no news on the last day."""
    wild = altered(altered(twins.fund, -10, 1.03), -1, 1.02)
    assert last_day_apart(replace(twins, fund=wild)) == ()


def test_on_a_large_move_funds_may_part(twins, altered):
    both = [altered(each, -1, 1.10) for each in (twins.fund, twins.other)]
    apart = altered(both[0], -1, 1.012)
    assert last_day_apart(Race(apart, both[1], 0.0)) == ()
    assert last_day_apart(Race(altered(twins.fund, -1, 1.012), twins.other, 0.0))


def test_a_last_common_row_after_which_both_go_on_is_not_judged(twins, altered):
    rows = np.arange(len(twins.fund))
    mine = altered(twins.fund, -3, 1.02).where(rows != rows[-1])
    theirs = twins.other.where(rows != rows[-2])
    assert last_day_apart(Race(mine, theirs, 0.0)) == ()
    assert last_day_apart(Race(mine.where(rows[:-1] < rows[-2]), theirs, 0.0))


def test_too_few_common_days_are_not_judged(twins, altered):
    late = twins.fund.where(twins.fund.days > twins.fund.days[-60])
    assert last_day_apart(Race(altered(late, -1, 1.05), twins.other, 0.0)) == ()


@given(st.integers(5, 45), st.sampled_from(["IWM", "VTWO", "SPY", "IVV"]))
@settings(max_examples=25, deadline=None)
def test_a_distribution_that_everything_lacks_shows_against_the_index(market, pick, missing, name):
    """Close and adjusted price agree, because the vendor knows of none; only the index knows."""
    fund, paid = (pick(market(), kind, name) for kind in (Kind.ADJUSTED, Kind.DISTRIBUTION))
    other = {"IWM": "VTWO", "VTWO": "IWM", "SPY": "IVV", "IVV": "SPY"}[name]
    row = np.searchsorted(fund.days, paid.days[missing])
    size = paid.values[missing] / pick(market(), Kind.CLOSE, name).values[row - 1]
    spoilt = replace(fund, values=fund.values * np.where(np.arange(len(fund)) < row, 1, 1 - size))
    race = Race(spoilt, pick(market(), Kind.ADJUSTED, other), 0.0)
    (found,) = missing_distributions(race, paid.where(np.arange(len(paid)) != missing))
    assert (found.check, found.severity, found.place) == (Check.TRACKING, WARNING, str(paid.key))
    assert (found.first, found.last) == (
        paid.days[missing - 1].item(),
        paid.days[missing + 1].item(),
    )
    assert f"between {found.first} and {found.last} (-0." in found.message


def test_a_distribution_that_was_not_paid_is_not_missed(race, market, pick):
    """The fund did not fall behind."""
    paid = pick(market(), Kind.DISTRIBUTION, "IWM")
    assert missing_distributions(race, paid) == ()
    assert missing_distributions(race, paid.where(np.arange(len(paid)) != 20)) == ()


def test_an_interval_that_the_prices_do_not_cover_is_not_judged(market, pick):
    """The late one comes after the last price, or within three sessions of the one before."""
    fund, paid = (pick(market(), kind, "IWM") for kind in (Kind.ADJUSTED, Kind.DISTRIBUTION))
    behind = replace(fund, values=np.linspace(2, 1, len(fund)) * fund.values)
    other = pick(market(), Kind.ADJUSTED, "VTWO")
    gapped = paid.where(np.arange(len(paid)) != 30)
    assert missing_distributions(Race(behind, other, 0.0), gapped)
    early = behind.where(behind.days < gapped.days[30])
    assert missing_distributions(Race(early, other, 0.0), gapped) == ()
    late = (behind.days < gapped.days[29]) | (behind.days > gapped.days[30] - 3)
    assert missing_distributions(Race(behind.where(late), other, 0.0), gapped) == ()


def test_what_the_fee_takes_between_two_distributions_is_not_one(race, market, pick):
    """Three percent a year, and twice a quarter without a distribution of 0.3 percent."""
    paid = pick(market(), Kind.DISTRIBUTION, "IWM")
    slow = Race(drifting(race.fund, -0.03), race.other, race.cost + 0.03)
    assert missing_distributions(slow, paid.where(np.arange(len(paid)) != 20)) == ()


def test_few_distributions_have_no_rhythm(race, market, pick):
    paid = pick(market(), Kind.DISTRIBUTION, "IWM")
    for few in (0, 1, 5):
        assert missing_distributions(race, paid.where(np.arange(len(paid)) < few)) == ()
