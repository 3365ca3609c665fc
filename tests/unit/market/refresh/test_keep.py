"""What becomes in the store of what a source gave."""

import os

import pytest

from allocator.errors import MarketDataError, Problem
from allocator.market.refresh import Fate
from allocator.market.series import Key, Kind
from allocator.market.sources.source import Answer
from allocator.market.store import Outcome, Store
from tests.unit.market.refresh.conftest import Shop, a_day, names, series

PRICES = [10.0, 11.0, 12.0]


def only(summary):
    """The one item of a summary."""
    (fetch,) = summary.fetches
    return fetch


@pytest.fixture
def shop(visit):
    """A shop whose three prices are stored."""
    made = Shop(stock={"A": series("A", PRICES)})
    assert only(visit(made)).merges[0].outcome is Outcome.NEW
    return made


def stored(store):
    return store.read(Key(Kind.CLOSE, "A", "shop")).values.tolist()


def test_days_that_are_new_are_added(store, visit, shop):
    shop.stock["A"] = series("A", [*PRICES, 13.0])
    fetch = only(visit(shop))
    assert (fetch.fate, fetch.merges[0].outcome, fetch.merges[0].added) == (
        Fate.CAME,
        Outcome.EXTENDED,
        1,
    )
    assert fetch.through == a_day("2026-04-04")
    assert stored(store) == [*PRICES, 13.0]


def test_nothing_new_is_no_failure(visit, shop):
    fetch = only(visit(shop))
    assert (fetch.fate, fetch.merges[0].outcome) == (Fate.CAME, Outcome.SAME)
    assert (fetch.through, fetch.notes) == (a_day("2026-04-03"), ())


def test_what_contradicts_is_told_and_not_kept(store, visit, shop):
    shop.stock["A"] = series("A", [10.0, 11.5, 12.0, 13.0])
    fetch = only(visit(shop))
    assert fetch.fate is Fate.FAILED
    (problem,) = fetch.problems
    assert problem.place == "close/A (shop)"
    assert "2026-04-02" in problem.message
    assert "--replace" in problem.message
    assert fetch.through == a_day("2026-04-03")
    assert stored(store) == PRICES


def test_what_contradicts_is_kept_if_asked_for(store, visit, shop):
    shop.stock["A"] = series("A", [10.0, 11.5])
    fetch = only(visit(shop, replace=True))
    assert (fetch.fate, fetch.merges[0].outcome) == (Fate.CAME, Outcome.REPLACED)
    assert fetch.through == a_day("2026-04-02")
    assert stored(store) == [10.0, 11.5]


def test_replacing_by_a_part_that_agrees_loses_nothing(store, visit, shop):
    for part, outcome, through in (
        (series("A", PRICES[:2]), Outcome.SAME, "2026-04-03"),
        (series("A", [12.0, 13.0], "2026-04-03"), Outcome.EXTENDED, "2026-04-04"),
    ):
        shop.stock["A"] = part
        fetch = only(visit(shop, replace=True))
        assert (fetch.fate, fetch.merges[0].outcome) == (Fate.CAME, outcome)
        assert fetch.through == a_day(through)
    assert stored(store) == [*PRICES, 13.0]


def test_a_part_is_a_finding_and_no_extension(store, visit, shop):
    """One month instead of the whole agrees with what is stored, and would be added."""
    shop.stock["A"] = series("A", [12.0, 13.0], "2026-04-03")
    fetch = only(visit(shop))
    assert fetch.fate is Fate.FAILED
    (problem,) = fetch.problems
    assert problem.message == "begins on 2026-04-03, but what is stored begins on 2026-04-01"
    assert problem.remedy
    assert stored(store) == PRICES


def test_an_earlier_beginning_is_welcome(store, visit, shop):
    shop.stock["A"] = series("A", [9.0, *PRICES], "2026-03-31")
    assert only(visit(shop)).fate is Fate.CAME
    assert stored(store) == [9.0, *PRICES]


def test_an_early_end_is_said(store, visit, shop):
    shop.stock["A"] = series("A", PRICES[:2])
    fetch = only(visit(shop))
    assert fetch.fate is Fate.CAME
    assert fetch.notes == ("its close series ends on 2026-04-02, what was stored on 2026-04-03",)
    assert fetch.through == a_day("2026-04-03")
    assert stored(store) == PRICES


def test_a_series_that_is_none_keeps_the_others(store, visit):
    bad, good = series("A", [1.0, -1.0]), series("A", [0.5], kind=Kind.DISTRIBUTION)
    fetch = only(visit(Shop(stock={"A": Answer((bad, good))})))
    assert fetch.fate is Fate.PARTLY
    assert [merge.key.kind for merge in fetch.merges] == [Kind.DISTRIBUTION]
    assert "not positive" in fetch.problems[0].message
    assert fetch.through is None
    assert store.keys() == (good.key,)


def test_what_a_source_says_is_passed_on(visit):
    missing = Problem("shop: A", "came without adjusted closes")
    answer = Answer((series("A", [1.0]),), ("a note",), (missing,))
    fetch = only(visit(Shop(stock={"A": answer})))
    assert (fetch.fate, fetch.notes, fetch.problems) == (Fate.PARTLY, ("a note",), (missing,))


def test_an_answer_without_series_is_no_failure(visit):
    """A fund may have no price-earnings ratio."""
    fetch = only(visit(Shop(stock={"A": Answer((), ("none is given",))})))
    assert (fetch.fate, fetch.merges, fetch.through) == (Fate.CAME, (), None)


def test_a_store_that_cannot_be_written_ends_the_run(store, visit, monkeypatch):
    """Asking for sixty more items would be of no use; what is stored stays."""
    visit(Shop(stock={"Z": series("Z", PRICES)}))

    def full(*_):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("allocator.market.store.writing.write_whole", full)
    shop = Shop(stock={name: series(name, [1.0]) for name in "ABCD"})
    other = Shop("other", {"E": series("E", [1.0], source="other")})
    summary = visit(shop, other)
    assert shop.asked == ["A", "B"]
    assert other.asked == []
    assert [each.fate for each in summary.fetches] == [Fate.FAILED] * 2 + [Fate.LEFT] * 3
    assert "No space left on device" in summary.fetches[0].problems[0].message
    assert names(store) == ["Z"]


def test_a_store_that_can_be_written_again_is_not_given_up(visit, monkeypatch):
    """Only two in a row end the run."""
    written = iter([False, True, False, True])
    put = Store.put

    def now_and_then(self, series, fetched_at, *, replace=False):
        if not next(written):
            raise MarketDataError(Problem(series.key.name, "cannot be written"))
        return put(self, series, fetched_at, replace=replace)

    monkeypatch.setattr(Store, "put", now_and_then)
    summary = visit(Shop(stock={name: series(name, [1.0]) for name in "ABCD"}))
    assert [each.fate for each in summary.fetches] == [Fate.FAILED, Fate.CAME] * 2


def test_ctrl_c_waits_until_all_of_an_answer_is_kept(store, visit, monkeypatch):
    """The second of two series has come as well, when the first is being written."""
    pressed = []
    put = Store.put

    def press(self, series, fetched_at, *, replace=False):
        if not pressed:
            pressed.append(series.key)
            raise KeyboardInterrupt
        return put(self, series, fetched_at, replace=replace)

    monkeypatch.setattr(Store, "put", press)
    pair = (series("A", [1.0]), series("A", [0.5], kind=Kind.DISTRIBUTION))
    shop = Shop(stock={"A": Answer(pair), "B": series("B", [1.0])})
    summary = visit(shop)
    assert summary.is_interrupted
    assert [each.fate for each in summary.fetches] == [Fate.CAME, Fate.LEFT]
    assert store.keys() == tuple(sorted(each.key for each in pair))
    assert shop.asked == ["A"]
