"""What is kept in memory is found by its key."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from allocator.errors import MarketDataError
from allocator.market.archive import Memory
from allocator.market.series import Kind, Table, TableKey, TableKind
from tests.made_series import made_series

DAY = np.array(["2020-01-02"], "M8[D]")


def series(name, kind=Kind.CLOSE):
    return made_series(kind, name, [1.0], DAY, source="a")


def table(name):
    key = TableKey(TableKind.HOLDINGS, name, date(2020, 1, 2), "a")
    return Table(key, pd.DataFrame({"ticker": [name]}), "made up")


def test_series_and_tables_are_listed_in_order_and_found():
    items = (series("SPY"), series("IWM"), series("IWM", Kind.ADJUSTED))
    tables = (table("VTWO"), table("IWM"))
    memory = Memory(items, tables)
    assert list(map(str, memory.keys())) == [
        "adjusted/IWM (a)",
        "close/IWM (a)",
        "close/SPY (a)",
    ]
    assert [key.name for key in memory.table_keys()] == ["IWM", "VTWO"]
    assert all(memory.read(each.key) is each for each in items)
    assert all(memory.read_table(each.key) is each for each in tables)
    assert Memory.of(*items).keys() == memory.keys()
    assert (memory.place, memory.problems) == ("memory", ())


def test_what_is_not_there_is_named_with_the_place():
    memory = Memory(place="nowhere")
    other = replace(series("IWM").key, source="b")
    for read, key in ((memory.read, other), (memory.read_table, table("IWM").key)):
        with pytest.raises(MarketDataError) as caught:
            read(key)
        (problem,) = caught.value.problems
        assert (problem.place, problem.message) == ("nowhere", f"holds no {key}")
