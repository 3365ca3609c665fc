"""
Traps that public files of market data hold, set in real data and caught; untouched, they give none.

1. Adjusted series that were appended or never adjusted: here.
2. An intraday last row: here, in four ways.
3. Junk headers of yfinance: `tests/unit/market/formats/test_records.py`, on the files themselves
   `tests/realdata/test_formats.py`.
4. Averages of months taken for month-ends, zeros for missing numbers: here.
5. The day of a decision and the day FRED shows it: here.
6. French's files: layouts in `tests/unit/market/formats/test_french.py`; their missing numbers,
   percent and months, if they came through, here.
7. Holdings files: `tests/unit/market/formats/test_holdings.py`.
8. Glitches of ^RUT: `test_quality.py` beside this file; month-ends on weekends: here.
"""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from allocator.bundled import FACTS, POLICY_RATE
from allocator.errors import Severity
from allocator.market.archive import Memory
from allocator.market.facts import read_facts
from allocator.market.folder import Folder
from allocator.market.picking import pick_series
from allocator.market.quality import examine
from allocator.market.quality.monthly import at_month_ends
from allocator.market.rate_changes import policy_record, read_policy_table
from allocator.market.series import Frequency, Key, Kind, Series
from allocator.model.quality import Check
from tests.shared_data import DATA

AS_OF = date(2026, 4, 30)
SHIPPED = read_facts(FACTS)
ERROR, WARNING = Severity.ERROR, Severity.WARNING

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def data():
    """The series by kind, name and file, as known on a day of 2026."""
    folder = Folder(DATA, AS_OF)
    return {
        (key.kind, key.name, key.source): folder.read(key)
        for key in sorted(folder.keys())
        if "source_formats" not in folder.read(key).origin
    }


@pytest.fixture(scope="module")
def fund(data):
    """Close, adjusted price and distributions of a fund."""
    return lambda name: (
        data[Kind.CLOSE, name, "etf_close_unadjusted_daily"],
        data[Kind.ADJUSTED, name, "etf_adjclose_daily"],
        data[Kind.DISTRIBUTION, name, "etf_distributions"],
    )


def look(*series, as_of=AS_OF, **more):
    return examine(Memory(series), SHIPPED, as_of, **more)


def appended(close, adjusted, since):
    """What a crawler has that adjusted once and adds each day's rows since then as they come."""
    row = np.searchsorted(close.days, np.datetime64(since))
    old = adjusted.where(adjusted.days < close.days[row])
    base = close.values[row - 1] / old.values[-1]
    new = close.where(close.days >= close.days[row])
    return replace(
        adjusted,
        days=np.concatenate([old.days, new.days]),
        known=np.concatenate([old.known, new.known]),
        values=np.concatenate([old.values * base, new.values]),
    )


def at(series, row, factor):
    """Change one number."""
    values = series.values.copy()
    values[row] *= factor
    return replace(series, values=values)


@pytest.mark.parametrize(
    ("name", "since", "count", "first", "missed"),
    [
        ("BND", "2025-12-02", 4, "2025-12-18", "-1.30%"),
        ("SPY", "2025-12-01", 2, "2025-12-19", "-0.57%"),
    ],
)
def test_1_rows_appended_without_adjusting_again(fund, name, since, count, first, missed):
    """culolom: BND wrong by 1.3 % and SPY by 0.6 % since late 2025."""
    close, adjusted, paid = fund(name)
    clean = set(look(close, adjusted, paid))
    assert all(each.check is Check.JUMP for each in clean)
    (found,) = set(look(close, appended(close, adjusted, since), paid)) - clean
    assert (found.check, found.severity, found.place) == (Check.REBUILD, ERROR, str(adjusted.key))
    assert (found.count, str(found.first)) == (count, first)
    assert f"the newest {count} are not in it, {missed} in all" in found.message


def test_1_appended_rows_show_against_another_source_too(fund):
    """Where there is no close to rebuild from."""
    close, adjusted, _ = fund("SPY")
    spoilt = appended(close, adjusted, "2025-12-01")
    other = replace(spoilt, key=replace(spoilt.key, source="culolom"))
    (found,) = look(adjusted, other)
    assert (found.check, found.severity, found.count) == (Check.SOURCES, ERROR, 2)
    assert (str(found.first), str(found.last)) == ("2025-12-19", "2026-03-20")


@pytest.mark.parametrize(("name", "count"), [("SPY", 134), ("IWM", 105), ("AGG", 268)])
def test_1_a_series_that_was_never_adjusted(fund, name, count):
    """kittycapital, and the column `Adj Close` of Spooky-Labs."""
    close, adjusted, paid = fund(name)
    clean = set(look(close, adjusted, paid))
    (found,) = set(look(close, replace(close, key=adjusted.key), paid)) - clean
    assert (found.check, found.severity, found.place) == (Check.REBUILD, ERROR, str(adjusted.key))
    assert found.message.startswith(f"is not adjusted: none of {count} distributions is in it")
    assert found.count == count


def test_1_a_series_that_was_never_adjusted_lags_its_index(data, fund):
    """Without a close or a record of distributions the index still tells."""
    close, adjusted, _ = fund("IWM")
    index = data[Kind.TOTAL_RETURN, "RU2000TR", "russell_indexes_fred_daily"]
    clean = look(adjusted, index)
    found = look(replace(close, key=adjusted.key), index)
    (lag,) = set(found) - set(clean)
    assert (lag.check, lag.severity, lag.place) == (Check.TRACKING, ERROR, str(adjusted.key))


def test_2_an_intraday_last_row_against_the_close(fund):
    close, adjusted, paid = fund("IWM")
    (found,) = look(close, at(adjusted, -1, 0.994), paid)
    assert (found.check, found.severity) == (Check.INTRADAY, ERROR)
    assert (found.first, found.count) == (AS_OF, 1)
    (found,) = look(at(close, -1, 1.003), adjusted, paid)
    assert (found.check, found.severity) == (Check.INTRADAY, WARNING)


def test_2_an_intraday_last_row_against_another_crawl(fund):
    """The crawl that ends is the one in doubt."""
    _, adjusted, _ = fund("SPY")
    early = at(adjusted.until(date(2025, 9, 26)), -1, 0.99)
    early = replace(early, key=replace(early.key, source="crawl"))
    clean = look(adjusted, replace(early, values=adjusted.until(date(2025, 9, 26)).values))
    (found,) = set(look(adjusted, early)) - set(clean)
    assert (found.check, found.severity, found.place) == (Check.INTRADAY, ERROR, str(early.key))
    assert found.first == date(2025, 9, 26)


def test_2_an_intraday_last_row_against_a_twin(fund):
    _, spy, _ = fund("SPY")
    _, ivv, _ = fund("IVV")
    assert look(spy, ivv) == ()
    (found,) = look(spy, at(ivv, -1, 0.993))
    assert (found.check, found.severity, found.first) == (Check.INTRADAY, WARNING, AS_OF)


def test_2_an_intraday_last_row_by_the_moment_of_fetching(fund):
    close, adjusted, paid = fund("SPY")
    early = datetime(2026, 4, 30, 19, 30, tzinfo=UTC)
    moments = {close.key: early, adjusted.key: early, paid.key: early}
    found = look(close, adjusted, paid, fetched=moments)
    assert [(each.check, each.severity, each.place) for each in found] == [
        (Check.INTRADAY, ERROR, str(adjusted.key)),
        (Check.INTRADAY, ERROR, str(close.key)),
    ]
    assert look(close, adjusted, paid, fetched=dict.fromkeys(moments, early.replace(hour=21))) == ()


def test_4_averages_of_months_are_no_month_ends(data):
    """Shiller's price as it might be imported: as the level of an index."""
    index = data[Kind.PRICE_INDEX, "GSPC", "index_rut_gspc_daily"]
    shiller = data[Kind.VALUATION, "Shiller price", "shiller_sp500_monthly"]
    key = Key(Kind.PRICE_INDEX, "GSPC", "shiller")
    clean = look(index)
    assert set(look(index, shiller)) == set(clean)
    assert set(look(index, replace(at_month_ends(index), key=key))) == set(clean)
    (found,) = set(look(index, replace(shiller, key=key))) - set(clean)
    assert (found.check, found.severity, found.place) == (Check.DEFINITION, ERROR, str(key))
    assert "is 1.00 for its averages and 0.67 for its month-ends" in found.message
    alone = [each for each in look(replace(shiller, key=key)) if each.check is Check.DEFINITION]
    assert [(each.severity, each.place) for each in alone] == [(WARNING, str(key))]


def test_4_zeros_are_no_earnings(data):
    """datasets/s-and-p-500 writes 0.0 after 2023-06."""
    ratio = data[Kind.VALUATION, "Shiller CAPE", "shiller_sp500_monthly"]
    late = ratio.days > np.datetime64("2023-06-30")
    (found,) = [
        each
        for each in look(replace(ratio, values=np.where(late, 0.0, ratio.values)))
        if each.check is Check.NON_POSITIVE
    ]
    assert (found.severity, str(found.first), found.count) == (ERROR, "2023-07-31", late.sum())
    assert all(each.check is Check.STALE for each in look(ratio))


@pytest.mark.parametrize(("row", "code"), [(0, -99.99), (500, -999.0)])
def test_6_missing_returns_are_no_returns(data, row, code):
    small = data[Kind.RETURN, "Lo 10", "size_portfolios_vw_monthly"]
    values = small.values.copy()
    values[row] = code
    found = look(replace(small, values=values))
    (wrong,) = [each for each in found if each.severity is ERROR]
    assert (wrong.check, wrong.count) == (Check.NON_POSITIVE, 1)
    assert wrong.first == small.days[row].item()


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Mkt-RF", "ff3_monthly"),
        ("Mkt-RF", "ff5_monthly"),
        ("Mkt-RF", "ff3_daily"),
        ("Qnt 2", "size_portfolios_vw_monthly"),
        ("Hi 20", "size_portfolios_vw_monthly"),
        ("Lo 10", "size_portfolios_vw_monthly"),
    ],
)
def test_6_months_that_slipped_and_fractions_for_percent(data, fund, name, file):
    """French's months against month-ends of SPY: 0.98 in step for the market, 0.0 one month apart."""
    _, spy, _ = fund("SPY")
    returns = data[Kind.RETURN, name, file]
    assert all(each.severity is WARNING for each in look(spy, returns))
    for shift in (1, -1):
        late = replace(returns, values=np.roll(returns.values, shift))
        (found,) = [each for each in look(spy, late) if each.severity is ERROR]
        assert (found.check, found.place) == (Check.MONTH_END, str(returns.key))
    found = look(spy, replace(returns, values=returns.values / 100))
    (wrong,) = [each for each in found if each.severity is ERROR]
    assert (wrong.check, wrong.place) == (Check.DEFINITION, str(returns.key))


def test_8_months_before_days(data):
    """FRED's growth and value indexes: months, dated on weekends too, then days."""
    growth = data[Kind.TOTAL_RETURN, "RU2000GTR", "russell_indexes_fred_daily"]
    (found,) = [each for each in look(growth) if each.check is Check.GAP]
    assert (found.severity, found.count) == (WARNING, 174)
    assert (str(found.first), str(found.last)) == ("1978-12-31", "1993-05-31")
    assert "daily only from 1993-06-01" in found.message
    daily = growth.where(growth.days >= np.datetime64("1993-06-01"))
    assert [each.check for each in look(daily)] == [Check.CLOSED]


def test_8_a_week_of_2001_that_was_none(data):
    index = data[Kind.PRICE_INDEX, "RU2000PR", "russell_indexes_fred_daily"]
    late = index.where(index.days > np.datetime64("2000-12-31"))
    (found,) = look(late)
    assert (found.check, found.count) == (Check.CLOSED, 6)
    assert "2001-09-11, 2001-09-12, 2001-09-13, 2001-09-14 and 2 more" in found.message


def test_closes_scaled_for_a_later_split(fund):
    """IWF: split in four in March 2026, its distributions before that in whole shares."""
    close, adjusted, paid = fund("IWF")
    found = [each for each in look(close, adjusted, paid) if each.place == str(paid.key)]
    assert [(each.severity, each.count, str(each.last)) for each in found] == [
        (WARNING, 85, "2025-12-16")
    ]
    assert "a later split of 4 for 1" in found[0].message
    of_one_share = (paid.days < np.datetime64("2026-01-01")) & (paid.days > found[0].first)
    of_one_share |= paid.days == np.datetime64(found[0].first)
    scaled = np.where(of_one_share, paid.values / 4, paid.values)
    again = look(close, adjusted, replace(paid, values=scaled))
    assert [each.place for each in again] == [str(close.key)]


def test_a_price_a_thousand_times_too_high(data):
    index = data[Kind.PRICE_INDEX, "RUT", "index_rut_gspc_daily"]
    other = data[Kind.PRICE_INDEX, "RU2000PR", "russell_indexes_fred_daily"]
    found = look(at(index, 3000, 1000.0), other)
    wrong = [each for each in found if each.severity is ERROR]
    assert (Check.JUMP, str(index.key), 2) in {(e.check, e.place, e.count) for e in wrong}
    assert wrong[0].first == index.days[3000].item()


@pytest.mark.parametrize("factor", [12, 1 / 12, 100, 1 / 100])
@pytest.mark.parametrize("since", [0, -24])
@pytest.mark.parametrize("name", ["dividend", "earnings", "P/E", "CAPE", "TR CAPE"])
def test_another_unit_in_shillers_table(data, name, since, factor):
    """Months for years, cents for dollars: in all of a column or in its last two years."""
    file = "shiller_sp500_monthly"
    table = {key: each for key, each in data.items() if key[2] == file}
    key = (Kind.VALUATION, f"Shiller {name}", file)
    values = table[key].values.copy()
    values[since:] *= factor
    found = look(*{**table, key: replace(table[key], values=values)}.values())
    wrong = [each for each in found if each.severity is ERROR]
    assert {(each.check, each.place) for each in wrong} == {(Check.DEFINITION, str(table[key].key))}
    assert all(each.severity is WARNING for each in look(*table.values()))


@pytest.mark.parametrize("factor", [10, 0.1, 1.03, 0.97])
@pytest.mark.parametrize("day", ["2000-12-11", "2008-10-10", "2020-03-16", "2024-06-03"])
@pytest.mark.parametrize(("name", "symbol"), [("GSPC", "SPY"), ("RUT", "IWM")])
def test_a_level_that_was_rescaled(data, fund, name, symbol, day, factor):
    """Yahoo's levels against closes, on days too on which the two are three percent apart."""
    index = data[Kind.PRICE_INDEX, name, "index_rut_gspc_daily"]
    late = index.days >= np.datetime64(day)
    spoilt = replace(index, values=np.where(late, factor, 1) * index.values)
    assert all(each.severity is WARNING for each in look(index, *fund(symbol)))
    (wrong,) = [
        each
        for each in look(spoilt, *fund(symbol))
        if (each.severity, each.check) == (ERROR, Check.TRACKING)
    ]
    assert (wrong.place, wrong.count) == (str(index.key), 1)
    off = abs(wrong.first - date.fromisoformat(day)).days
    assert off == 0 if factor in {10, 0.1} else off <= 3


@pytest.mark.parametrize(("name", "symbol"), [("GSPC", "SPY"), ("RUT", "IWM")])
def test_a_total_return_taken_for_a_level(data, fund, name, symbol):
    index = data[Kind.PRICE_INDEX, name, "index_rut_gspc_daily"]
    _, adjusted, _ = fund(symbol)
    found = look(replace(adjusted, key=index.key), adjusted)
    (wrong,) = [each for each in found if each.severity is ERROR]
    assert (wrong.check, wrong.place) == (Check.DEFINITION, str(index.key))


def test_series_are_what_these_tests_take_them_for(data):
    assert all(isinstance(each, Series) for each in data.values())
    frequencies = {key[2]: each.frequency for key, each in data.items()}
    assert frequencies["size_portfolios_vw_monthly"] is Frequency.MONTHLY
    assert frequencies["etf_distributions"] is Frequency.EVENTS


def test_freds_day_of_a_target_is_not_taken_for_the_announcement():
    """
    Item 5: FRED shows a change on the day of the decision to 2016-12-14, a day later since.

    From FRED's series alone, with a table that ends in 1999, every announcement since is found on
    its own day: 75 of them, as the table of FOMC decisions has them. As they stand, 29 of FRED's
    days are not announcements.
    """
    shipped = read_policy_table(POLICY_RATE)
    known = tuple(change for change in shipped if change.announced < date(1999, 9, 1))
    day = date(2026, 4, 30)
    name = "fed_target_upper_daily_1999_2026"
    picked = pick_series(
        Folder(DATA, day), lambda _, each: date.min if each == name else None, day
    ).picked
    found = policy_record(known, picked, day).changes[len(known) :]
    told = [change for change in shipped if change.announced >= date(1999, 9, 1)]
    assert [(c.announced, c.upper, c.lower) for c in found] == [
        (c.announced, c.upper, c.lower) for c in told
    ]
    target = picked[Kind.RATE, name].to_pandas()
    shown = {stamp.date() for stamp in target.index[target.diff().fillna(0) != 0]}
    assert len(told) == 75
    assert len(shown - {change.announced for change in told}) == 29
