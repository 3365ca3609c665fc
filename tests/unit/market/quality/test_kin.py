"""Which series are held against which."""

import numpy as np
import pytest

from allocator.bundled import FACTS
from allocator.market.facts import read_facts
from allocator.market.quality.kin import Kin
from allocator.market.series import Frequency, Kind

DAYS = np.arange("2020-01-01", "2020-03-01", dtype="M8[D]")
ENDS = np.array(["2020-01-31", "2020-02-29"], dtype="M8[D]")


@pytest.fixture(scope="module")
def facts():
    return read_facts(FACTS)


@pytest.fixture
def kin(make, facts):
    """Make kin of `kind/name@source`, daily unless it says `monthly`; with a number of days."""

    def of(*texts):
        some = []
        for text in texts:
            what, _, length = text.partition(" ")
            label, source = what.split("@")
            kind, name = label.split("/")
            if source == "monthly":
                some.append(make(Kind(kind), name, ENDS, [1, 2], Frequency.MONTHLY, source))
            else:
                days = DAYS[: int(length or len(DAYS))]
                some.append(
                    make(Kind(kind), name, days, np.arange(1.0, len(days) + 1), source=source)
                )
        return Kin.of(tuple(some), facts)

    return of


def named(series):
    return None if series is None else f"{series.key.kind}/{series.key.name}@{series.key.source}"


def raced(races):
    return [f"{race.fund.key.name}:{race.other.key.name} {1e4 * race.cost:+.1f}" for race in races]


def test_a_partner_is_of_the_same_source_else_the_longest(kin):
    some = kin("adjusted/SPY@a", "close/SPY@b 50", "close/SPY@a 9", "close/IVV@a", "close/SPY@c")
    assert named(some.partner(some.series[0], Kind.CLOSE)) == "close/SPY@a"
    assert named(some.partner(some.series[3], Kind.ADJUSTED)) is None
    some = kin("adjusted/SPY@x", "close/SPY@b 50", "close/SPY@a 9", "close/SPY@monthly")
    assert named(some.partner(some.series[0], Kind.CLOSE)) == "close/SPY@b"


def test_one_name_from_two_sources_and_one_index_from_two_providers_are_the_same(kin):
    some = kin(
        "price-index/RU2000PR@fred", "price-index/RUT@yahoo", "price-index/GSPC@yahoo",
        "adjusted/SPY@a", "adjusted/SPY@b", "adjusted/SPY@monthly", "close/SPY@a",
    )  # fmt: skip
    assert [(named(one), named(other)) for one, other in some.same()] == [
        ("price-index/RU2000PR@fred", "price-index/RUT@yahoo"),
        ("adjusted/SPY@a", "adjusted/SPY@b"),
        ("adjusted/SPY@monthly", "adjusted/SPY@a"),
        ("adjusted/SPY@monthly", "adjusted/SPY@b"),
    ]


def test_peers_are_of_the_same_asset_class_and_of_another_name(kin):
    some = kin(
        "close/SPY@a", "adjusted/SPY@a", "adjusted/IWM@a", "price-index/RUT@a", "adjusted/TLT@a",
        "return/Mkt-RF@french", "return/HML@french", "adjusted/ODD@a", "adjusted/IWM@monthly",
        "rate/DFF@fred", "distribution/IWM@a",
    )  # fmt: skip
    stocks = ["adjusted/IWM@a", "price-index/RUT@a", "return/Mkt-RF@french"]
    assert [named(each) for each in some.peers(some.series[0])] == stocks
    assert [named(each) for each in some.peers(some.series[4])] == []
    assert len(some.peers(some.series[7])) == 6


def test_funds_run_against_their_index_and_whatever_stands_for_it(kin):
    """Fees of 0.19 and 0.10 percent; an index charges none."""
    some = kin("adjusted/IWM@a", "adjusted/VTWO@a", "total-return/RU2000TR@fred", "adjusted/AGG@a")
    assert raced(some.races()) == ["IWM:RU2000TR +19.0", "VTWO:RU2000TR +10.0", "VTWO:IWM -9.0"]


def test_leveraged_funds_do_not_run(kin):
    some = kin("adjusted/TNA@a", "adjusted/IWM@a", "total-return/RU2000TR@fred")
    assert raced(some.races()) == ["IWM:RU2000TR +19.0"]
    assert raced(some.twins()) == []


def test_the_twin_is_the_fund_with_the_most_days_in_common(kin):
    some = kin("adjusted/SPY@a", "adjusted/IVV@a 20", "adjusted/VOO@a 50", "close/IVV@a")
    assert raced(some.twins()) == ["SPY:VOO +6.4", "IVV:SPY -6.4", "VOO:SPY -6.4"]


def test_the_market_is_the_one_that_shares_the_longest_time(kin):
    some = kin("return/Mkt-RF@monthly", "price-index/GSPC@a 40", "adjusted/SPY@a", "adjusted/QQQ@a")
    assert named(some.market_for(some.series[0])) == "adjusted/SPY@a"
    assert kin("return/Mkt-RF@monthly", "adjusted/QQQ@a").market_for(some.series[0]) is None


def test_months_are_held_against_their_own_days_else_against_the_market_if_of_stocks(kin):
    some = kin(
        "adjusted/IWM@monthly", "adjusted/IWM@a 9", "price-index/GSPC@a", "adjusted/TLT@monthly"
    )
    assert named(some.daily_of(some.series[0])) == "adjusted/IWM@a"
    assert some.daily_of(some.series[3]) is None
    other = kin("price-index/SP@monthly", "price-index/GSPC@a")
    assert named(other.daily_of(other.series[0])) == "price-index/GSPC@a"


def test_a_series_that_another_carries_on_need_not_reach_the_day(kin):
    some = kin(
        "total-return/RU2000TR@fred 20", "adjusted/IWM@a", "price-index/RU2000PR@fred 20",
        "price-index/RUT@a 20", "adjusted/VTWO@a 20",
    )  # fmt: skip
    assert [some.succeeded(each) for each in some.series] == [True, False, False, False, False]
    longer = kin("price-index/RU2000PR@fred 20", "price-index/RUT@a 21")
    assert longer.succeeded(longer.series[0])
