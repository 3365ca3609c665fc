"""A household kept from wash sales that its files show."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from allocator.model.policy import Policy
from allocator.model.portfolio import Account, AccountType, Holding, Lock, Lot, Transaction
from allocator.model.tax import Stance, TaxRules
from allocator.model.trades import Side
from allocator.trades.tax.wash_household import history_of, without_wash_sales
from tests.situations import AS_OF, brief, market, portfolio

TAXED = TaxRules(short_term=0.4, long_term=0.2)


def held(symbol, account, *lots):
    """Lots are (days ago, shares, dollars paid for all)."""
    bought = tuple(
        Lot(Decimal(shares), Decimal(paid), AS_OF - timedelta(days)) for days, shares, paid in lots
    )
    return Holding(account, symbol, bought, None, None, Lock.NONE, "made-up")


def kept_from(*holdings, done=(), tax=TAXED):
    """The household before and after, with positions by account and ticker."""
    accounts = (
        Account("main", AccountType.TAXABLE, Decimal(5000)),
        Account("roth", AccountType.ROTH, Decimal(5000)),
    )
    files = portfolio({}, "0", *holdings, accounts=accounts)
    made = brief(files, Policy(tax=tax)).household
    files = type(files)(
        files.accounts, files.holdings, files.source, files.format, None, transactions=tuple(done)
    )
    after = without_wash_sales(made, history_of(made, files, tax, market()))
    names = [account.name for account in after.accounts]
    return {(names[each.account], each.fund.symbol): each for each in after.positions}


def sold(symbol, days, gain):
    day = AS_OF - timedelta(days)
    return Transaction(
        "main", day, symbol, Side.SELL, Decimal(5), Decimal(1), Decimal(gain), "made-up:1"
    )


def test_after_a_loss_its_kin_may_not_be_bought_in_any_account():
    owned = held("IWM", "main", (400, 10, 1000)), held("VOO", "main", (400, 10, 3000))
    freely, found = kept_from(*owned), kept_from(*owned, done=[sold("IWM", 30, -200)])
    closed = {key for key, each in found.items() if freely[key].may_buy and not each.may_buy}
    assert closed == {("main", "VTWO"), ("roth", "VTWO")}


def test_a_month_later_they_may_be_bought_again():
    found = kept_from(held("VOO", "main", (400, 10, 3000)), done=[sold("IWM", 31, -200)])
    assert found["roth", "VTWO"].may_buy


@pytest.mark.parametrize(("stance", "kept"), [(Stance.SAME_INDEX, True), (Stance.SAME_FUND, False)])
def test_a_loss_is_kept_while_its_kin_were_bought_in_a_roth(stance, kept):
    """IWM at 252.71 cost 300 a share in one lot and 200 in the other: only the first is a loss."""
    rules = TaxRules(short_term=0.4, long_term=0.2, wash_sales=stance)
    found = kept_from(
        held("IWM", "main", (500, 10, 3000), (400, 10, 2000)),
        held("VTWO", "roth", (10, 10, 1000)),
        tax=rules,
    )
    why = f"VTWO was bought on {date(2025, 12, 14)} in roth"
    assert [lot.kept.startswith(why) for lot in found["main", "IWM"].lots] == [kept, False]


def test_lots_stay_with_their_own_positions():
    """Bars come in one row over all positions: each position must take those of its own lots."""
    found = kept_from(
        held("AGG", "main", (500, 10, 2000), (450, 10, 2000)),
        held("IWM", "main", (500, 10, 3000)),
        held("VOO", "main", (500, 10, 9000)),
        held("VTWO", "roth", (10, 10, 1000)),
    )
    barred = {key for key, each in found.items() if any(lot.kept for lot in each.lots)}
    assert barred == {("main", "IWM")}


def test_every_position_is_told_its_kin():
    found = kept_from(held("IWM", "main", (500, 10, 3000)), held("SPY", "roth", (500, 10, 3000)))
    assert {key: each.kin for key, each in found.items() if key[0] == "main"} == {
        ("main", "IWM"): "IWM",
        ("main", "VTWO"): "IWM",
        ("main", "IVV"): "IVV",
    }
    assert found["roth", "SPY"].kin == "IVV"


def test_a_loss_waits_for_what_was_bought_lately_in_taxed_accounts_to_be_sold():
    """IWM stands at 252.71: ten shares bought at 300 are a loss, whatever VTWO did since."""
    found = kept_from(held("IWM", "main", (500, 10, 3000)), held("VTWO", "main", (10, 5, 400)))
    (old,), (recent,) = found["main", "IWM"].lots, found["main", "VTWO"].lots
    assert (old.kept, recent.recent, recent.waits) == ("", True, "")
    assert old.waits == (
        "VTWO was bought on 2025-12-14 in main; a loss on IWM counts from 2026-01-14, "
        "or today if all of that is sold with it"
    )


def test_what_is_recent_is_not_merged_with_what_is_not():
    """Without rates nothing is told of lots of unknown cost but whether they may be sold, and this."""
    late = (
        Lot(Decimal(5), None, AS_OF - timedelta(10)),
        Lot(Decimal(7), None, AS_OF - timedelta(90)),
    )
    vtwo = Holding("main", "VTWO", late, None, None, Lock.NONE, "made-up")
    files = portfolio({}, "0", held("IWM", "main", (500, 10, 3000)), vtwo)
    made = brief(files, Policy()).household
    book = without_wash_sales(made, history_of(made, files, TaxRules(), market())).book
    assert [float(lot.shares) for lot in book.lots if lot.recent] == [5.0]
    assert [float(lot.shares) for lot in book.lots if lot.cost_per_share is None] == [5.0, 7.0]


def test_it_waits_for_nothing_that_may_not_be_sold():
    late = Lot(Decimal(5), Decimal(400), AS_OF - timedelta(10))
    locked = Holding("main", "VTWO", (late,), None, None, Lock.NO_SELL, "made-up")
    found = kept_from(held("IWM", "main", (500, 10, 3000)), locked)
    (old,), (recent,) = found["main", "IWM"].lots, found["main", "VTWO"].lots
    assert old.kept.startswith("VTWO was bought")
    assert (old.waits, recent.recent) == ("", False)
