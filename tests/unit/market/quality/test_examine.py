"""A sound market gives no finding; each way of spoiling it is found where it was done."""

from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from allocator.bundled import FACTS
from allocator.errors import Severity
from allocator.market.archive import Memory
from allocator.market.facts import read_facts
from allocator.market.quality import examine
from allocator.market.quality.monthly import month_averages
from allocator.market.series import Frequency, Kind, Series
from allocator.market.sessions import sessions
from allocator.model.quality import Check

AS_OF = date(2024, 12, 31)
SHIPPED = read_facts(FACTS)
ERROR, WARNING = Severity.ERROR, Severity.WARNING
ROWS = st.integers(300, 2900)
"""Rows of the made-up market, of 3,270, around which there are enough others to judge."""


def look(series, as_of=AS_OF, **more):
    return examine(Memory(tuple(series)), SHIPPED, as_of, **more)


def only(found, check, place):
    """The one finding of a check at a place."""
    (one,) = [each for each in found if (each.check, each.place) == (check, str(place))]
    return one


@given(st.integers(0, 200), st.sampled_from([AS_OF, None, date(2020, 3, 31), date(2015, 6, 30)]))
@settings(max_examples=20, deadline=None)
def test_a_sound_market_gives_no_finding(market, seed, as_of):
    assert look(market(seed), as_of) == ()


@given(st.data())
@settings(max_examples=20, deadline=None)
def test_findings_do_not_depend_on_the_order_of_series(market, altered, pick, swap, data):
    spoilt = altered(pick(market(), Kind.ADJUSTED, "IWM"), slice(500, None), 1.3)
    series = swap(market(), spoilt)
    found = look(series)
    assert found
    assert look(data.draw(st.permutations(series))) == found


@given(st.integers(0, 3), st.integers(1, 400), st.floats(0.001, 1000))
@settings(max_examples=20, deadline=None)
def test_what_comes_after_the_day_changes_nothing(market, seed, more, factor):
    """Neither later rows, whatever is in them, nor rows that became known later."""
    as_of = date(2021, 5, 14)
    known = tuple(each.until(as_of) for each in market(seed))
    spoilt = tuple(extended(each, as_of, more, factor) for each in known)
    assert look(spoilt, as_of) == look(known, as_of) == ()


def extended(series, as_of, more, factor):
    """Append rows after a day, and one of an earlier day that was not known by then."""
    later = np.arange(more) + np.datetime64(as_of, "D") + 1
    days = np.concatenate([series.days, later, series.days[:1]])
    known = np.concatenate([series.known, later, later[-1:]])
    values = np.concatenate([series.values, np.full(more + 1, factor)])
    return replace(series, days=days, values=values, known=known)


@given(ROWS, st.sampled_from([("close", "SPY"), ("rate", "DFF"), ("return", "Mkt-RF")]))
@settings(max_examples=15, deadline=None)
def test_two_rows_that_changed_places_are_an_error(market, pick, swap, row, which):
    sound = pick(market(), *which)
    order = np.arange(len(sound))
    order[[row, row + 1]] = order[[row + 1, row]]
    spoilt = replace(sound, days=sound.days[order], values=sound.values[order])
    found = only(look(swap(market(), spoilt)), Check.ORDER, sound.key)
    assert (found.severity, found.count) == (ERROR, 1)
    assert found.first == sound.days[row].item()


@given(ROWS, st.sampled_from([1.0, 1.01]))
@settings(max_examples=15, deadline=None)
def test_a_day_that_stands_twice_is_an_error(market, pick, swap, row, factor):
    sound = pick(market(), Kind.ADJUSTED, "IWM")
    spoilt = replace(
        sound,
        days=np.insert(sound.days, row, sound.days[row]),
        known=np.insert(sound.known, row, sound.known[row]),
        values=np.insert(sound.values, row, sound.values[row] * factor),
    )
    found = only(look(swap(market(), spoilt)), Check.DUPLICATE, sound.key)
    assert (found.severity, found.count, found.first) == (ERROR, 1, sound.days[row].item())
    assert ("different values" in found.message) == (factor != 1)


@given(ROWS, st.sampled_from([0.0, -1.0, np.inf, np.nan, 1e300]))
@settings(max_examples=15, deadline=None)
def test_a_price_that_cannot_be_is_an_error(market, altered, pick, swap, row, factor):
    sound = pick(market(), Kind.PRICE_INDEX, "GSPC")
    found = only(look(swap(market(), altered(sound, row, factor))), Check.NON_POSITIVE, sound.key)
    assert (found.severity, found.count, found.first) == (ERROR, 1, sound.days[row].item())


@given(ROWS, st.integers(1, 12))
@settings(max_examples=15, deadline=None)
def test_missing_sessions_are_counted(market, pick, swap, row, missing):
    sound = pick(market(), Kind.TOTAL_RETURN, "RU2000TR")
    kept = np.ones(len(sound), dtype=bool)
    kept[row : row + missing] = False
    found = only(look(swap(market(), sound.where(kept))), Check.GAP, sound.key)
    assert (found.severity, found.count) == (WARNING, missing)
    assert (found.first, found.last) == (
        sound.days[row].item(),
        sound.days[row + missing - 1].item(),
    )


@given(ROWS)
@settings(max_examples=10, deadline=None)
def test_a_row_of_a_day_without_a_session_is_found(market, pick, swap, row):
    """The day before the one of the row, which then is a weekend or a holiday."""
    sound = pick(market(), Kind.CLOSE, "IVV")
    closed = np.setdiff1d(np.arange(sound.days[row], sound.days[row] + 8), sound.days)[0]
    at = np.searchsorted(sound.days, closed)
    spoilt = replace(
        sound,
        days=np.insert(sound.days, at, closed),
        known=np.insert(sound.known, at, closed),
        values=np.insert(sound.values, at, sound.values[at - 1]),
    )
    found = only(look(swap(market(), spoilt)), Check.CLOSED, sound.key)
    assert (found.severity, found.count, found.first) == (WARNING, 1, closed.item())
    assert "repeat the row before" in found.message


@given(ROWS, st.sampled_from(["SPY", "IWM"]), st.sampled_from([0.1, 1000.0, 0.5, 4.0]))
@settings(max_examples=15, deadline=None)
def test_an_impossible_price_is_an_error_whoever_else_agrees(
    market, altered, pick, swap, row, name, factor
):
    """A decimal point or a split in both prices of a fund, in one row or from it on."""
    series = market()
    for kind in (Kind.CLOSE, Kind.ADJUSTED):
        series = swap(series, altered(pick(series, kind, name), slice(row, None), factor))
    key = pick(series, Kind.ADJUSTED, name).key
    found = only(look(series), Check.JUMP, key)
    assert (found.severity, found.count) == (ERROR, 1)
    assert found.first == pick(series, Kind.ADJUSTED, name).days[row].item()


@given(ROWS, st.sampled_from([0.8, 1.25]))
@example(row=477, factor=1.25)  # the next day moves by 3.5 percent anyway
@settings(max_examples=15, deadline=None)
def test_a_glitch_that_undoes_itself_is_found_on_both_days(
    market, altered, pick, swap, row, factor
):
    sound = pick(market(), Kind.PRICE_INDEX, "GSPC")
    found = only(look(swap(market(), altered(sound, row, factor))), Check.JUMP, sound.key)
    assert (found.severity, found.count) == (WARNING, 2)
    assert (found.first, found.last) == (sound.days[row].item(), sound.days[row + 1].item())
    assert "2 of them undo each other" in found.message


@given(ROWS, st.sampled_from([0.999, 1.001]))
@settings(max_examples=15, deadline=None)
def test_a_close_that_contradicts_the_adjusted_one_is_found(
    market, altered, pick, swap, row, factor
):
    sound = pick(market(), Kind.CLOSE, "VTWO")
    found = only(
        look(swap(market(), altered(sound, row, factor))),
        Check.REBUILD,
        pick(market(), Kind.ADJUSTED, "VTWO").key,
    )
    assert (found.severity, found.count) == (WARNING, 2)
    assert (found.first, found.last) == (sound.days[row].item(), sound.days[row + 1].item())


@given(ROWS)
@settings(max_examples=10, deadline=None)
def test_another_source_with_one_other_number_is_found(market, altered, pick, row):
    sound = pick(market(), Kind.ADJUSTED, "SPY")
    other = replace(altered(sound, row, 1.002), key=replace(sound.key, source="file"))
    found = only(look((*market(), other)), Check.SOURCES, other.key)
    assert (found.severity, found.count) == (WARNING, 2)
    assert str(sound.key) in found.message


@pytest.mark.parametrize("days", [8, 30])
def test_a_series_that_ends_early_is_stale(market, pick, swap, days):
    sound = pick(market(), Kind.CLOSE, "SPY")
    early = sound.where(sound.days < np.datetime64(AS_OF) - days)
    found = only(look(swap(market(), early)), Check.STALE, sound.key)
    assert (found.severity, found.last) == (WARNING, early.last)
    found = only(look(swap(market(), early), None), Check.STALE, sound.key)
    assert "before most others of its source" in found.message


def test_only_the_series_asked_for_are_looked_at(market, altered, pick, swap):
    spoilt = altered(pick(market(), Kind.ADJUSTED, "SPY"), slice(700, None), 2.0)
    series = swap(market(), spoilt)
    others = [each.key for each in series if each.key.name != "SPY"]
    assert look(series)
    assert look(series, keys=others) == ()


def test_errors_come_first_then_the_checks_in_their_order(market, altered, pick, swap):
    series = swap(market(), altered(pick(market(), Kind.ADJUSTED, "SPY"), slice(700, None), 2.0))
    series = swap(series, altered(pick(series, Kind.PRICE_INDEX, "GSPC"), 900, 0.0))
    series = swap(series, pick(series, Kind.CLOSE, "IWM").until(date(2024, 6, 1)))
    found = look(series)
    assert [each.severity for each in found] == sorted(each.severity for each in found)
    checks = [list(Check).index(each.check) for each in found if each.severity is ERROR]
    assert checks == sorted(checks)
    assert {each.check for each in found} >= {Check.JUMP, Check.NON_POSITIVE, Check.STALE}


def test_a_row_fetched_before_the_session_was_over_is_an_error(market, pick):
    """The last session of 2024 ended at 21:00 in Greenwich."""
    key = pick(market(), Kind.CLOSE, "SPY").key
    early, late = (datetime.fromisoformat(f"2024-12-31T{at}+00:00") for at in ("20:59", "21:31"))
    found = only(look(market(), fetched={key: early}), Check.INTRADAY, key)
    assert (found.severity, found.first) == (ERROR, AS_OF)
    assert look(market(), fetched={key: late}) == ()


def test_a_day_cut_off_by_the_date_needs_no_session_to_be_over(market, pick):
    key = pick(market(), Kind.CLOSE, "SPY").key
    early = datetime.fromisoformat("2024-12-31T15:00+00:00")
    assert look(market(), date(2024, 12, 30), fetched={key: early}) == ()


def test_series_without_rows_by_the_day_are_passed_over(market):
    assert look(market(), date(2011, 1, 1)) == ()


def test_the_calendar_of_the_tests_is_that_of_the_exchange(market, pick):
    days = pick(market(), Kind.CLOSE, "SPY").days
    assert np.array_equal(days, sessions(days[0], days[-1]))
    assert isinstance(market()[0], Series)
    assert {each.frequency for each in market()} == set(Frequency)


def monthly(some, kind, name):
    return next(
        each
        for each in some
        if (each.key.kind, each.key.name) == (kind, name) and each.frequency is Frequency.MONTHLY
    )


@given(st.sampled_from(["Mkt-RF", "Qnt 2"]), st.integers(0, 20))
@settings(max_examples=10, deadline=None)
def test_months_shifted_by_one_are_an_error_and_no_contradiction(market, swap, name, seed):
    sound = monthly(market(seed), Kind.RETURN, name)
    late = replace(sound, values=np.roll(sound.values, 1))
    found = look(swap(market(seed), late))
    assert only(found, Check.MONTH_END, late.key).severity is ERROR
    assert {each.check for each in found} == {Check.MONTH_END}


def test_averages_and_fractions_are_errors_of_definition(market, pick, swap):
    sound = monthly(market(), Kind.PRICE_INDEX, "GSPC")
    means = month_averages(pick(market(), Kind.PRICE_INDEX, "GSPC"))
    found = look(swap(market(), replace(means, key=sound.key)))
    assert [(each.check, each.severity, each.place) for each in found] == [
        (Check.DEFINITION, ERROR, str(sound.key))
    ]
    returns = monthly(market(), Kind.RETURN, "Mkt-RF")
    found = look(swap(market(), replace(returns, values=returns.values / 100)))
    assert only(found, Check.DEFINITION, returns.key).severity is ERROR


def test_a_monthly_price_without_any_days_is_judged_by_its_own_memory(make):
    rng = np.random.default_rng(8)
    steps = 0.01 * rng.standard_normal((600, 21))
    ends = (np.arange(600) + 1).astype("M8[M]").astype("M8[D]") - 1
    means = np.exp(np.cumsum(steps)).reshape(600, 21).mean(axis=1)
    series = make(Kind.PRICE_INDEX, "old", ends, means, Frequency.MONTHLY)
    (found,) = look([series], None)
    assert (found.check, found.severity) == (Check.DEFINITION, WARNING)


def test_what_two_comparisons_show_of_a_missing_distribution_is_told_once(market, pick, swap):
    """IWM is held against the index and against VTWO."""
    adjusted, close, paid = (
        pick(market(), kind, "IWM") for kind in (Kind.ADJUSTED, Kind.CLOSE, Kind.DISTRIBUTION)
    )
    row = np.searchsorted(adjusted.days, paid.days[20])
    lost = 1 - paid.values[20] / close.values[row - 1]
    later = np.where(np.arange(len(adjusted)) < row, 1, lost)
    series = swap(market(), replace(adjusted, values=adjusted.values * later))
    series = swap(series, paid.where(np.arange(len(paid)) != 20))
    found = [each for each in look(series) if each.check is Check.TRACKING]
    assert [(each.place, each.first, each.last) for each in found] == [
        (str(paid.key), paid.days[19].item(), paid.days[21].item())
    ]


@pytest.mark.parametrize("ends", [(Kind.TOTAL_RETURN, "RU2000TR"), (Kind.ADJUSTED, "VTWO")])
def test_the_comparison_that_shows_more_missing_distributions_is_told(market, pick, swap, ends):
    """One of the two ends in 2019; the other knows of the one of 2022 too."""
    adjusted, close, paid = (
        pick(market(), kind, "IWM") for kind in (Kind.ADJUSTED, Kind.CLOSE, Kind.DISTRIBUTION)
    )
    values = adjusted.values.copy()
    for missing in (20, 40):
        row = np.searchsorted(adjusted.days, paid.days[missing])
        values[row:] *= 1 - paid.values[missing] / close.values[row - 1]
    series = swap(market(), replace(adjusted, values=values))
    series = swap(series, paid.where(~np.isin(np.arange(len(paid)), [20, 40])))
    series = swap(series, pick(series, *ends).until(date(2019, 1, 10)))
    found = only(look(series), Check.TRACKING, paid.key)
    assert (found.count, found.last) == (4, paid.days[41].item())


def test_a_last_row_apart_from_its_twin_is_told_once(market, pick, swap, altered):
    series = market()
    for kind in (Kind.CLOSE, Kind.ADJUSTED):
        series = swap(series, altered(pick(series, kind, "VTWO"), -1, 1.03))
    (found,) = [each for each in look(series) if each.check is Check.INTRADAY]
    assert (found.severity, found.first) == (WARNING, AS_OF)
    assert "adjusted/VTWO" in found.place + found.message


def test_a_fund_that_lags_by_more_than_its_fee_is_found(market, pick, swap):
    sound = pick(market(), Kind.ADJUSTED, "IVV")
    lag = np.exp(-0.02 * np.arange(len(sound)) / 252)
    series = swap(market(), replace(sound, values=sound.values * lag))
    assert only(look(series), Check.TRACKING, sound.key).severity is ERROR


def test_an_economic_index_on_another_base_is_an_error(market, altered, pick, swap):
    sound = pick(market(), Kind.MACRO, "CPIAUCSL")
    found = look(swap(market(), altered(sound, slice(60, None), 0.4)))
    assert only(found, Check.JUMP, sound.key).severity is ERROR


def test_a_price_that_stands_still_at_the_end_is_found(market, pick, swap):
    sound = pick(market(), Kind.PRICE_INDEX, "GSPC")
    values = np.append(sound.values[:-9], np.full(9, sound.values[-10]))
    found = look(swap(market(), replace(sound, values=values)))
    assert only(found, Check.STALE, sound.key).count == 10


def test_a_close_older_than_its_adjusted_price_is_looked_at_by_itself(market, altered, pick, swap):
    """Where there is an adjusted price, rebuilding it shows what the close has alone."""
    close, adjusted = (pick(market(), kind, "SPY") for kind in (Kind.CLOSE, Kind.ADJUSTED))
    spoilt = swap(market(), altered(close, 500, 0.9))
    assert {each.check for each in look(spoilt)} == {Check.REBUILD}
    short = adjusted.where(adjusted.days > adjusted.days[800])
    assert only(look(swap(spoilt, short)), Check.JUMP, close.key).count == 2


def test_without_a_date_series_of_one_crawl_and_release_should_end_together(market, pick, swap):
    """Earnings come months after prices, in the same file."""
    ratio = pick(market(), Kind.VALUATION, "Shiller CAPE")
    key = replace(ratio.key, name="Shiller price")
    price = replace(ratio, key=key, known=ratio.days)
    early = ratio.where(ratio.days < np.datetime64("2024-06-01"))
    assert look((*swap(market(), early), price), None) == ()
    late = pick(market(), Kind.ADJUSTED, "SPY").until(date(2024, 6, 1))
    assert only(look(swap(market(), late), None), Check.STALE, late.key)


def test_a_level_is_held_against_the_fund_on_its_index(market, altered, pick, swap):
    daily = [each for each in market() if each.frequency is Frequency.DAILY]
    level = pick(daily, Kind.PRICE_INDEX, "GSPC")
    found = look(swap(daily, altered(level, slice(1500, None), 1.05)))
    only(found, Check.TRACKING, level.key)
    total = replace(pick(daily, Kind.ADJUSTED, "IVV"), key=level.key)
    assert only(look(swap(daily, total)), Check.DEFINITION, level.key).severity is ERROR


def test_shillers_columns_are_held_against_each_other(market, pick, make):
    months = pick(market(), Kind.VALUATION, "Shiller CAPE").days
    parts = [
        make(Kind.VALUATION, f"Shiller {name}", months, level, Frequency.MONTHLY, "shiller")
        for name, level in (
            ("price", np.full(len(months), 100.0)),
            ("dividend", np.where(np.arange(len(months)) > 150, 24.0, 2.0)),
        )
    ]
    found = [each for each in look(parts, None) if each.severity is ERROR]
    assert {(each.check, each.place) for each in found} == {(Check.DEFINITION, str(parts[1].key))}
    assert sorted(each.count for each in found) == [1, (np.arange(len(months)) > 150).sum()]
