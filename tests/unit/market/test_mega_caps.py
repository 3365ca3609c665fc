"""Mega caps of a made-up market, by sector and inside indexes."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from allocator.bundled import FACTS
from allocator.errors import MarketDataError
from allocator.market.archive import Memory
from allocator.market.facts import Members, read_facts
from allocator.market.mega_caps import measure_mega_caps, nasdaq_holdings
from allocator.market.ranking import rank_companies
from allocator.market.series import Table, TableKey, TableKind

AS_OF = date(2025, 6, 30)
MEMBERS = Members("Nasdaq-100", date(2025, 6, 10), ("TA", "TB", "BRKB", "TC", "GONE"), "typed")
SIZES = {
    "TA": ("Tech A", "Technology", 3000e9),
    "TB": ("Tech A", "Technology", 3001e9),
    "BRK-B": ("Berk", "Financial", 200e9),
    "TC": ("Tech C", "Technology", 199.9e9),
    "ADR": ("Foreign", "Technology", 900e9),
}


def tables(sectors=True):
    """TA and TB are classes of one company; the fund holds no foreign one; 2,000 more are tiny."""
    small = {f"S{n:04d}": (f"S{n:04d} Inc", "Energy", 1e9) for n in range(2000)}
    every = SIZES | small
    listed = pd.DataFrame(
        [(ticker, *entry) for ticker, entry in every.items()],
        columns=["ticker", "company", "sector", "market_value"],
    )
    held = pd.DataFrame(
        [(t.replace("-", ""), "Equity", v[2]) for t, v in every.items() if t != "ADR"],
        columns=["ticker", "asset_class", "value"],
    )
    return (
        Table(TableKey(TableKind.HOLDINGS, "IWV", date(2025, 5, 1), "h"), held, "h.csv"),
        Table(
            TableKey(TableKind.COMPANIES, "screener", date(2025, 6, 2), "s"),
            listed if sectors else listed.drop(columns="sector"),
            "s.csv",
        ),
    )


def measured(members=(MEMBERS,), nasdaq=None, given=None):
    ranking = rank_companies(Memory((), given or tables()), AS_OF)
    return measure_mega_caps(ranking, members, nasdaq)


def test_a_mega_cap_is_worth_200_billion_and_held_by_the_whole_market_fund():
    """Tech C lacks a tenth of a billion, the foreign company is not held, classes count once."""
    assert measured().sectors == {
        "Financial": pytest.approx(200.0),
        "Technology": pytest.approx(3001.0),
    }
    assert measured().source.startswith("measured: the 2 companies worth at least $200bn in h.csv")


def test_the_s_and_p_500_is_the_500_largest():
    """Three large companies and 497 of a billion each."""
    whole = 3001 + 200 + 199.9 + 497
    assert measured().weights["S&P 500"] == {
        "Financial": pytest.approx(200 / whole),
        "Technology": pytest.approx(3001 / whole),
    }


def test_an_index_of_listed_members_counts_whole_companies_once_each():
    """GONE has no market value: it is counted as not valued, and said."""
    found = measured()
    whole = 3001 + 200 + 199.9
    assert found.weights["Nasdaq-100"] == {
        "Financial": pytest.approx(200 / whole),
        "Technology": pytest.approx(3001 / whole),
    }
    assert "its members of 2025-06-10, 4 of 5 tickers valued, without the index's" in found.source
    assert found.on == date(2025, 6, 10)


def test_of_several_lists_the_newest_counts():
    older = replace(MEMBERS, on=date(2025, 1, 1), tickers=("TC",))
    assert measured((MEMBERS, older)).weights == measured((older, MEMBERS)).weights
    assert measured((older,)).weights["Nasdaq-100"] == {}


def test_holdings_of_the_fund_count_before_a_list():
    lines = pd.DataFrame(
        [
            ("TA", "Equity", 30.0),
            ("TC", "Equity", 60.0),
            ("USD", "Cash", 5.0),
            ("TB", "Equity", 10.0),
        ],
        columns=["ticker", "asset_class", "value"],
    )
    key = TableKey(TableKind.HOLDINGS, "QQQ", date(2025, 6, 20), "q")
    archive = Memory((), (*tables(), Table(key, lines, "q.csv")))
    nasdaq = nasdaq_holdings(archive, AS_OF)
    found = measured(nasdaq=nasdaq)
    assert found.weights["Nasdaq-100"] == {"Technology": pytest.approx(0.4)}
    assert found.on == date(2025, 6, 20)
    assert "Nasdaq-100 as QQQ holds it, q.csv" in found.source
    assert nasdaq_holdings(archive, date(2025, 6, 19)) is None


def test_holdings_of_one_fund_leave_the_lists_of_other_indexes_as_they_are():
    key = TableKey(TableKind.HOLDINGS, "QQQ", date(2025, 6, 20), "q")
    lines = pd.DataFrame([("TA", "Equity", 1.0)], columns=["ticker", "asset_class", "value"])
    other = replace(MEMBERS, index="Dow Jones", tickers=("BRKB", "TC"))
    found = measured((MEMBERS, other), nasdaq=Table(key, lines, "q.csv"))
    assert found.weights["Nasdaq-100"] == {"Technology": pytest.approx(1.0)}
    assert found.weights["Dow Jones"] == {"Financial": pytest.approx(200 / 399.9)}
    assert "Dow Jones as its members of 2025-06-10, 2 of 2" in found.source
    assert "Nasdaq-100 as its members" not in found.source


def test_a_list_stored_without_sectors_is_read_and_tells_none():
    ranking = rank_companies(Memory((), tables(sectors=False)), AS_OF)
    assert ranking.companies["cap"].iloc[0] == 3001e9
    assert measured(given=tables(sectors=False)) is None


def test_without_a_company_so_large_there_is_nothing_to_measure():
    held, listed = tables()
    lines = listed.lines.assign(market_value=listed.lines["market_value"].clip(upper=199e9))
    assert measured(given=(held, replace(listed, lines=lines))) is None


def test_the_list_that_ships_names_101_tickers_once_each():
    """A hundred companies; Alphabet has two classes."""
    (members,) = read_facts(FACTS).members
    assert members.index == "Nasdaq-100"
    assert len(members.tickers) == 101
    assert {"GOOG", "GOOGL", "SHOP", "TRI"} <= set(members.tickers)
    assert not {"MDB", "ANSS"} & set(members.tickers)
    assert "not read from a file" in members.source
    assert read_facts(FACTS).known_on(date(2025, 7, 27)).members == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"AAPL", "ABNB"', '"AAPL", "AAPL"', "names a ticker twice"),
        (
            'index = "Nasdaq-100"\non = 2025-07-28',
            'index = "Nasdaq 100"\non = 2025-07-28',
            "'Nasdaq 100' is not described",
        ),
    ],
)
def test_a_list_that_cannot_be_is_refused(tmp_path, old, new, said):
    text = FACTS.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path = tmp_path / "facts.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(MarketDataError, match=said):
        read_facts(path)
