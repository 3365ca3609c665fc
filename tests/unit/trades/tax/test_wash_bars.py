"""What may not be done today, and what a judge sees afterwards."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from allocator.model.identical import IdenticalFunds
from allocator.model.portfolio import AccountType, Transaction
from allocator.model.trades import LotSale, Side, Trade
from allocator.trades.tax.wash_bars import bars
from allocator.trades.tax.wash_check import seen_wash_sales
from allocator.trades.tax.wash_history import HeldLot, History

TODAY = date(2026, 11, 20)
TYPES = {"main": AccountType.TAXABLE, "roth": AccountType.ROTH}
IDENTICAL = IdenticalFunds((("IWM", "VTWO"),))


def ago(days):
    return TODAY - timedelta(days=days)


def lot(symbol, days, account="main", shares=10):
    return HeldLot(account, symbol, Decimal(shares), None if days is None else ago(days))


def past(side, symbol, days, account="main", gain=None):
    gain = None if gain is None else Decimal(gain)
    return Transaction(account, ago(days), symbol, side, Decimal(10), None, gain, "line 2")


def history(*lots, done=()):
    return History(IDENTICAL, lots, tuple(done), TYPES)


def trade(side, symbol, *sold, account="main"):
    """Sales are named as (days ago, shares, gain)."""
    lots = tuple(
        LotSale(
            Decimal(shares),
            None if days is None else ago(days),
            Decimal(1),
            None if gain is None else Decimal(gain),
            None,
        )
        for days, shares, gain in sold
    )
    count = sum((each.shares for each in lots), Decimal(0)) or Decimal(1)
    return Trade(account, symbol, side, count, Decimal(1), count, Decimal(0), lots)


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


def seen(trades, *lots, done=()):
    return [str(each) for each in seen_wash_sales(history(*lots, done=done), tuple(trades), TODAY)]


def test_the_judge_sees_a_purchase_and_a_loss_on_one_day_across_accounts():
    sale, purchase = trade(Side.SELL, "IWM", (400, 5, -20)), trade(Side.BUY, "VTWO", account="roth")
    (words,) = seen([sale, purchase], lot("IWM", 400))
    assert words == (
        "IWM would be sold at a loss in main, and VTWO would be bought in roth: "
        "within 30 days, a wash sale"
    )


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
