"""
Small made-up records of proposals for tests of order files, and documents as `--json` prints them.

The records are made here and by no code of ours but `run_id`, so that what reads them is tested.
"""

import json
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

from allocator.model.orders import (
    Basket,
    OrderType,
    RecordedAccount,
    RecordedHolding,
    RecordedWeight,
    Session,
    TradeRecord,
)
from allocator.model.plain import plain
from allocator.model.policy import Policy
from allocator.model.portfolio import Account, AccountType, Portfolio
from allocator.model.run_id import run_id
from allocator.model.tax import Term
from allocator.model.trades import LotSale, Side, Trade
from allocator.report.json import SCHEMA
from allocator.trades.orders.making import make_orders

D = Decimal
NOTHING, SOME_CASH = D(0), D(9850)
RUN = "7e95e6107623" + "0" * 52
AS_OF = date(2025, 12, 24)
LOTS = (
    LotSale(D(4), date(2020, 9, 14), D("1100.64"), D("1394.25"), Term.LONG),
    LotSale(D(2), None, None, None, None),
)


def cents(amount):
    """Round to the cent as a statement does."""
    return amount.quantize(D("0.01"), ROUND_HALF_UP)


def trade(side, symbol, shares, price, *, account="Brokerage", cost="1.25", lots=()):
    """A trade whose value is shares times price."""
    shares, price = D(shares), D(price)
    return Trade(account, symbol, side, shares, price, cents(shares * price), D(cost), lots)


TRADES = (
    trade(Side.BUY, "VTWO", 126, "102.14"),
    trade(Side.SELL, "QQQ", 6, "623.93", lots=LOTS),
    trade(Side.SELL, "BRK.B", 21, "490.38"),
    trade(Side.SELL, "IWM", 10, "252.71", account="Roth IRA"),
    trade(Side.BUY, "VTWV", "12", "163.41", account="Roth IRA"),
)


def record(trades=TRADES, cash=SOME_CASH, run=RUN):
    """A record of which every account has some cash and holds twice what it sells."""
    trades = tuple(trades)
    names = list(dict.fromkeys(each.account for each in trades)) or ["Brokerage"]
    holdings = tuple(
        RecordedHolding(
            each.account,
            each.symbol,
            2 * each.shares,
            each.price,
            cents(2 * each.shares * each.price),
        )
        for each in trades
        if each.side is Side.SELL
    )
    accounts = tuple(
        RecordedAccount(
            name,
            cash,
            D(0),
            cash + sum(each.cash_change for each in trades if each.account == name),
        )
        for name in names
    )
    return TradeRecord(
        run, AS_OF, AS_OF, accounts, holdings, trades, weights(accounts, holdings, trades)
    )


def weights(accounts, holdings, trades):
    """Weigh everything by hand: value over total, before and after."""
    now = {"CASH": sum(each.cash for each in accounts)}
    for each in holdings:
        now[each.symbol] = now.get(each.symbol, D(0)) + each.value
    after = {**now, "CASH": sum(each.after for each in accounts)}
    for each in trades:
        signed = each.value if each.side is Side.BUY else -each.value
        after[each.symbol] = after.get(each.symbol, D(0)) + signed
    totals = sum(now.values()), sum(after.values())
    return {
        name: RecordedWeight(
            float(now.get(name, D(0)) / totals[0]), float(after.get(name, D(0)) / totals[1])
        )
        for name in {**now, **after}
    }


def basket(made, order_type=OrderType.MARKET, offset=NOTHING, numbers=None):
    """The orders of a record, as the command makes them."""
    session = Session("ALLOC", "BROKER", datetime(2026, 11, 20, 15, tzinfo=UTC))
    return Basket(make_orders(made, order_type, offset, numbers), made, session)


def document(made):
    """Lay a record out as `allocator propose --json` does, with inputs that make its run's id."""
    accounts = tuple(Account(each.name, AccountType.TAXABLE, each.cash) for each in made.accounts)
    portfolio = Portfolio(accounts, (), "mine.csv", "plain CSV", None)
    versions = {"allocator": "0.1.0"}
    name = run_id(portfolio, Policy(), (), "f" * 64, made.on, versions)
    return {
        "schema": SCHEMA,
        "as_of": made.as_of.isoformat(),
        "run": {
            "id": name,
            "advice": "trade" if made.trades else "nothing",
            "versions": versions,
            "inputs": {
                "portfolio": plain(portfolio),
                "policy": plain(Policy()),
                "scenarios": [],
                "on": made.on.isoformat(),
                "snapshot": {"digest": "f" * 64, "as_of": made.as_of.isoformat()},
            },
        },
        "portfolio": {
            "accounts": [
                {"name": each.name, "type": "taxable", "cash": str(each.cash)}
                for each in made.accounts
            ],
            "holdings": [plain(each) for each in made.holdings],
        },
        "weights": {
            name: {"now": each.now, "target": 0.0, "after": each.after}
            for name, each in made.weights.items()
        },
        "trades": [written(each) for each in made.trades],
        "checks": {"cash_after_by_account": {each.name: str(each.after) for each in made.accounts}},
    }


def written(each):
    """Write a trade as a record has it, its numbers as text: pydantic reads both."""
    lots = [
        {
            "shares": str(lot.shares),
            "acquired": lot.acquired and lot.acquired.isoformat(),
            "cost_basis": lot.cost_basis and str(lot.cost_basis),
            "gain": lot.gain and str(lot.gain),
            "term": lot.term,
        }
        for lot in each.lots
    ]
    return {**plain(each), **({"lots": lots} if lots else {"lots": []})}


def save(made, path):
    """Write a record to a file as JSON."""
    path.write_text(json.dumps(document(made)), encoding="utf-8")
    return path
