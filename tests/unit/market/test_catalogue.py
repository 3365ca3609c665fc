"""What is known of series by their names, and from which day their numbers were public."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocator.bundled import FACTS
from allocator.market.catalogue import (
    Release,
    federal_holidays,
    known_as,
    plain_name,
    public_days,
)
from allocator.market.facts import read_facts
from allocator.market.series import Kind

NAMES = ["DGS10", "DFEDTARU", "FEDFUNDS", "CPIAUCSL", "PCEPILFE", "UNRATE", "Mkt-RF", "Shiller P/E"]


def public(name, day):
    return str(public_days(name, np.array([day], "M8[D]"))[0])


@pytest.mark.parametrize(
    ("name", "kind", "release"),
    [
        ("DGS3MO", Kind.RATE, Release.NEXT_BUSINESS_DAY),
        ("DFEDTARL", Kind.RATE, Release.SAME_DAY),
        ("UNRATE", Kind.RATE, Release.EARLY_NEXT_MONTH),
        ("PCEPI", Kind.MACRO, Release.END_NEXT_MONTH),
        ("GSPC", Kind.PRICE_INDEX, Release.SAME_DAY),
        ("RU2000PR", Kind.PRICE_INDEX, Release.SAME_DAY),
        ("R2000V_TR", Kind.TOTAL_RETURN, Release.SAME_DAY),
        ("Qnt 3", Kind.RETURN, Release.END_NEXT_MONTH),
        ("Shiller price", Kind.VALUATION, Release.SAME_DAY),
        ("Shiller CAPE", Kind.VALUATION, Release.FOUR_MONTHS),
    ],
)
def test_names_say_what_numbers_are(name, kind, release):
    known = known_as(name)
    assert (known.kind, known.release) == (kind, release)


@pytest.mark.parametrize("name", ["IWM", "DGS", "DGS10X", "xDFF", "", "RUTX", "Dec 1", "Qnt 5"])
def test_a_part_of_a_name_says_nothing(name):
    """The smallest and the largest portfolios of French are called `Lo` and `Hi`."""
    assert known_as(name) is None


def test_no_fund_is_taken_for_an_index_or_a_rate():
    """But for French's factors, whose names are tickers too."""
    funds = {fund.symbol: known_as(fund.symbol) for fund in read_facts(FACTS).funds}
    assert {known.kind for known in funds.values() if known is not None} <= {Kind.RETURN}


def test_every_series_that_the_facts_name_is_known_or_a_fund():
    facts = read_facts(FACTS)
    funds = {fund.symbol for fund in facts.funds}
    named = {
        name
        for index in facts.indexes
        for name in (*index.series, *index.price_series, *index.price_series_before)
    }
    assert {name for name in named if known_as(name) is None} <= funds


@pytest.mark.parametrize(
    ("name", "day", "when"),
    [
        ("IWM", "2026-05-01", "2026-05-01"),
        ("DGS10", "2026-05-01", "2026-05-04"),
        ("DFF", "2026-05-02", "2026-05-04"),
        ("DGS10", "2026-05-22", "2026-05-26"),
        ("FEDFUNDS", "2026-01-31", "2026-02-10"),
        ("CPIAUCSL", "2026-01-31", "2026-02-16"),
        ("PCEPILFE", "2026-01-31", "2026-02-28"),
        ("Mkt-RF", "2025-12-31", "2026-01-31"),
        ("Shiller P/E", "2025-12-31", "2026-04-30"),
        ("PCEPILFE", "2025-09-30", "2025-12-05"),
        ("CPIAUCSL", "2025-09-30", "2025-10-24"),
        ("UNRATE", "2025-11-30", "2025-12-16"),
    ],
)
def test_a_number_is_public_when_its_rule_says_so(name, day, when):
    """Memorial Day was 25 May 2026; the last three were delayed by the shutdown of 2025."""
    assert public(name, day) == when


@given(name=st.sampled_from(NAMES), day=st.dates(date(1950, 1, 1), date(2039, 1, 1)))
def test_nothing_is_public_before_its_day(name, day):
    assert public(name, day) >= day.isoformat()


@given(
    name=st.sampled_from(["CPIAUCSL", "PCEPILFE", "UNRATE", "Mkt-RF", "Shiller P/E"]),
    month=st.integers(1950 * 12, 2039 * 12).filter(lambda month: month // 12 != 2025),
)
def test_a_month_is_public_only_in_a_later_one(name, month):
    last = np.datetime64(f"{month // 12}-{month % 12 + 1:02}", "M").astype("M8[D]")
    last = (last.astype("M8[M]") + 1).astype("M8[D]") - 1
    assert np.datetime64(public(name, last), "M") > last.astype("M8[M]")


def test_holidays_are_those_of_the_government():
    """Veterans Day is one, though stocks trade; Good Friday is none, though they do not."""
    days = set(map(str, federal_holidays()))
    assert {"2026-07-03", "2025-11-11", "2026-12-25"} <= days
    assert not {"2026-04-03", "2026-07-02"} & days


def test_yahoos_mark_of_an_index_is_no_part_of_its_name():
    assert [plain_name(name) for name in ("^RUT", " RUT ", "RUT", "BRK^B")] == ["RUT"] * 3 + [
        "BRK^B"
    ]
