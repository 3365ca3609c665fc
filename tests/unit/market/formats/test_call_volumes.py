"""Daily volumes of calls, from a user's file of whatever shape."""

import numpy as np
import pytest

from allocator.bundled import FACTS
from allocator.errors import Severity
from allocator.market.archive import Memory
from allocator.market.catalogue import known_as
from allocator.market.facts import read_facts
from allocator.market.quality import examine
from allocator.market.series import Frequency, Kind
from allocator.market.sessions import sessions

DAYS = sessions(np.datetime64("2024-01-02"), np.datetime64("2025-06-30"))


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("IWM call volume", "IWM call volume"),
        ("iwm_call_volume", "IWM call volume"),
        ("RUT Call Volume", "RUT call volume"),
        ("call_volume", "call volume"),
        ("Call volumes", "call volume"),
    ],
)
def test_a_column_of_a_wide_table_is_known_by_its_name(read, numbers, column, name):
    reading = read(f"Date,{column}\n2025-06-26,412345\n2025-06-27,398000\n", "mine.csv")
    assert numbers(reading) == {("volume", name): {"2025-06-26": 412345.0, "2025-06-27": 398000.0}}
    assert reading.problems == ()
    assert reading.series[0].frequency is Frequency.DAILY
    assert known_as(name).kind is Kind.VOLUME


def test_rows_of_day_and_ticker_are_read(read, numbers):
    text = "day,ticker,call_volume\n2025-06-26,IWM,4\n2025-06-26,RUT,5\n2025-06-27,IWM,6\n"
    assert numbers(read(text)) == {
        ("volume", "IWM call volume"): {"2025-06-26": 4.0, "2025-06-27": 6.0},
        ("volume", "RUT call volume"): {"2025-06-26": 5.0},
    }


def test_rows_that_name_the_series_are_read(read, numbers):
    text = "date,ticker,value\n2025-06-26,IWM call volume,4\n2025-06-27,IWM call volume,6\n"
    assert list(numbers(read(text))) == [("volume", "IWM call volume")]


def test_volumes_beside_prices_are_those_of_the_fund(read, numbers):
    text = "Date,Adj Close,call_volume\n2025-06-26,210.1,4\n2025-06-27,211.2,6\n"
    assert set(numbers(read(text, "IWM.csv"))) == {
        ("adjusted", "IWM"),
        ("volume", "IWM call volume"),
    }


def test_calls_on_what_no_signal_looks_at_are_asked_for(read, said):
    reading = read("Date,SPY call volume\n2025-06-26,4\n", "mine.csv")
    assert reading.series == ()
    assert said(reading) == ["error mine.csv: nothing says what the numbers of SPY call volume are"]


def found(make_volumes, days=DAYS):
    return examine(Memory.of(make_volumes(days)), read_facts(FACTS), None)


@pytest.fixture
def volumes():
    from tests.made_series import made_series

    def make(days, values=None):
        usual = np.random.default_rng(2).lognormal(12, 0.6, len(days)).round()
        usual = usual if values is None else values
        return made_series(Kind.VOLUME, "IWM call volume", usual, days, source="calls")

    return make


def test_usual_volumes_are_not_complained_about(volumes):
    assert found(volumes) == ()


def test_a_missing_session_and_a_closed_day_are_found(volumes):
    assert "1 session missing" in found(volumes, np.delete(DAYS, 20))[0].message
    closed = np.sort(np.append(DAYS, np.datetime64("2024-07-04")))
    assert "the exchange was closed" in found(volumes, closed)[0].message


@pytest.mark.parametrize("wrong", [-1.0, 0.0, np.nan])
def test_volumes_that_cannot_be_are_errors(volumes, wrong):
    values = np.full(len(DAYS), 1000.0)
    values[5] = wrong
    series = volumes(DAYS, values)
    problem = examine(Memory.of(series), read_facts(FACTS), None)[0]
    assert problem.severity is Severity.ERROR
    assert problem.message.startswith("volumes that are not positive numbers: ")
