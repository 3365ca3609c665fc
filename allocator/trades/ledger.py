"""Shares to trades and money, to the cent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from allocator.model.money import market_value, to_cents
from allocator.model.trades import Side, Trade

if TYPE_CHECKING:
    from allocator.model.arrays import Array
    from allocator.model.brief import Brief
    from allocator.model.household import Household


def list_trades(brief: Brief, changes: tuple[Decimal, ...]) -> tuple[Trade, ...]:
    """
    Write trades, sales first so that every purchase is paid for.

    Args:
        brief: For positions, prices and the cost of trading.
        changes: Shares to add to each position, negative to sell, P of them.

    Returns:
        The trades, by side, account and symbol; positions without change make none.
    """
    trades = [_trade(brief, number, change) for number, change in enumerate(changes) if change != 0]
    return tuple(sorted(trades, key=lambda t: (t.side is Side.BUY, t.account, t.symbol)))


def _trade(brief: Brief, number: int, change: Decimal) -> Trade:
    """Write one trade with its value and cost rounded to the cent."""
    household = brief.household
    position = household.positions[number]
    value = market_value(abs(change), position.price)
    rate = Decimal(str(brief.policy.trading.cost_bps)) / 10_000
    return Trade(
        account=household.accounts[position.account].name,
        symbol=position.fund.symbol,
        side=Side.BUY if change > 0 else Side.SELL,
        shares=abs(change),
        price=position.price,
        value=value,
        cost=to_cents(value * rate),
    )


def cash_after(brief: Brief, trades: tuple[Trade, ...]) -> dict[str, Decimal]:
    """Carry the trades' money through each account, by name, in dollars."""
    cash = {account.name: account.cash for account in brief.household.accounts}
    for trade in trades:
        cash[trade.account] += trade.cash_change
    return cash


def household_after(brief: Brief, trades: tuple[Trade, ...]) -> Household:
    """Carry trades out on the household: shares, cash, and the value that costs leave."""
    household = brief.household
    names = [account.name for account in household.accounts]
    change = {
        (trade.account, trade.symbol): trade.shares if trade.side is Side.BUY else -trade.shares
        for trade in trades
    }
    positions = tuple(
        replace(
            position,
            shares=position.shares
            + change.get((names[position.account], position.fund.symbol), Decimal(0)),
        )
        for position in household.positions
    )
    money = cash_after(brief, trades)
    accounts = tuple(replace(account, cash=money[account.name]) for account in household.accounts)
    value = sum(money.values(), Decimal(0))
    value += sum((to_cents(position.value) for position in positions), Decimal(0))
    return replace(
        household,
        accounts=accounts,
        positions=positions,
        value=value,
        weights=np.array([float(position.value / value) for position in positions]),
        cash=np.array([float(account.cash / value) for account in accounts]),
    )


def after(brief: Brief, trades: tuple[Trade, ...]) -> tuple[Array, Array]:
    """Weigh the portfolio after the trades as fractions of its value today: (P,) and (A,)."""
    then, today = household_after(brief, trades), brief.household.value
    weights = [float(position.value / today) for position in then.positions]
    return np.array(weights), np.array([float(account.cash / today) for account in then.accounts])
