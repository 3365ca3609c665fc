from datetime import date

import pytest

from allocator.errors import MarketDataError
from allocator.market.capitalisation import measure_capitalisation

SMALL_SHARE = (3999 + 3998) / sum(5000 - rank for rank in range(1, 1003))


def test_what_is_beyond_the_thousand_largest_is_small(folder, as_of):
    """Companies 1,001 and 1,002 of the made-up market are worth 3,999 and 3,998 million."""
    measured = measure_capitalisation(folder, as_of)
    assert measured.small_share == pytest.approx(SMALL_SHARE)
    assert {size.index: size.usd_bn for size in measured.sizes} == {
        "Russell 2000": pytest.approx(7.997),
        "S&P 500": pytest.approx(sum(5000 - rank for rank in range(1, 501)) / 1000),
    }
    assert measured.on == date(2025, 6, 2)
    assert "holdings/IWV_holdings_2025-05-01.csv" in measured.source


def test_the_classes_of_one_company_count_once(folder, edit, as_of):
    """
    Each class carries the whole company's value: GOOG and GOOGL, BRK-B written BRKB.

    With C0002 as a second class of C0001 there is one company less, so C1001 is large.
    """
    edit(
        "fundamentals/finviz_universe_2025-06-02.csv",
        "C0002,C0002 Inc,4998.0",
        "C0-002,C0001 Inc,4999.0",
    )
    measured = measure_capitalisation(folder, as_of)
    assert measured.small_share == pytest.approx(SMALL_SHARE * 3998 / 7997)


def test_cash_is_not_a_company_though_its_ticker_is_a_fund(folder, edit, as_of):
    edit("fundamentals/finviz_universe_2025-06-02.csv", "USD,A fund,", "USD,A fund,9999999.0")
    assert measure_capitalisation(folder, as_of).small_share == pytest.approx(SMALL_SHARE)


def test_what_is_not_known_yet_is_not_measured(folder):
    assert measure_capitalisation(folder, date(2025, 6, 1)) is None
    assert measure_capitalisation(folder, date(2025, 4, 1)) is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Market Cap", "Cap", "is not a table with"),
        ("4999.0", "large", "'large' in Market Cap is not a number"),
        ("C0002,", "C0001,", "names a ticker twice"),
        (",4999.0", ",", "not more than 1000"),
    ],
)
def test_a_malformed_screener_is_refused(folder, edit, as_of, old, new, said):
    edit("fundamentals/finviz_universe_2025-06-02.csv", old, new)
    if "more than" in said:
        edit("fundamentals/finviz_universe_2025-06-02.csv", ",4998.0", ",")
    with pytest.raises(MarketDataError, match=said):
        measure_capitalisation(folder, as_of)
