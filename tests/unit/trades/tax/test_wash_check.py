"""What a judge sees afterwards."""

import pytest

from allocator.model.trades import Side
from allocator.trades.tax.wash_check import seen_wash_sales
from tests.wash_records import TODAY, history, lot, past, trade


def seen(trades, *lots, done=()):
    return [str(each) for each in seen_wash_sales(history(*lots, done=done), tuple(trades), TODAY)]


def test_the_judge_sees_a_purchase_and_a_loss_on_one_day_across_accounts():
    sale, purchase = trade(Side.SELL, "IWM", (400, 5, -20)), trade(Side.BUY, "VTWO", account="roth")
    (words,) = seen([sale, purchase], lot("IWM", 400))
    assert words == (
        "IWM would be sold at a loss in main, and VTWO would be bought in roth: "
        "within 30 days, a wash sale"
    )


def test_the_judge_sees_a_loss_of_two_cents():
    sale, purchase = trade(Side.SELL, "IWM", (400, 5, "-0.02")), trade(Side.BUY, "VTWO")
    assert len(seen([sale, purchase])) == 1


def test_the_judge_sees_a_purchase_after_a_past_loss():
    done = [past(Side.SELL, "IWM", 30, gain="-1234.5")]
    (words,) = seen([trade(Side.BUY, "VTWO")], done=done)
    assert words == (
        "IWM was sold on 2026-10-21 in main at a loss of $1,234.50, and VTWO would be bought in "
        "main: within 30 days, a wash sale"
    )


def test_the_judge_sees_a_loss_after_a_past_purchase_held_or_not():
    sale = trade(Side.SELL, "IWM", (400, 5, -20))
    assert len(seen([sale], lot("IWM", 400), lot("IWM", 30))) == 1
    assert len(seen([sale], lot("IWM", 400), done=[past(Side.BUY, "VTWO", 30)])) == 1
    assert len(seen([sale], lot("IWM", 400), lot("IWM", 31))) == 0


def test_the_judge_lets_pass_what_is_wholly_sold_together():
    sale = trade(Side.SELL, "IWM", (400, 5, -20), (30, 10, 5))
    assert seen([sale], lot("IWM", 400), lot("IWM", 30)) == []
    part = trade(Side.SELL, "IWM", (400, 5, -20), (30, 9, 5))
    assert len(seen([part], lot("IWM", 400), lot("IWM", 30))) == 1


@pytest.mark.parametrize(
    "sale",
    [
        trade(Side.SELL, "IWM", (400, 5, 20)),
        trade(Side.SELL, "IWM", (400, 5, None)),
        trade(Side.SELL, "IWM", (400, 5, "-0.01")),  # what rounding to cents can make of nothing
        trade(Side.SELL, "IWM", (400, 5, -20), account="roth"),
        trade(Side.SELL, "SPY", (400, 5, -20)),
    ],
)
def test_gains_unknown_gains_sheltered_accounts_and_other_funds_are_no_wash_sales(sale):
    assert seen([sale, trade(Side.BUY, "VTWO")]) == []


def test_the_judge_lets_pass_past_gains_and_losses_in_sheltered_accounts():
    done = [
        past(Side.SELL, "IWM", 5, gain=20),
        past(Side.SELL, "IWM", 5, "roth", gain=-20),
        past(Side.SELL, "IWM", 31, gain=-20),
        past(Side.SELL, "SPY", 5, gain=-20),
    ]
    assert seen([trade(Side.BUY, "IWM")], done=done) == []


def test_the_rest_of_the_lot_itself_is_no_replacement():
    sale = trade(Side.SELL, "IWM", (10, 5, -20))
    assert seen([sale], lot("IWM", 10), done=[past(Side.BUY, "IWM", 10)]) == []
