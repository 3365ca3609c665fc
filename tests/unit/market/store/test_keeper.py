"""One thing after the other goes into the store, until it cannot be written."""

from dataclasses import replace

import pytest

from allocator.errors import MarketDataError, Problem
from allocator.market.store import Outcome, Store
from allocator.market.store.keeper import Keeper


@pytest.fixture
def keeper(store, now):
    return Keeper(store, now, replacing=False)


@pytest.fixture
def refusing(monkeypatch):
    """Let the store refuse as often as it is told."""
    left = []

    def put(self, item, fetched_at, *, replace=False):
        if left:
            raise MarketDataError(left.pop())
        return really(self, item, fetched_at, replace=replace)

    really = Store.put
    monkeypatch.setattr(Store, "put", put)
    return left


def full(times):
    return [Problem("store", "cannot be written")] * times


def test_series_and_tables_are_stored(keeper, store, series, prices, table, now):
    for item in (series(prices), table()):
        merge, problems = keeper.keep(item)
        assert (merge.key, merge.outcome, problems) == (item.key, Outcome.NEW, ())
    assert {entry.fetched_at for entry in store.entries()} == {now}


def test_what_contradicts_is_told_as_a_problem_unless_it_is_to_replace(
    keeper, store, series, prices, table, now
):
    pairs = ((series(prices), series(prices * 1.1)), (table(), table(1.0, 2.0, 3.0)))
    for item, other in pairs:
        keeper.keep(item)
        merge, (problem,) = keeper.keep(other)
        assert merge.outcome is Outcome.CONTRADICTED
        assert (problem.place, problem.message) == (str(item.key), merge.message)
        merge, problems = Keeper(store, now, replacing=True).keep(other)
        assert (merge.outcome, problems) == (Outcome.REPLACED, ())


def test_what_is_not_well_formed_is_no_fault_of_the_store(keeper, series, table):
    for item in (series([-1.0]), series([]), series([-1.0])):
        merge, (problem,) = keeper.keep(item)
        assert merge is None
        assert problem.place == f"{item.key} from made up"
    empty = replace(table(), lines=table().lines.iloc[:0])
    assert keeper.keep(empty)[1][0].message == "has no lines"
    assert not keeper.is_out_of_order


def test_two_refusals_in_a_row_are_enough(keeper, series, refusing):
    refusing += full(3)
    told = [keeper.keep(series([1.0], name=name)) for name in "ABC"]
    assert told == [(None, tuple(full(1)))] * 2 + [(None, ())]
    assert keeper.is_out_of_order
    assert len(refusing) == 1


def test_refusals_that_are_not_in_a_row_are_borne(keeper, store, series, refusing):
    for name in "AB":
        refusing += full(1)
        assert keeper.keep(series([1.0], name=name))[0] is None
        assert keeper.keep(series([1.0], name=name))[0].outcome is Outcome.NEW
    assert not keeper.is_out_of_order
    assert len(store.keys()) == 2
