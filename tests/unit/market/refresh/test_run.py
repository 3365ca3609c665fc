"""What a refresh asks for, in which order, and when it leaves a source alone."""

from datetime import timedelta

import pytest

from allocator.market.refresh import Fate
from allocator.market.series import Kind
from allocator.market.sources.source import Cause, SourceError
from tests.unit.market.refresh.conftest import NOON, Shop, names, series


def failing(cause, message="is in trouble"):
    return SourceError("shop", message, cause)


def fates(summary):
    return {each.item.name: each.fate for each in summary.fetches}


def test_everything_is_kept_as_soon_as_it_has_come(store, visit):
    """Whatever happens later, what was told of before is in the store."""
    seen = []

    def watch(fetch):
        assert store.read(fetch.item.key).values.tolist() == [1.0, 2.0]
        seen.append(fetch.item.name)

    summary = visit(Shop(stock={n: series(n, [1.0, 2.0]) for n in "ABC"}), watch=watch)
    assert seen == ["A", "B", "C"]
    assert summary.is_complete
    assert summary.place == store.place
    assert store.entries()[0].fetched_at == NOON


@pytest.mark.parametrize("cause", [Cause.UNUSABLE, Cause.MISSING, Cause.UNAVAILABLE])
def test_a_failure_keeps_the_rest(store, visit, cause):
    stock = {"A": series("A", [1.0]), "B": failing(cause), "C": series("C", [1.0])}
    summary = visit(Shop(stock=stock))
    assert fates(summary) == {"A": Fate.CAME, "B": Fate.FAILED, "C": Fate.CAME}
    assert names(store) == ["A", "C"]
    assert not summary.is_complete
    failed = summary.fetches[1]
    assert failed.cause is cause
    assert failed.problems[0].message == "is in trouble"


@pytest.mark.parametrize("cause", [Cause.LIMITED, Cause.UNREACHABLE])
def test_what_the_next_item_would_meet_too_ends_the_source_at_once(visit, cause):
    shop = Shop(stock={"A": failing(cause), "B": series("B", [1.0]), "C": series("C", [1.0])})
    other = Shop("other", {"D": series("D", [1.0], source="other")})
    summary = visit(shop, other)
    assert shop.asked == ["A"]
    assert fates(summary) == {"A": Fate.FAILED, "B": Fate.LEFT, "C": Fate.LEFT, "D": Fate.CAME}
    assert summary.fetches[1].problems == summary.fetches[0].problems


def test_a_source_in_trouble_is_left_alone_after_three_in_a_row(visit):
    trouble = failing(Cause.UNAVAILABLE)
    stock = {"A": trouble, "B": trouble, "C": series("C", [1.0])}
    shop = Shop(stock=stock | dict.fromkeys("DEFGH", trouble))
    summary = visit(shop)
    assert shop.asked == ["A", "B", "C", "D", "E", "F"]
    assert [each.fate for each in summary.fetches[6:]] == [Fate.LEFT, Fate.LEFT]


def test_items_that_are_not_there_do_not_count_as_trouble(visit):
    shop = Shop(stock=dict.fromkeys("ABCDE", failing(Cause.MISSING)))
    visit(shop)
    assert shop.asked == list("ABCDE")


def test_what_was_fetched_longest_ago_is_asked_for_first(visit):
    """A run that was cut short is resumed by the next."""
    shop = Shop(stock={"A": series("A", [1.0]), "B": failing(Cause.LIMITED)})
    shop.stock.update({"C": series("C", [1.0])})
    visit(shop)
    shop.stock["B"] = series("B", [1.0])
    shop.asked.clear()
    visit(shop, days=1)
    assert shop.asked == ["B", "C", "A"]


def test_readings_come_last_though_they_were_never_fetched(visit):
    ratio = series("A P/E", [18.5], "2026-05-01", Kind.VALUATION)
    shop = Shop(stock={"A P/E": ratio, "A": series("A", [1.0])}, readings=("A P/E",))
    visit(shop, only=["A"])
    visit(shop)
    assert shop.asked == ["A", "A", "A P/E"]


def test_a_reading_is_taken_once_a_day(store, visit):
    """What it says moves with prices; the first of a day stays."""
    ratio = series("A P/E", [18.5], "2026-05-01", Kind.VALUATION)
    shop = Shop(stock={"A P/E": ratio}, readings=("A P/E",))
    visit(shop)
    shop.stock["A P/E"] = series("A P/E", [18.6], "2026-05-01", Kind.VALUATION)
    summary = visit(shop)
    assert (shop.asked, summary.is_complete) == (["A P/E"], True)

    shop.stock["A P/E"] = series("A P/E", [19.0], "2026-05-02", Kind.VALUATION)
    assert visit(shop, days=1).is_complete
    assert store.read(ratio.key).values.tolist() == [18.5, 19.0]


def test_ctrl_c_keeps_what_came_and_says_so(store, visit):
    stock = {"A": series("A", [1.0]), "B": KeyboardInterrupt(), "C": series("C", [1.0])}
    summary = visit(Shop(stock=stock), Shop("other", {"D": series("D", [1.0], source="other")}))
    assert summary.is_interrupted
    assert fates(summary) == {"A": Fate.CAME, "B": Fate.LEFT, "C": Fate.LEFT, "D": Fate.LEFT}
    assert names(store) == ["A"]
    assert not summary.is_complete


def test_a_machine_is_offline_if_nobody_could_be_reached_from_the_first_try(visit):
    gone = failing(Cause.UNREACHABLE, "cannot be reached")
    one, other = Shop(stock={"A": gone, "B": gone}), Shop("other", {"C": gone})
    assert visit(one, other).is_offline
    other.stock["C"] = failing(Cause.LIMITED)
    assert not visit(one, other).is_offline
    one.stock["A"] = series("A", [1.0])
    other.stock["C"] = gone
    summary = visit(one, other)
    assert not summary.is_offline
    assert one.asked[-2:] == ["A", "B"]


def test_the_moment_of_a_refresh_is_the_day_of_what_it_fetched(store, visit):
    shop = Shop(stock={"A": series("A", [1.0])})
    visit(shop)
    visit(shop, days=3)
    assert store.entries()[0].fetched_at == NOON + timedelta(3)
