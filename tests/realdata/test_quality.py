"""What the checks find in real data: no errors, and every warning one that is true."""

import re
from datetime import date

import numpy as np
import pytest

from allocator.bundled import FACTS
from allocator.errors import Severity
from allocator.market.archive import Memory
from allocator.market.facts import read_facts
from allocator.market.folder import Folder
from allocator.market.quality import examine
from allocator.market.quality.contradictions import Difference
from allocator.market.quality.monthly import at_month_ends
from allocator.market.quality.rebuild import Rebuilt
from allocator.market.quality.tracking import Race, tracking_gap
from allocator.market.series import Kind
from allocator.market.sessions import KNOWN_FROM, sessions
from allocator.model.quality import Check
from tests.shared_data import DATA

DAYS = [
    date(2009, 3, 31),
    date(2020, 3, 31),
    date(2025, 9, 17),
    date(2025, 12, 24),
    date(2026, 4, 30),
]
RUT_GLITCHES = (
    "1988-01-04 1988-05-20 1989-07-06 1989-07-07 1991-04-18 1991-04-19 1992-01-02 1992-01-03 "
    "1992-10-15 1992-10-16 1998-09-01 1998-09-02 2000-01-03"
)

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def archive():
    """Everything that is there, read once, to be cut at each day by the checks."""
    folder = Folder(DATA)
    return Memory(tuple(folder.read(key) for key in sorted(folder.keys())))


@pytest.fixture(scope="module")
def named(archive):
    """Find the series of a kind and name, of a source if there are several."""

    def find(kind, name, source=""):
        found = [
            each
            for each in archive.series
            if (each.key.kind, each.key.name) == (kind, name) and source in each.key.source
        ]
        return max(found, key=len)

    return find


@pytest.fixture(scope="module")
def found(archive):
    return {day: examine(archive, read_facts(FACTS), day) for day in (*DAYS, None)}


def told(findings, *checks):
    """The places of some checks, in the order of the findings, without the files."""
    return [each.place.rpartition(" (")[0] for each in findings if each.check in checks]


@pytest.mark.parametrize("day", [*DAYS, None])
def test_nothing_in_the_data_is_an_error(found, day):
    assert [each for each in found[day] if each.severity is Severity.ERROR] == []


def test_what_is_odd_in_2025(found):
    """
    Each of these was looked at.

    LQD fell and rose by a tenth in two days of 2008; Yahoo's ^GSPC has days of 1935 that Fama and
    French's market has not; closes of IWV are another vendor's; IWF was split in four in 2026, and
    its closes before 2005 were scaled by none.
    """
    clean = [each for each in found[DAYS[3]] if "Portfolios_Formed" not in each.place]
    assert told(clean, Check.JUMP, Check.REBUILD) == [
        "adjusted/LQD", "price-index/GSPC", "adjusted/IWV", "close/IWF", "distribution/IWF",
    ]  # fmt: skip
    assert told(clean, Check.SOURCES) == ["price-index/RU2000PR"]
    assert told(clean, Check.ORDER, Check.DUPLICATE, Check.NON_POSITIVE, Check.INTRADAY) == []
    assert told(clean, Check.MONTH_END, Check.DEFINITION) == []


def test_distributions_that_yahoo_lacks_show_in_six_funds(found):
    """
    VOO, VONE and VTHR in December 2014, IVV in March 2016, MDY in June 2021, BND twice in 2012.

    The others on their indexes paid, and these fell behind by as much, for good: BND by 0.68 % on
    2012-12-24 alone.
    """
    lacking = [each for each in found[None] if each.check is Check.TRACKING]
    assert {
        (each.place.split()[0], str(each.first), str(each.last), sizes_in(each.message))
        for each in lacking
    } == {
        ("distribution/BND", "2012-10-01", "2013-02-01", "-0.23% -0.74%"),
        ("distribution/IVV", "2015-12-29", "2016-06-21", "-0.53%"),
        ("distribution/MDY", "2021-03-19", "2021-09-17", "-0.25%"),
        ("distribution/VONE", "2014-09-22", "2015-03-23", "-0.56%"),
        ("distribution/VOO", "2014-09-22", "2015-03-23", "-0.55%"),
        ("distribution/VTHR", "2014-09-22", "2015-03-23", "-0.59%"),
    }
    assert {each.severity for each in lacking} == {Severity.WARNING}


def sizes_in(message):
    return " ".join(re.findall(r"[-+][0-9.]+%", message))


def test_the_only_missing_sessions_are_two_of_a_second_vendor(found):
    """The other gaps are beginnings of months in FRED's growth and value indexes."""
    gaps = [each for each in found[None] if each.check is Check.GAP]
    missing = [each for each in gaps if "missing" in each.message]
    assert told(missing, Check.GAP) == ["close/IWV"]
    assert [each.count for each in missing] == [2]
    assert all("daily only from 199" in each.message for each in gaps if each not in missing)


def test_only_freds_russell_indexes_have_rows_of_closed_days(found):
    """Month-ends on weekends to 2000, the week of 2001-09-11, the storm of 2012: none moved."""
    closed = [each for each in found[None] if each.check is Check.CLOSED]
    assert {each.place.rpartition("(")[2] for each in closed} == {
        "russell_indexes_fred_daily)",
        "russell_tr_spliced_daily)",
    }
    assert {each.count for each in closed} == {14, 15, 16}
    assert all("which repeat the row before" in each.message for each in closed)


def test_the_calendar_is_that_of_the_index_since_1970(named):
    """Two witnesses, 14,000 sessions, not one day more or less."""
    for series in (named(Kind.PRICE_INDEX, "GSPC"), named(Kind.RETURN, "Mkt-RF", "ff3_daily")):
        known = series.days[series.days >= KNOWN_FROM]
        assert np.array_equal(known, sessions(KNOWN_FROM, known[-1]))


def test_every_known_glitch_of_yahoos_russell_2000_is_caught(named):
    """Where ^RUT is not FRED's RU2000PR; the largest is 84 basis points, on 1992-10-15 and 16."""
    rut, fred = named(Kind.PRICE_INDEX, "RUT"), named(Kind.PRICE_INDEX, "RU2000PR")
    difference = Difference.of(rut, fred)
    caught = set(difference.days[difference.wrong].astype(str))
    assert set(RUT_GLITCHES.split()) <= caught
    worst = difference.days[np.argsort(-np.abs(difference.off))[:13]].astype(str)
    assert len(set(worst) & set(RUT_GLITCHES.split())) >= 12
    assert np.abs(difference.off).max() == pytest.approx(0.0084, abs=1e-4)
    assert not difference.wrong[difference.days > np.datetime64("2018-12-31")].any()


def test_closes_and_distributions_rebuild_24_funds_within_a_hundredth_of_the_tolerance(named):
    """IWV's closes are another vendor's, and IWF's distributions of other shares."""
    folder = Folder(DATA / "prices")
    funds = {key.name for key in sorted(folder.keys()) if key.kind is Kind.CLOSE} - {"IWV", "IWF"}
    assert len(funds) == 24
    worst = 0.0
    for name in sorted(funds):
        adjusted = named(Kind.ADJUSTED, name, "etf_adjclose_daily")
        close = named(Kind.CLOSE, name, "etf_close")
        paid = None if name == "GLD" else named(Kind.DISTRIBUTION, name, "etf_distributions")
        worst = max(worst, np.abs(Rebuilt.of(close, adjusted, paid).off).max())
    assert worst < 5e-6


def test_funds_lag_by_their_fees(named):
    """Yahoo's prices less FTSE Russell's total returns at FRED: -0.15 to +0.04 % a year to 2018."""
    facts = read_facts(FACTS)
    index = {fact.name: fact.series[0] for fact in facts.indexes}
    fees = {fund.symbol: (fund.index, fund.fees[0].ratio) for fund in facts.funds if fund.fees}
    for symbol in ("IWM", "IWB", "IWV", "IWO", "IWN", "IWF", "IWD"):
        name, fee = fees[symbol]
        fund = named(Kind.ADJUSTED, symbol, "etf_adjclose_daily")
        assert tracking_gap(Race(fund, named(Kind.TOTAL_RETURN, index[name]), fee)) == ()
        price = named(Kind.PRICE_INDEX, index[name].replace("TR", "PR"))
        assert tracking_gap(Race(fund, price, fee)), f"{symbol} beats its index without dividends"


def test_months_and_days_of_one_file_agree(named):
    daily = named(Kind.ADJUSTED, "SPY", "etf_adjclose_daily")
    monthly = named(Kind.ADJUSTED, "SPY", "etf_adjclose_monthly")
    ends = at_month_ends(daily)
    assert np.array_equal(ends.days, monthly.days)
    assert Difference.of(ends, monthly).wrong.sum() == 0
