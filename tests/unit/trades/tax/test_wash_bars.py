"""What may not be done today."""

from datetime import timedelta

import pytest

from allocator.model.trades import Side
from allocator.trades.tax.wash_bars import bars
from tests.wash_records import TODAY, ago, history, lot, past


def barred(*lots, done=()):
    return bars(history(*lots, done=done), TODAY)


def test_after_a_loss_no_identical_fund_may_be_bought_for_thirty_days():
    found = barred(done=[past(Side.SELL, "IWM", 30, gain=-250)])
    assert sorted(found.purchases) == ["IWM", "VTWO"]
    bar = found.purchases["VTWO"]
    assert bar.first_day == TODAY + timedelta(days=1)
    assert bar.reason == (
        "IWM was sold on 2026-10-21 in main at a loss of $250.00, "
        "which counts only if no VTWO is bought before 2026-11-21"
    )


@pytest.mark.parametrize(
    "sale",
    [
        past(Side.SELL, "IWM", 31, gain=-250),
        past(Side.SELL, "IWM", 5, gain=250),
        past(Side.SELL, "IWM", 5, gain=0),
        past(Side.SELL, "IWM", 5, "roth", gain=-250),
        past(Side.BUY, "IWM", 5),
    ],
)
def test_older_sales_gains_and_sheltered_accounts_bar_no_purchase(sale):
    assert barred(done=[sale]).purchases == {}


def test_a_sale_whose_gain_is_not_stated_bars_purchases_too():
    found = barred(done=[past(Side.SELL, "SPY", 5)])
    assert list(found.purchases) == ["SPY"]
    assert "at a gain that is not stated" in found.purchases["SPY"].reason


def test_an_account_of_unknown_type_counts_as_taxable():
    assert "IWM" in barred(done=[past(Side.SELL, "IWM", 5, "elsewhere", gain=-1)]).purchases


def test_the_last_sale_decides_how_long_purchases_are_barred():
    sales = [past(Side.SELL, "IWM", days, gain=-1) for days in (3, 20)]
    assert barred(done=sales).purchases["IWM"].first_day == ago(3) + timedelta(days=31)


def test_no_loss_while_an_identical_fund_was_bought_in_a_roth():
    found = barred(lot("IWM", 400), lot("VTWO", 30, "roth"))
    bar, sheltered = found.losses
    assert sheltered is None
    assert bar.first_day == TODAY + timedelta(days=1)
    assert bar.lifted_by == ()
    assert bar.reason == (
        "VTWO was bought on 2026-10-21 in roth; a loss on IWM counts from 2026-11-21"
    )


@pytest.mark.parametrize("other", [lot("VTWO", 31), lot("SPY", 5), lot("IWM", None)])
def test_older_other_and_undated_lots_bar_no_loss(other):
    assert barred(lot("IWM", 400), other).losses[0] is None


def test_a_lot_does_not_bar_itself():
    """Its own purchase among the transactions is the same purchase."""
    found = barred(lot("IWM", 10), done=[past(Side.BUY, "IWM", 10)])
    assert found.losses == (None,)


def test_two_lots_bar_each_other_unless_both_are_wholly_sold():
    old, new = barred(lot("IWM", 400), lot("IWM", 10)).losses
    assert old.lifted_by == (1,)
    assert new is None


def test_a_purchase_of_which_no_lot_is_held_bars_for_good():
    (bar,) = barred(lot("IWM", 400), done=[past(Side.BUY, "VTWO", 10, "roth")]).losses
    assert bar.lifted_by == ()
    assert "VTWO was bought on 2026-11-10 in roth" in bar.reason


def test_the_last_purchase_decides_how_long_losses_are_barred():
    bar = barred(lot("IWM", 400), lot("IWM", 20), lot("VTWO", 4)).losses[0]
    assert bar.first_day == ago(4) + timedelta(days=31)
    assert bar.lifted_by == (1, 2)
