"""What becomes of series; whether it reaches the disk is tested with the store."""

from dataclasses import replace

import numpy as np
import pytest

from allocator.market.series import PRICES, Frequency, Kind
from allocator.market.store import Outcome
from allocator.market.store.merge import merged

EX_DAY = 80
PART = "nothing was written: fetch or import its whole history, not a part of it"
SPLIT_KINDS = (Kind.CLOSE, Kind.DISTRIBUTION)
FACTS = (Kind.PRICE_INDEX, Kind.TOTAL_RETURN, Kind.RATE, Kind.SPLIT)


def put(stored, offered, *, replacing=False):
    """Merge, and hold that a contradiction keeps what is stored."""
    kept, merge = merged(stored, offered, replacing=replacing)
    assert merge.key == offered.key
    if merge.outcome is Outcome.CONTRADICTED:
        assert kept is stored
        assert merge.added == 0
        assert "nothing was written" in merge.message
    return kept, merge


def rows(item, start, stop=None):
    """Take a stretch of a series."""
    return item.where(np.isin(np.arange(len(item)), np.arange(len(item))[start:stop]))


@pytest.fixture
def before_and_after(series, prices):
    """Adjusted closes fetched before an ex-date, and all of them fetched after it."""
    factor = 1 - 0.65 / prices[EX_DAY - 1]
    after = prices * np.where(np.arange(100) < EX_DAY, factor, 1)
    before = rows(series(prices, Kind.ADJUSTED), 0, EX_DAY)
    return before, series(after, Kind.ADJUSTED), factor


def test_the_first_series_is_new(series, prices):
    item = series(prices)
    kept, merge = put(None, item)
    assert kept is item
    assert (merge.outcome, merge.added, merge.factor) == (Outcome.NEW, 100, None)
    assert merge.message == "100 numbers, from 2026-01-01 to 2026-04-10"


def test_the_same_again_changes_nothing(series, prices):
    kept, merge = put(series(prices), series(prices))
    assert kept.digest == series(prices).digest
    assert (merge.outcome, merge.added) == (Outcome.SAME, 0)


def test_noise_leaves_what_is_stored_to_the_bit(series, prices):
    noisy = series(np.append(prices * (1 + 4e-7), 95.0))
    kept, merge = put(series(prices), noisy)
    assert (merge.outcome, merge.added) == (Outcome.EXTENDED, 1)
    assert kept.digest == series(np.append(prices, 95.0)).digest


def test_later_days_earlier_days_and_gaps_are_added(series, prices):
    whole = series(prices)
    stored = whole.where(~np.isin(np.arange(100), [0, 1, 50, 98, 99]))
    kept, merge = put(stored, whole)
    assert (merge.outcome, merge.added) == (Outcome.EXTENDED, 5)
    assert kept.digest == whole.digest
    assert (
        merge.message
        == "5 days added, from 2026-01-01 to 2026-04-10; 95 of its numbers agree with what is stored"
    )


def test_adjusted_closes_fetched_again_after_a_distribution_are_readjusted(before_and_after):
    before, after, factor = before_and_after
    kept, merge = put(before, after)
    assert kept.digest == after.digest
    assert (merge.outcome, merge.added) == (Outcome.READJUSTED, 20)
    assert merge.factor == pytest.approx(factor, rel=1e-12)
    assert (
        f"all 80 stored numbers, from 2026-01-01 to 2026-03-21, changed by the factor {factor:.8g}"
        in merge.message
    )


def test_a_part_of_them_is_not_joined_to_what_is_stored(before_and_after):
    """The growth across the seam would be off by the distribution; the remedy is to fetch all."""
    before, after, factor = before_and_after
    _, merge = put(before, rows(after, 60))
    assert merge.outcome is Outcome.CONTRADICTED
    assert merge.factor == pytest.approx(factor)
    assert (
        "20 of 20 numbers differ from what is stored, from 2026-03-02 to 2026-03-21"
        in merge.message
    )
    assert "all of them by the factor" in merge.message
    assert merge.message.endswith(PART)


def test_closes_appended_to_adjusted_closes_are_found_out(series, prices, before_and_after):
    """Two distributions were adjusted for only in what came before them."""
    _, right, _ = before_and_after
    once = 1 - 0.5 / prices[39]
    right = replace(right, values=right.values * np.where(np.arange(100) < 40, once, 1))
    appended = series(np.append(right.values[:40] / once, prices[40:]), Kind.ADJUSTED)
    _, merge = put(appended, right)

    assert merge.outcome is Outcome.CONTRADICTED
    assert merge.factor is None
    assert merge.message.startswith(f"{EX_DAY} of 100 numbers differ")
    factors = (right.values / appended.values)[[0, 79, 99]]
    days = ["2026-02-09", "2026-03-21", "2026-04-10"]
    for factor, day in zip(factors, days, strict=True):
        assert f"by the factor {factor:.8g} to {day}" in merge.message
    assert "carried on without adjusting what came before" in merge.message
    assert "--replace" in merge.message


@pytest.mark.parametrize("kind", SPLIT_KINDS)
def test_a_split_of_four_for_one_between_two_fetches_is_readjusted(series, prices, kind):
    quarters = series(np.append(prices, 90.0) / 4, kind)
    kept, merge = put(series(prices, kind), quarters)
    assert kept.digest == quarters.digest
    assert (merge.outcome, merge.added, merge.factor) == (Outcome.READJUSTED, 1, 0.25)
    assert "by the factor 0.25, a split of 4 for 1" in merge.message


def test_a_split_that_only_new_days_know_of_is_a_contradiction(series, prices):
    """Fetched with an overlap of ten days: the stored ones are in old shares."""
    _, merge = put(series(prices), series(prices[90:] / 4, start="2026-04-01"))
    assert (merge.outcome, merge.factor) == (Outcome.CONTRADICTED, 0.25)
    assert "a split of 4 for 1" in merge.message
    assert merge.message.endswith(PART)


@pytest.mark.parametrize("kind", SPLIT_KINDS)
def test_closes_scaled_as_adjusted_ones_are_a_contradiction(series, prices, kind):
    """A distribution changes no close: the vendor now sends adjusted ones under the same name."""
    _, merge = put(series(prices, kind), series(prices * 0.99, kind))
    assert merge.outcome is Outcome.CONTRADICTED
    assert merge.factor == pytest.approx(0.99)
    assert "all of them by the factor 0.99;" in merge.message
    assert "--replace" in merge.message


@pytest.mark.parametrize("kind", FACTS)
@pytest.mark.parametrize("factor", [0.5, 1.01])
def test_facts_are_never_scaled(series, prices, kind, factor):
    _, merge = put(series(prices, kind), series(prices * factor, kind))
    assert merge.outcome is Outcome.CONTRADICTED


@pytest.mark.parametrize("kind", [*sorted(PRICES), Kind.RATE, Kind.SPLIT, Kind.DISTRIBUTION])
def test_a_restated_value_is_a_contradiction(series, prices, kind):
    restated = prices.copy()
    restated[[7, 41]] *= [1.001, 0.95]
    _, merge = put(series(prices, kind), series(restated, kind))
    assert merge.outcome is Outcome.CONTRADICTED
    worst = f"{prices[41]:.8g} stored, {restated[41]:.8g} offered"
    assert merge.message.startswith(
        "2 of 100 numbers differ from what is stored, from 2026-01-08 to 2026-02-11, "
        f"most on 2026-02-11: {worst}; nothing was written"
    )


def test_the_worst_rate_is_the_one_most_points_off(series):
    """From 0.01 to 0.02 is twice as much, and nothing; from 5 to 6 is a point."""
    stored, offered = series([0.01, 5.0, 0.0], Kind.RATE), series([0.02, 6.0, 0.0], Kind.RATE)
    _, merge = put(stored, offered)
    assert "most on 2026-01-02: 5 stored, 6 offered" in merge.message


def test_a_number_that_was_zero_is_the_worst(series):
    stored, offered = series([2.0, 0.0], Kind.VALUATION), series([3.0, 1.0], Kind.VALUATION)
    _, merge = put(stored, offered)
    assert "most on 2026-01-02: 0 stored, 1 offered" in merge.message


def test_the_newest_stored_day_may_have_been_unfinished(series, prices):
    restated = np.append(prices, 90.0)
    restated[99] *= 1.002
    _, merge = put(series(prices), series(restated))
    assert "1 of 100 numbers differ from what is stored, on 2026-04-10" in merge.message
    assert "may have been stored before it was over" in merge.message
    _, merge = put(series(np.append(prices, 90.0)), series(restated))
    assert merge.outcome is Outcome.CONTRADICTED
    assert "may have been stored before" not in merge.message


@pytest.mark.parametrize("kind", [Kind.ADJUSTED, Kind.RATE, Kind.DISTRIBUTION, Kind.MACRO])
def test_a_day_missing_from_the_middle_is_a_contradiction(series, prices, kind):
    """A split or a distribution that is no longer listed is one too."""
    whole = series(prices, kind)
    _, merge = put(whole, whole.where(~np.isin(np.arange(100), [40, 60])))
    assert merge.outcome is Outcome.CONTRADICTED
    assert "it lacks 2 stored days within its span, from 2026-02-10 to 2026-03-02" in merge.message


def test_a_readjusted_series_that_lacks_a_day_is_a_contradiction(before_and_after):
    before, after, _ = before_and_after
    _, merge = put(before, after.where(np.arange(100) != 40))
    assert merge.outcome is Outcome.CONTRADICTED
    assert f"{EX_DAY - 1} of {EX_DAY - 1} numbers differ" in merge.message
    assert "it lacks 1 stored day within its span, on 2026-02-10" in merge.message
    assert merge.message.endswith("--replace")


@pytest.mark.parametrize("kind", [Kind.CLOSE, Kind.ADJUSTED, Kind.MACRO])
def test_what_has_a_scale_is_not_joined_without_a_common_day(series, prices, kind):
    whole = series(prices, kind)
    _, merge = put(rows(whole, 0, 50), rows(whole, 50))
    assert merge.outcome is Outcome.CONTRADICTED
    assert "shares no day with what is stored, from 2026-01-01 to 2026-02-19" in merge.message
    assert merge.message.endswith(PART)


@pytest.mark.parametrize("kind", [*FACTS, Kind.DISTRIBUTION, Kind.RETURN, Kind.VALUATION])
def test_what_has_none_is_joined(series, prices, kind):
    whole = series(prices, kind)
    kept, merge = put(rows(whole, 0, 50), rows(whole, 50))
    assert (merge.outcome, merge.added) == (Outcome.EXTENDED, 50)
    assert kept.digest == whole.digest


def test_another_frequency_is_a_contradiction(series, prices):
    daily = series(prices, Kind.ADJUSTED)
    monthly = replace(daily, frequency=Frequency.MONTHLY)
    elsewhere = replace(monthly, days=daily.days + 1000, known=daily.known + 1000)
    for offered in (monthly, replace(monthly, values=prices * 0.99), elsewhere):
        _, merge = put(daily, offered)
        assert merge.outcome is Outcome.CONTRADICTED
        assert "it is monthly, and what is stored is daily" in merge.message
        assert merge.message.endswith("--replace")


@pytest.mark.parametrize("kind", [Kind.MACRO, Kind.VALUATION, Kind.RETURN])
def test_the_next_edition_of_a_statistic_takes_its_place_as_a_whole(series, prices, kind):
    revised = np.append(prices, 95.0)
    revised[[3, 97]] += [0.01, -0.2]
    offered = series(revised, kind)
    kept, merge = put(series(prices, kind), offered)
    assert kept.digest == offered.digest
    assert (merge.outcome, merge.added) == (Outcome.REVISED, 1)
    assert "2 of 100 numbers differ from what is stored, from 2026-01-04 to 2026-04-08" in (
        merge.message
    )
    assert "; took their place, 1 day added" in merge.message


@pytest.mark.parametrize("kind", [Kind.MACRO, Kind.VALUATION, Kind.RETURN])
def test_a_part_of_another_edition_is_not_joined_to_this_one(series, prices, kind):
    revised = prices.copy()
    revised[97] += 0.2
    _, merge = put(series(prices, kind), rows(series(revised, kind), 50))
    assert merge.outcome is Outcome.CONTRADICTED
    assert merge.message.endswith(PART)


def test_the_later_day_counts_on_which_a_number_was_public(series, prices):
    """As when a source is first asked without vintages, then with them, or our rules change."""
    days = np.arange(np.datetime64("2026-01-01"), np.datetime64("2026-04-11"))
    early, late = days + 1, days + 1
    late[:30] += 5
    early[60:] -= 1
    stored, offered = (series(prices, Kind.MACRO, known=known) for known in (early, late))
    for one, other, count in ((stored, offered, 70), (offered, stored, 0)):
        kept, merge = put(one, other)
        assert merge.outcome is Outcome.SAME
        assert (kept.known == np.maximum(early, late)).all()
        assert (f"{count} numbers public only from the later" in merge.message) == (count > 0)


def test_what_takes_the_place_of_all_is_not_public_earlier_either(series, prices):
    stored = series(prices, Kind.MACRO, known=np.full(100, np.datetime64("2026-05-01")))
    offered = series(prices + 0.01, Kind.MACRO)
    kept, merge = put(stored, offered)
    assert merge.outcome is Outcome.REVISED
    assert (kept.known == stored.known).all()
    assert "100 numbers public only from the later" in merge.message


def test_replacing_takes_exactly_what_is_offered_and_says_what_it_changed(series, prices):
    stored = series(prices, Kind.ADJUSTED)
    offered = series(np.append(prices[50:] * 1.1, 99.0), Kind.ADJUSTED, start="2026-02-20")
    kept, merge = put(stored, offered, replacing=True)
    assert kept is offered
    assert (merge.outcome, merge.added) == (Outcome.REPLACED, 1)
    assert merge.factor == pytest.approx(1.1)
    assert "50 of 50 numbers differ from what is stored" in merge.message
    assert "50 stored days dropped, from 2026-01-01 to 2026-02-19" in merge.message


@pytest.mark.parametrize("kind", [*sorted(PRICES), Kind.RATE, Kind.SPLIT, Kind.DISTRIBUTION])
def test_replacing_drops_nothing_that_is_not_contradicted(series, prices, kind):
    """A part that agrees is no reason to lose the rest; noise is no contradiction."""
    stored = rows(series(prices, kind), 0, 80)
    offered = rows(series(prices * (1 + 1e-7), kind), 60)
    kept, merge = put(stored, offered, replacing=True)
    assert (merge.outcome, merge.added) == (Outcome.EXTENDED, 20)
    assert rows(kept, 0, 80).digest == stored.digest
    assert len(kept) == 100
    _, merge = put(stored, rows(stored, 10, 20), replacing=True)
    assert merge.outcome is Outcome.SAME


def test_replacing_is_not_asked_where_the_kind_may_change_so(before_and_after):
    before, after, _ = before_and_after
    assert put(before, after, replacing=True)[1] == put(before, after)[1]


def test_replacing_takes_what_contradicts_without_another_number(series, prices):
    stored = series(prices, Kind.ADJUSTED)
    monthly = replace(stored, frequency=Frequency.MONTHLY)
    holed = stored.where(np.arange(100) != 40)
    elsewhere = replace(stored, days=stored.days + 1000, known=stored.known + 1000)
    for offered, why in (
        (monthly, "it is monthly, and what is stored is daily"),
        (holed, "it lacks 1 stored day within its span, on 2026-02-10; 1 stored day dropped"),
        (elsewhere, "it shares no day with what is stored"),
    ):
        kept, merge = put(stored, offered, replacing=True)
        assert kept is offered
        assert merge.outcome is Outcome.REPLACED
        assert why in merge.message
