"""Tables as yfinance lays them out. Those of the real one are in `tests/network/test_yahoo.py`."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from allocator.market.series import Key, Kind
from allocator.market.sources.source import Item, SourceError
from allocator.market.sources.yahoo_client import History
from allocator.market.sources.yahoo_prices import read_prices

NOW = datetime(2026, 5, 1, tzinfo=UTC)
ITEM = Item("yahoo", "IWM", Key(Kind.CLOSE, "IWM", "yahoo"))
ABOUT = {"currency": "USD", "exchangeTimezoneName": "America/New_York", "firstTradeDate": None}
DAYS = pd.DatetimeIndex(["2025-03-07", "2025-03-10", "2025-11-03"], tz="America/New_York")
COLUMNS = {"Close": [10.0, 11.0, 12.0], "Adj Close": [9.0, 11.0, 12.0], "Dividends": [0, 1.0, 0]}


def read(index=DAYS, about=ABOUT, **columns):
    return read_prices(ITEM, History(pd.DataFrame(columns, index), about), NOW)


def test_days_are_those_of_new_york_in_summer_and_in_winter():
    answer = read(DAYS.tz_convert("UTC"), **COLUMNS)
    assert [str(day) for day in answer.series[0].days] == ["2025-03-07", "2025-03-10", "2025-11-03"]


def test_columns_of_events_may_be_missing():
    answer = read(Close=[1.0, 2.0, 3.0], **{"Adj Close": [1.0, 2.0, 3.0]})
    assert [each.key.kind for each in answer.series] == [Kind.CLOSE, Kind.ADJUSTED]


def test_without_a_column_of_adjusted_closes_the_rest_is_kept():
    answer = read(Close=[1.0, 2.0, 3.0])
    assert [each.key.kind for each in answer.series] == [Kind.CLOSE]
    assert answer.problems[0].message == "came without adjusted closes"


@pytest.mark.parametrize("columns", [{"Open": [1.0, 2.0, 3.0]}, {}])
def test_a_table_without_closes_has_no_prices(columns):
    with pytest.raises(SourceError, match="gave no prices of IWM"):
        read(**columns)


def test_a_table_without_rows_has_no_prices():
    with pytest.raises(SourceError, match="gave no prices of IWM"):
        read(DAYS[:0], Close=[])


def test_the_first_trade_says_where_a_history_begins():
    first = pd.Timestamp("2025-01-02", tz="America/New_York")
    with pytest.raises(SourceError, match="begins on 2025-03-07, where it should begin on 2025-01"):
        read(about={**ABOUT, "firstTradeDate": first}, **COLUMNS)


def test_a_payment_on_the_first_day_leaves_nothing_to_adjust():
    columns = {"Close": [1.0, 2.0, 3.0], "Adj Close": [1.0, 2.0, 3.0], "Dividends": [0.5, 0, 0]}
    assert read(**columns).problems == ()


def test_one_payment_on_the_second_day_must_show_in_the_adjusted_closes():
    columns = {"Close": [1.0, 2.0, 3.0], "Adj Close": [1.0, 2.0, 3.0], "Dividends": [0, 0.5, 0]}
    (problem,) = read(**columns).problems
    assert problem.message == "the adjusted closes are the closes, though distributions were paid"


@pytest.mark.parametrize(("dividend", "gain"), [(0.3, 0.3), (0.3, 0.2), (7.857, 6.42)])
def test_a_gain_no_larger_than_the_dividend_of_its_day_is_in_it(dividend, gain):
    columns = {**COLUMNS, "Dividends": [0, dividend, 0], "Capital Gains": [0, gain, 0]}
    answer = read(**columns)
    assert answer.series[2].values.tolist() == [dividend]
    assert len(answer.notes) == 1


def test_a_gain_larger_than_the_dividend_of_its_day_is_paid_beside_it():
    columns = {**COLUMNS, "Capital Gains": [0, 2.0, 0]}
    answer = read(**columns)
    assert answer.series[2].values.tolist() == [3.0]
    assert answer.notes == ()


def test_an_event_on_a_day_without_a_price_is_kept_and_the_day_is_said():
    columns = {**COLUMNS, "Close": [10.0, None, 12.0], "Adj Close": [9.0, None, 12.0]}
    answer = read(**columns)
    assert [str(each.last) for each in answer.series] == ["2025-11-03", "2025-11-03", "2025-03-10"]
    assert answer.notes == ("1 of its days came without a price, 2025-03-10",)
