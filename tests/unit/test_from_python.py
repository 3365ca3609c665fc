"""From Python: what is not understood is refused in words, whatever it is."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from allocator import Purchase, Sale, load_snapshot, policy_path, sweep, wash_sales, what_if
from allocator.bundled import SNAPSHOT
from allocator.errors import InputError
from allocator.model.policy_path import FuturesQuote, FuturesQuotes, MeetingCalendar
from tests.situations import portfolio

KEY = "drivers.flow.usd_bn"
QUOTES = FuturesQuotes(
    date(2025, 9, 17), (FuturesQuote(date(2025, 10, 1), Decimal(96)),), "mine.csv"
)


def test_a_snapshot_may_be_named_in_words():
    assert load_snapshot(str(SNAPSHOT)).digest == load_snapshot(SNAPSHOT).digest


@pytest.mark.parametrize(
    "grid", [None, [KEY], {KEY: 5}, {KEY: None}, {KEY: (x for x in (1, 2))}, {KEY: "12"}]
)
def test_a_grid_that_is_none_is_refused(grid):
    with pytest.raises(InputError, match="is not a key with a list of values"):
        sweep(portfolio(), grid)


@pytest.mark.parametrize("changes", [None, [], "limits.turnover", 5])
def test_changes_that_are_none_are_refused(changes):
    with pytest.raises(InputError, match="is not a table of keys and values"):
        what_if(portfolio(), changes)


def test_a_key_that_is_no_word_is_refused():
    with pytest.raises(InputError, match="unknown key"):
        what_if(portfolio(), {5: 1})


@pytest.mark.parametrize(
    "day",
    [None, "2025-09-17", datetime(2025, 9, 17), date.max, date(1900, 1, 1)],  # noqa: DTZ001 - a moment is the wrong kind
)
def test_a_day_that_quotes_cannot_be_read_on_is_refused(day):
    with pytest.raises(InputError, match="as_of"):
        policy_path(QUOTES, MeetingCalendar(()), day)


def test_a_loss_that_a_purchase_disallows_is_worked_out():
    """Ten shares at a loss of $10 each, four of them bought again for $41 the day after."""
    bought = date(2026, 1, 5), date(2026, 3, 3)
    purchases = (
        Purchase(bought[0], Decimal(10), Decimal(50)),
        Purchase(bought[1], Decimal(4), Decimal(41)),
    )
    (sold,) = wash_sales(purchases, (Sale(date(2026, 3, 2), Decimal(10), Decimal(40), 0),))
    assert (sold.gain, sold.disallowed, sold.allowed) == (-100, 40, -60)
    assert [(each.purchase, each.basis) for each in sold.replacements] == [(1, 4 * (41 + 10))]


@pytest.mark.parametrize(
    ("sale", "said"),
    [
        (Sale(date(2026, 3, 2), Decimal(10), Decimal(40), 1), "there is no purchase 1"),
        (Sale(date(2026, 3, 2), Decimal(10), Decimal(40), -1), "there is no purchase -1"),
        (Sale(date(2026, 1, 4), Decimal(10), Decimal(40), 0), "bought on 2026-01-05 only"),
        (Sale(date(2026, 3, 2), Decimal(11), Decimal(40), 0), "1 shares more are sold"),
        (Sale(date(2026, 3, 2), Decimal(0), Decimal(40), 0), "0 is not above zero"),
        (Sale(date(2026, 3, 2), 10, Decimal(40), 0), "10 is no finite Decimal"),
        (Sale(date(2026, 3, 2), Decimal(10), Decimal("nan"), 0), "is no finite Decimal"),
        (Sale("2026-03-02", Decimal(10), Decimal(40), 0), "'2026-03-02' is no date"),
    ],
)
def test_a_sale_that_cannot_have_been_is_refused(sale, said):
    with pytest.raises(InputError, match=said):
        wash_sales((Purchase(date(2026, 1, 5), Decimal(10), Decimal(50)),), (sale,))


def test_two_sales_of_one_lot_are_counted_together():
    sale = Sale(date(2026, 3, 2), Decimal(6), Decimal(40), 0)
    with pytest.raises(InputError, match=r"sales\[1\]: lot: 2 shares more are sold"):
        wash_sales((Purchase(date(2026, 1, 5), Decimal(10), Decimal(50)),), (sale, sale))
