"""Lots, purchases and sales around a day of trading, made up for tests of wash sales."""

from datetime import date, timedelta
from decimal import Decimal

from allocator.model.identical import IdenticalFunds
from allocator.model.portfolio import AccountType, Transaction
from allocator.model.trades import LotSale, Trade
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
