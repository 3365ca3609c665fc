from datetime import date

import pandas as pd
import pytest

from allocator.bundled import FACTS
from allocator.errors import MarketDataError
from allocator.market.archive import Memory
from allocator.market.facts import read_facts
from allocator.market.sectors import measure_sectors
from allocator.market.series import Table, TableKey, TableKind

DAY = date(2025, 12, 24)
FUNDS = read_facts(FACTS).funds
LINES = [
    ("AAA", "Equity", "Energy", 30.0),
    ("BBB", "Equity", "Energy", 20.0),
    ("CCC", "Equity", "Utilities", 40.0),
    ("DDD", "Equity", "-", 6.0),
    ("EEE", "Equity", "", 4.0),
    ("USD", "Cash", "Cash and/or Derivatives", 900.0),
]


def held(fund, day, lines=LINES, columns=("ticker", "asset_class", "sector", "value")):
    key = TableKey(TableKind.HOLDINGS, fund, day, "holdings")
    return Table(key, pd.DataFrame(lines, columns=list(columns)), f"{fund}.csv")


def measured(*tables, as_of=DAY):
    return measure_sectors(Memory((), tables), as_of, FUNDS)


def test_an_index_is_split_as_its_fund_holds_shares_and_the_rest_is_unclassified():
    table = held("IWM", date(2025, 12, 1))
    (mix,), (used,) = measured(table)
    assert (mix.index, mix.on) == ("Russell 2000", date(2025, 12, 1))
    assert mix.weights == (("Energy", 0.5), ("Utilities", 0.4))
    assert "as IWM held it on 2025-12-01, IWM.csv" in mix.source
    assert "10.00% without one" in mix.source
    assert used is table


def test_the_newest_holdings_of_any_fund_on_the_index_count_and_none_later():
    older, newer = held("VOO", date(2025, 6, 2)), held("SPY", date(2025, 9, 1))
    later = held("IVV", date(2025, 12, 25))
    _, used = measured(older, newer, later)
    assert used == (newer,)
    assert measured(later) == ((), ())


def test_indexes_are_in_order_of_their_names():
    mixes, used = measured(*(held(fund, DAY) for fund in ("IVV", "IWM", "IJH")))
    assert [mix.index for mix in mixes] == ["Russell 2000", "S&P 500", "S&P MidCap 400"]
    assert [table.key.name for table in used] == ["IWM", "IVV", "IJH"]


@pytest.mark.parametrize(
    "table",
    [
        held(
            "IVV", DAY, [line[:2] + line[3:] for line in LINES], ("ticker", "asset_class", "value")
        ),
        held("IVV", DAY, [("AAA", "Equity", "", 30.0)]),
        held("IVV", DAY, [("AAA", "Equity", "Energy", 0.0)]),
        held("IVV", DAY, LINES[-1:]),
        held("TNA", DAY),
        held("XYZ", DAY),
    ],
)
def test_holdings_without_sectors_or_of_no_plain_fund_give_none(table):
    """Stored by an earlier version, said of no line, worth nothing, cash, leveraged, unknown."""
    assert measured(table) == ((), ())


def test_newer_holdings_without_sectors_do_not_hide_older_ones_that_have_them():
    bare = held("VOO", date(2025, 12, 1), [("AAA", "Equity", "", 30.0)])
    _, used = measured(held("IVV", date(2025, 6, 2)), bare)
    assert [table.key.name for table in used] == ["IVV"]


def test_a_sector_worth_less_than_nothing_is_refused_with_its_file():
    with pytest.raises(MarketDataError, match=r"IVV\.csv: holds less than nothing of Energy"):
        measured(held("IVV", DAY, [("AAA", "Equity", "Energy", -1.0), LINES[2]]))
