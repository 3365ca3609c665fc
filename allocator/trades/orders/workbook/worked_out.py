"""What the formulas come to: values, and cash after the trades, worked out anew."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from allocator.model.money import market_value

if TYPE_CHECKING:
    from allocator.model.orders import Basket, Order, RecordedAccount


def worked_out(basket: Basket) -> Basket:
    """
    Work out what the proposal states too, so that the one can be held against the other.

    Returns:
        The basket with each trade worth shares times price, and with the cash of each account
        after its orders: the cash before, what is paid in or out, and what each order changes.
    """
    orders = tuple(map(_order, basket.orders))
    accounts = tuple(_account(each, orders) for each in basket.record.accounts)
    return replace(basket, orders=orders, record=replace(basket.record, accounts=accounts))


def _order(order: Order) -> Order:
    """Value an order."""
    trade = order.trade
    return replace(order, trade=replace(trade, value=market_value(trade.shares, trade.price)))


def _account(account: RecordedAccount, orders: tuple[Order, ...]) -> RecordedAccount:
    """Add up the cash that an account is left with."""
    changes = (order.trade.cash_change for order in orders if order.trade.account == account.name)
    return replace(account, after=account.cash + account.flow + sum(changes, Decimal(0)))
