"""Shares to trades and money, to the cent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from allocator.model.money import market_value, to_cents
from allocator.model.standing import Standing
from allocator.model.trades import Side, Trade
from allocator.trades.fees import fee_of
from allocator.trades.lots import SameDay, lots_sold
from allocator.trades.positions_after import position_after, without_wash_sales_today
from allocator.trades.tax.lot_choice import total_gains

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allocator.model.brief import Brief
    from allocator.model.household import Household, Position
    from allocator.model.policy import Policy


def list_trades(
    brief: Brief, changes: tuple[Decimal, ...], cleared: frozenset[str] = frozenset()
) -> tuple[Trade, ...]:
    """
    Write trades, sales first so that every purchase is paid for.

    Args:
        brief: For positions, prices and the cost of trading.
        changes: Shares to add to each position, negative to sell, P of them.
        cleared: Kin of which every recent lot is sold.

    Returns:
        The trades, by side, account and symbol; positions without change make none. To sell what
        only `cleared` lets go, without stating it, is a ValueError.
    """
    trades = {n: _trade(brief, n, change) for n, change in enumerate(changes) if change != 0}
    bought = _kin_bought(brief.household, trades.values())
    sold = {
        n: (each.shares, each.cash_change) for n, each in trades.items() if each.side is Side.SELL
    }
    for n, lots in lots_sold(brief, sold, SameDay(bought, cleared)).items():
        trades[n] = replace(trades[n], lots=lots)
    return tuple(sorted(trades.values(), key=lambda t: (t.side is Side.BUY, t.account, t.symbol)))


def same_day(brief: Brief, trades: tuple[Trade, ...]) -> SameDay:
    """Read off trades what decides which losses count: what they buy, and what they clear."""
    household = brief.household
    recent = [each for each in household.positions if _has_recent(each)]
    left = {each.kin for each in moved_positions(brief, trades, recent) if _has_recent(each)}
    return SameDay(_kin_bought(household, trades), frozenset({each.kin for each in recent} - left))


def _kin_bought(household: Household, trades: Iterable[Trade]) -> frozenset[str]:
    """Name the kin of what is bought, as far as positions are told theirs."""
    kin = {position.fund.symbol: position.kin for position in household.positions}
    return frozenset(kin[trade.symbol] for trade in trades if trade.side is Side.BUY) - {""}


def _has_recent(position: Position) -> bool:
    """Tell whether any lot of a position is a recent one."""
    return any(lot.recent for lot in position.lots)


def _trade(brief: Brief, number: int, change: Decimal) -> Trade:
    """Write one trade with its value and cost rounded to the cent, its lots still unnamed."""
    household = brief.household
    position = household.positions[number]
    side = Side.BUY if change > 0 else Side.SELL
    shares = abs(change)
    value = market_value(shares, position.price)
    return Trade(
        account=household.accounts[position.account].name,
        symbol=position.fund.symbol,
        side=side,
        shares=shares,
        price=position.price,
        value=value,
        cost=_cost(brief, position, side, shares, value),
    )


def _cost(brief: Brief, position: Position, side: Side, shares: Decimal, value: Decimal) -> Decimal:
    """Charge half the spread and commissions, and on a sale what regulators charge."""
    trading = brief.policy.trading
    spread = Decimal(str(trading.half_spread(position.fund.symbol)))
    cost = to_cents(value * spread / 10_000)
    cost += trading.commission_of(shares)
    return cost if side is Side.BUY else cost + fee_of(brief.household.day.fees, shares, value)


def cash_after(brief: Brief, trades: tuple[Trade, ...]) -> dict[str, Decimal]:
    """Carry the trades' money through each account, by name, in dollars."""
    cash = {account.name: account.cash for account in brief.household.accounts}
    for trade in trades:
        cash[trade.account] += trade.cash_change
    return cash


def household_after(brief: Brief, trades: tuple[Trade, ...]) -> Household:
    """
    Carry trades out on the household: shares, lots, cash, and the value that costs leave.

    On the same day nothing may be bought that was sold at a taxed loss, nor its kin, and no loss be
    taken on what was bought.
    """
    household = brief.household
    moved = moved_positions(brief, trades, household.positions)
    money = cash_after(brief, trades)
    accounts = tuple(replace(account, cash=money[account.name]) for account in household.accounts)
    value = sum(money.values(), Decimal(0))
    value += sum((to_cents(position.value) for position in moved), Decimal(0))
    return replace(
        household,
        accounts=accounts,
        positions=without_wash_sales_today(household, moved, trades),
        value=value,
        weights=np.array([float(position.value / value) for position in moved]),
        cash=np.array([float(account.cash / value) for account in accounts]),
        flow=0.0,
    )


def moved_positions(
    brief: Brief, trades: tuple[Trade, ...], positions: Iterable[Position]
) -> list[Position]:
    """Carry trades out on some of a household's positions: their shares and lots."""
    names = [account.name for account in brief.household.accounts]
    made = {(trade.account, trade.symbol): trade for trade in trades}
    return [
        position_after(position, made.get((names[position.account], position.fund.symbol)), brief)
        for position in positions
    ]


def realised_gains(trades: tuple[Trade, ...]) -> tuple[Decimal, Decimal]:
    """Sum the short-term and the long-term gains that trades realise, in dollars."""
    return total_gains(tuple(trade.lots for trade in trades))


def policy_after(policy: Policy, trades: tuple[Trade, ...]) -> Policy:
    """Add what trades realise to the year so far, which taxes and a cap on gains depend on."""
    short, long = realised_gains(trades)
    tax = replace(
        policy.tax,
        realised_short=policy.tax.realised_short + short,
        realised_long=policy.tax.realised_long + long,
    )
    return replace(policy, tax=tax)


def after(brief: Brief, trades: tuple[Trade, ...]) -> Standing:
    """Tell where trades lead, as fractions of the household's value today."""
    then, today = household_after(brief, trades), brief.household.value
    weights = [float(position.value / today) for position in then.positions]
    short, long = (float(gain / today) for gain in realised_gains(trades))
    commissions = float(brief.policy.trading.commission / today) * len(trades)
    return Standing(
        weights=np.array(weights),
        cash=np.array([float(account.cash / today) for account in then.accounts]),
        gains=short + long,
        tax=brief.netting.counted(short, long) if brief.netting else 0.0,
        commissions=commissions,
    )
