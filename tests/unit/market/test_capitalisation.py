from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from allocator.errors import MarketDataError
from allocator.market import capitalisation
from allocator.market.archive import Memory
from allocator.market.ranking import rank_companies

SMALL_SHARE = (3999 + 3998) / sum(5000 - rank for rank in range(1, 1003))


def measure_capitalisation(archive, as_of):
    """Rank and measure; None where nothing can be ranked."""
    ranking = rank_companies(archive, as_of)
    return ranking and capitalisation.measure_capitalisation(ranking)


@pytest.fixture
def edit(archive):
    """Change a cell of the list of companies: the value in `column` of one ticker."""
    held, listed = archive.tables

    def change(ticker, column, value, base=listed):
        lines = base.lines.copy()
        lines.loc[lines["ticker"] == ticker, column] = value
        return replace(base, lines=lines)

    return lambda *edits: Memory((), (held, _all(change, listed, edits)))


def _all(change, table, edits):
    for ticker, column, value in edits:
        table = change(ticker, column, value, table)
    return table


def test_what_is_beyond_the_thousand_largest_is_small(archive, as_of):
    """Companies 1,001 and 1,002 of the made-up market are worth 3,999 and 3,998 million."""
    measured = measure_capitalisation(archive, as_of)
    assert measured.small_share == pytest.approx(SMALL_SHARE)
    assert {size.index: size.usd_bn for size in measured.sizes} == {
        "Russell 2000": pytest.approx(7.997),
        "S&P 500": pytest.approx(sum(5000 - rank for rank in range(1, 501)) / 1000),
    }
    assert measured.on == date(2025, 6, 2)
    assert "holdings.csv and market values of screener.csv" in measured.source


def test_the_classes_of_one_company_count_once(edit, as_of):
    """
    Each class carries the whole company's value: GOOG and GOOGL, BRK-B written BRKB.

    With C0002 as a second class of C0001 there is one company less, so C1001 is large.
    """
    other = edit(
        ("C0002", "company", "C0001 Inc"),
        ("C0002", "market_value", 4999e6),
        ("C0002", "ticker", "C0-002"),
    )
    measured = measure_capitalisation(other, as_of)
    assert measured.small_share == pytest.approx(SMALL_SHARE * 3998 / 7997)


def test_cash_is_not_a_company_though_its_ticker_is_a_fund(edit, as_of):
    other = edit(("USD", "market_value", 9e15))
    assert measure_capitalisation(other, as_of).small_share == pytest.approx(SMALL_SHARE)


def test_what_is_not_known_yet_is_not_measured(archive):
    assert measure_capitalisation(archive, date(2025, 6, 1)) is None
    assert measure_capitalisation(archive, date(2025, 4, 1)) is None


def test_a_list_of_an_index_is_not_one_of_the_market(archive, as_of):
    held, listed = archive.tables
    few = replace(
        listed,
        key=replace(listed.key, day=date(2025, 6, 3), source="index"),
        lines=listed.lines.head(503),
    )
    measured = measure_capitalisation(Memory((), (held, listed, few)), as_of)
    assert measured.on == date(2025, 6, 2)


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ([("C0002", "ticker", "C0001")], "names a ticker twice"),
        (
            [("C0001", "market_value", np.nan), ("C0002", "market_value", np.nan)],
            "not more than 1000",
        ),
    ],
)
def test_a_list_that_cannot_be_ranked_is_refused(edit, as_of, edits, said):
    with pytest.raises(MarketDataError, match=said):
        measure_capitalisation(edit(*edits), as_of)
